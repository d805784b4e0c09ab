import SteelyardContracts

/// Who makes a call.
struct DeribitCaller {
  let peer: Peer
  /// Who a WebSocket has proved to be.
  var principal: Principal?
  /// The request, which may prove it by its header.
  let request: Request?

  /// The principal of a private call.
  ///
  /// - Throws: 13009 where nobody is known to ask, 13021 where the key has not the scope.
  func identified(
    for scope: Scope, _ keyGuard: KeyGuard?
  ) throws(DeribitRefusal) -> Principal {
    guard let keyGuard else {
      return Principal(key: "local", tenant: .house, scopes: Set(Scope.allCases))
    }
    if let request {
      do { return try keyGuard.principal(of: request, for: scope) } catch {
        throw DeribitRefusal(error)
      }
    }
    guard let principal else {
      throw .unauthorised("Call public/auth first.")
    }
    do { try principal.require(scope) } catch { throw DeribitRefusal(error) }
    return principal
  }
}
