/// A path on which WebSockets are opened.
public struct WebSocketEndpoint: Sendable {
  /// The path.
  public let pattern: RoutePattern
  /// Who may open one.
  ///
  /// Where it is open, the session asks for credentials itself.
  public let access: Route.Access
  /// Subprotocols it speaks, the preferred first; a client that asks for none gets none.
  public let subprotocols: [String]
  /// Sizes and times.
  public let limits: WebSocketLimits
  /// Makes the session of a new socket.
  public let open: @Sendable (Request) throws -> any WebSocketSession

  /// An endpoint from its parts.
  public init(
    _ path: String, access: Route.Access, subprotocols: [String] = [],
    limits: WebSocketLimits = WebSocketLimits(),
    open: @escaping @Sendable (Request) throws -> any WebSocketSession
  ) {
    pattern = RoutePattern(path)
    self.access = access
    self.subprotocols = subprotocols
    self.limits = limits
    self.open = open
  }
}
