extension Request {
  /// Whether the sender has the content of an entity tag already: `if-none-match` names it (RFC 9110, section 13.1.2).
  func knows(_ tag: String) -> Bool {
    headers.list("if-none-match").contains { known in
      known == "*" || known == tag || known == "W/" + tag
    }
  }
}
