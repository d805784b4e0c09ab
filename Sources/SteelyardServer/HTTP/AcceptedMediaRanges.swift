/// What a client takes for an answer: the field `accept` (RFC 9110, section 12.5.1).
struct AcceptedTypes {
  private let ranges: [(type: String, isRefused: Bool)]

  init(_ headers: Headers) {
    ranges = headers.list("accept").map { entry in
      let parts = entry.split(separator: ";").map { Headers.trimmed($0).lowercased() }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap {
        Double($0.dropFirst(2))
      }
      return (parts.first ?? "", weight == 0)
    }
  }

  /// Whether one of the types will do.
  ///
  /// Without the field, everything does.
  func accepts(anyOf types: [String]) -> Bool {
    ranges.isEmpty || types.contains(where: accepts)
  }

  /// The most specific range that matches decides.
  private func accepts(_ type: String) -> Bool {
    let type = String(type.prefix { $0 != ";" })
    let family = String(type.prefix { $0 != "/" }) + "/*"
    for candidate in [type, family, "*/*"] {
      if let range = ranges.first(where: { $0.type == candidate }) { return !range.isRefused }
    }
    return false
  }
}
