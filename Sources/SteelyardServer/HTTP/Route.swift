/// What the server does with a method on a path.
public struct Route: Sendable {
  /// Who may call it.
  public enum Access: Sendable, Hashable {
    /// Everybody who can connect.
    case open
    /// Holders of a key with this scope.
    case key(Scope)
  }

  /// How the answer is made.
  public enum Handler: Sendable {
    /// On the loop itself: for what takes microseconds and waits for nothing.
    case inline(@Sendable (Request) throws -> Response)
    /// In a task, off the loop.
    case task(@Sendable (Request) async throws -> Response)
    /// On the loop where the first handler takes the request: one that it sees to be microseconds of work;
    /// in a task where it gives nil.
    case brief(
      @Sendable (Request) throws -> Response?,
      otherwise: @Sendable (Request) async throws -> Response)
  }

  /// The method.
  public let method: Method
  /// The path.
  public let pattern: RoutePattern
  /// Who may call it.
  public let access: Access
  /// Media types of bodies it reads; empty if it reads none, and then a body is ignored.
  public let reads: [String]
  /// Media types it answers with; empty if it answers without a body, or with what is asked.
  public let writes: [String]
  /// Most bytes of a body; `nil` for the server's own limit.
  public let bodyBytesMax: Int?
  /// What it does.
  public let handler: Handler

  /// A route from its parts.
  public init(
    _ method: Method, _ path: String, access: Access, reads: [String] = [],
    writes: [String] = ["application/json"], bodyBytesMax: Int? = nil, _ handler: Handler
  ) {
    self.method = method
    self.pattern = RoutePattern(path)
    self.access = access
    self.reads = reads
    self.writes = writes
    self.bodyBytesMax = bodyBytesMax
    self.handler = handler
  }
}
