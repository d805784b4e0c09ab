import SteelyardContracts
import SteelyardFormats

extension DeribitFace {
  /// `public/auth`: who it is, and what is answered.
  func authentication(
    _ parameters: DeribitParameters, _ caller: DeribitCaller
  ) throws(DeribitRefusal) -> (principal: Principal, body: DeribitEnvelope.Body) {
    guard let keyGuard else {
      throw DeribitRefusal(
        13004, "invalid_credentials",
        reason: "this server has no keys; private methods are open to this machine")
    }
    let kind = try parameters.requiredText("grant_type")
    let principal: Principal
    var grant: TokenGrant?
    do throws(Problem) {
      switch kind {
      case "client_credentials":
        let (identifier, secret) = try DeribitFace.texts(
          parameters, "client_id", "client_secret")
        principal = try keyGuard.clientCredentials(
          identifier: identifier, secret: secret, peer: caller.peer)
      case "client_signature":
        let (identifier, signature) = try DeribitFace.texts(parameters, "client_id", "signature")
        let (timestamp, nonce) = try DeribitFace.texts(parameters, "timestamp", "nonce")
        let data = (try? parameters.text("data")) ?? ""
        principal = try keyGuard.clientSignature(
          identifier: identifier, timestamp: timestamp, nonce: nonce, data: data,
          signature: signature, peer: caller.peer)
      case "refresh_token":
        let (token, _) = try DeribitFace.texts(parameters, "refresh_token", "grant_type")
        let refreshed = try keyGuard.refresh(token, peer: caller.peer)
        principal = refreshed.0
        grant = refreshed.1
      default:
        throw DeribitFace.missing("grant_type")
      }
      // Tokens are secrets: over a connection that others read, a signature opens the socket and no more.
      if grant == nil, caller.peer.isConfidential { grant = try keyGuard.grant(principal) }
    } catch {
      if error.code == "invalid_params" { throw .parameter(error.detail, error.remedy) }
      if error.status == .unauthorised {
        throw DeribitRefusal(13004, "invalid_credentials", reason: error.detail)
      }
      throw DeribitRefusal(error)
    }
    let tokens = grant
    return (
      principal,
      { writer throws(SteelyardError) in
        try writer.object { writer throws(SteelyardError) in
          if let tokens {
            writer.field("access_token", tokens.access.revealed)
            writer.field("refresh_token", tokens.refresh.revealed)
            writer.field("expires_in", TokenGrant.accessSeconds)
          }
          writer.field("token_type", "bearer")
          writer.field("scope", DeribitFace.scope(of: principal))
        }
      }
    )
  }

  /// Scopes in Deribit's words.
  private static func scope(of principal: Principal) -> String {
    var words = ["connection"]
    if principal.scopes.contains(.read) { words += ["account:read", "trade:read", "wallet:read"] }
    return words.joined(separator: " ")
  }

  private static func texts(
    _ parameters: DeribitParameters, _ first: String, _ second: String
  ) throws(Problem) -> (String, String) {
    guard let one = try? parameters.requiredText(first) else { throw missing(first) }
    guard let two = try? parameters.requiredText(second) else { throw missing(second) }
    return (one, two)
  }

  private static func missing(_ name: String) -> Problem {
    Problem(
      .badRequest, code: "invalid_params", name,
      remedy: name == "grant_type"
        ? "must be client_credentials, client_signature or refresh_token" : "is required")
  }
}
