public import SteelyardContracts

/// A request as a handler gets it: complete, within the limits, and matched to a route.
public struct Request: Sendable {
  /// The method as it was sent.
  ///
  /// A `HEAD` reaches the route of `GET`, and the answer goes without its body.
  public let method: Method
  /// Path and query exactly as they came, still encoded: what a signature covers.
  public let target: String
  /// The path, still encoded, without the query.
  public let path: String
  /// The query, decoded.
  public let query: Query
  /// Header fields, names in lower case.
  public let headers: Headers
  /// The body; empty if there is none.
  public let body: [UInt8]
  /// Who sent it.
  public let peer: Peer
  /// The server's own name for the request: in answers, logs and problems.
  public let identifier: String
  /// What the placeholders of the route stand for, decoded.
  public internal(set) var parameters: [String: String] = [:]
  /// Who the sender has proved to be; `nil` on open routes without credentials.
  public internal(set) var principal: Principal?

  /// A request from its parts: the server makes them, and tests of handlers.
  public init(
    method: Method, target: String, headers: Headers = Headers(), body: [UInt8] = [],
    peer: Peer = Peer(address: "127.0.0.1", port: 0, protection: .plain),
    identifier: String = "request"
  ) throws(SteelyardError) {
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
    let path = mark.map { String(target[..<$0]) } ?? target
    guard
      let query = mark.map({ Query(target[target.utf8.index(after: $0)...]) }) ?? Query.empty
    else {
      throw SteelyardError(
        .invalidInput,
        "The query is not percent encoded UTF-8, or has over \(Query.partsMax) parts.",
        remedy: "Encode names and values as RFC 3986 says, and send fewer.",
        subject: .place(file: "request", row: nil, field: "query"))
    }
    self.method = method
    self.target = target
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
    self.identifier = identifier
  }

  /// A placeholder of the route.
  ///
  /// - Throws: `invalidInput` where the route has none of that name: a mistake of the route's author.
  public func parameter(_ name: String) throws(SteelyardError) -> String {
    guard let value = parameters[name] else {
      throw SteelyardError(
        .invalidInput, "The route has no placeholder \"\(name)\".",
        remedy: "Report it: route and handler disagree.")
    }
    return value
  }

  /// A placeholder that names an account or a subaccount.
  ///
  /// - Throws: `invalidInput` for what is no account name.
  public func account(_ name: String = "account") throws(SteelyardError) -> AccountName {
    try AccountName(try parameter(name))
  }

  /// The media type of the body, in lower case without its parameters; `nil` if it is not said.
  public var mediaType: String? {
    headers["content-type"].map { value in
      let end = value.utf8.firstIndex(of: UInt8(ascii: ";")) ?? value.endIndex
      return Headers.trimmed(value[..<end]).lowercased()
    }
  }
}
