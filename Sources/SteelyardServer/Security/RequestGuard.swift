/// Finds out who sent a request.
public protocol RequestGuard: Sendable {
  /// The principal of a request to a route that asks for a scope.
  ///
  /// - Throws: A problem of status 401 without good credentials, of 403 where they do not suffice, of 429 where
  ///   there were too many.
  func principal(of request: Request, for scope: Scope) throws(Problem) -> Principal
}
