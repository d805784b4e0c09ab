/// A request on its way through guard and handler.
struct Call: Sendable {
  let route: Route
  private(set) var request: Request
  let requestGuard: (any RequestGuard)?

  /// The answer of a handler that runs on the loop; nil where it is to be made in a task.
  mutating func loopResponse() -> Response? {
    do {
      switch route.handler {
      case .inline(let handler): return try handler(try authenticated())
      case .brief(let handler, _):
        request = try authenticated()
        return try handler(request)
      case .task: return nil
      }
    } catch {
      return Problem(any: error).response(identifier: request.identifier)
    }
  }

  /// The answer that is made in a task.
  func response() async -> Response {
    do {
      let request = try authenticated()
      switch route.handler {
      case .inline(let handler): return try handler(request)
      case .task(let handler), .brief(_, let handler): return try await handler(request)
      }
    } catch {
      return Problem(any: error).response(identifier: request.identifier)
    }
  }

  /// The request with its sender, who is asked for once: a nonce is good for one time only.
  private func authenticated() throws(Problem) -> Request {
    guard request.principal == nil else { return request }
    return try Call.authenticated(request, route.access, requestGuard)
  }

  /// The request with its sender.
  ///
  /// A server without a guard serves routes that ask for a key only to this machine: `ServerOptions.validate`
  /// has seen to that, and the sender is then the house.
  static func authenticated(
    _ request: Request, _ access: Route.Access, _ requestGuard: (any RequestGuard)?
  ) throws(Problem) -> Request {
    guard case .key(let scope) = access else { return request }
    var request = request
    request.principal =
      try requestGuard?.principal(of: request, for: scope)
      ?? Principal(key: "local", tenant: .house, scopes: Set(Scope.allCases))
    return request
  }

  /// Too many requests are being worked on.
  static let busy = Problem(
    .unavailable, code: "unavailable", "The server works on as many requests as it may.",
    remedy: "Try again in a moment.", headers: Headers(["retry-after": "1"]))
}
