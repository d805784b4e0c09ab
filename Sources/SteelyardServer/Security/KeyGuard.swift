import SteelyardDigests
public import SteelyardContracts
import SteelyardEngine
import Synchronization

/// Finds out who sent a request, by the keys of a store.
public final class KeyGuard: RequestGuard {
  private struct State {
    var nonces: NonceTable
    var rates: RateTable
    var failuresByKey: RateTable
    var failuresByAddress: RateTable
  }

  private let keys: KeyStore
  private let limits: KeyGuardLimits
  private let now: @Sendable () -> Timestamp
  private let log: Log?
  private let failures: Counter
  private let tokens = AccessTokens()
  private let state: Mutex<State>

  /// A guard over keys.
  ///
  /// - Parameters:
  ///   - keys: The keys.
  ///   - limits: Clock, rates and attempts.
  ///   - log: Where failed attempts are told, without what was tried.
  ///   - metrics: Where they are counted.
  ///   - now: The clock.
  public init(
    keys: KeyStore, limits: KeyGuardLimits = KeyGuardLimits(), log: Log? = nil,
    metrics: Metrics = Metrics(), now: @escaping @Sendable () -> Timestamp = { WallClock.now }
  ) {
    self.keys = keys
    self.limits = limits
    self.now = now
    self.log = log
    failures = metrics.counter(
      "steelyard_authentication_failures_total", "Credentials that were not accepted.",
      labels: ["reason"])
    state = Mutex(
      State(
        nonces: NonceTable(
          windowMicroseconds: Int64(limits.clockSeconds) * 1_000_000, countMax: limits.noncesMax),
        rates: RateTable(
          perSecond: limits.requestsPerSecondPerKeyMax, burst: limits.requestsBurstPerKeyMax),
        failuresByKey: RateTable(perSecond: 0.2, burst: limits.failuresPerKeyMax),
        failuresByAddress: RateTable(perSecond: 5, burst: limits.failuresPerAddressMax)))
  }

  /// Why credentials were not accepted: for the log and the metric.
  ///
  /// Callers are told less.
  private enum Refusal: String, Error {
    case missing, malformed, unknown, wrong, stale, replayed, revoked, address, clear
    case crowded
  }

  // MARK: - Requests

  /// The principal of a request.
  ///
  /// - Throws: A problem of status 401, 403 (scope), 429 (rate, attempts) or 503 (too many nonces).
  public func principal(of request: Request, for scope: Scope) throws(Problem) -> Principal {
    let principal = try principal(
      authorization: request.headers["authorization"], method: request.method.description,
      target: request.target, body: request.body, peer: request.peer)
    do throws(SteelyardError) {
      try principal.require(scope)
    } catch {
      throw Problem(error)
    }
    return principal
  }

  /// The principal of a WebSocket's first message, which signs the method `AUTH` and the socket's path.
  ///
  /// - Parameter authorization: What a request would carry in the field of that name.
  /// - Throws: As for requests.
  public func principal(
    webSocketAuthorization authorization: String, path: String, peer: Peer
  ) throws(Problem) -> Principal {
    try principal(
      authorization: authorization, method: "AUTH", target: path, body: [], peer: peer)
  }

  private func principal(
    authorization: String?, method: String, target: String, body: [UInt8], peer: Peer
  ) throws(Problem) -> Principal {
    guard let authorization else { throw refused(.missing, nil, peer) }
    guard let credentials = Credentials(authorization) else { throw refused(.malformed, nil, peer) }
    switch credentials {
    case .signed(let signature):
      let signed = RequestSignature.text(
        timestamp: signature.timestamp, nonce: signature.nonce, method: method, target: target,
        body: body)
      return try attempt(signature.identifier, peer) { key throws(Refusal) in
        try self.verify(signature, signed, key?.signingKey)
      }
    case .venueSigned(let signature):
      let signed = RequestSignature.venueText(
        timestamp: signature.timestamp, nonce: signature.nonce, method: method, target: target,
        body: body)
      return try attempt(signature.identifier, peer) { key throws(Refusal) in
        try self.verify(signature, signed, key.map(KeyGuard.venueKey))
      }
    case .bearer(let identifier, let secret):
      return try clientCredentials(identifier: identifier, secret: secret, peer: peer)
    case .token(let token): return try principal(accessToken: token, peer: peer)
    }
  }

  // MARK: - Deribit's ways of signing in

  /// The principal of a key's identifier and secret, either of its two; `grant_type=client_credentials`.
  ///
  /// - Throws: As for requests; over a connection that others can read, always.
  public func clientCredentials(
    identifier: String, secret: String, peer: Peer
  ) throws(Problem) -> Principal {
    guard peer.isConfidential else { throw refused(.clear, identifier, peer) }
    return try attempt(identifier, peer) { key throws(Refusal) in
      let signingKey = key?.signingKey ?? KeyGuard.nobody
      // Every secret that is none of the two costs both comparisons; the holder of one only its own.
      if Sodium.areEqual(Secret(secret).signingKey, signingKey), key != nil { return }
      let isVenue = Sodium.areEqual(
        SHA256Digest(of: Array(secret.utf8)).bytes,
        SHA256Digest(of: KeyGuard.venueKey(signingKey)).bytes)
      guard key != nil, isVenue else { throw .wrong }
    }
  }

  /// The principal of a signature over a time, a nonce and some data; `grant_type=client_signature`.
  ///
  /// - Parameters:
  ///   - timestamp: Milliseconds since 1970, as sent.
  ///   - signature: In hexadecimal.
  /// - Throws: As for requests.
  public func clientSignature(
    identifier: String, timestamp: String, nonce: String, data: String, signature: String,
    peer: Peer
  ) throws(Problem) -> Principal {
    guard let bytes = ByteText.bytes(hex: signature) else {
      throw refused(.malformed, identifier, peer)
    }
    let parts = Credentials.Signature(
      identifier: identifier, timestamp: timestamp, nonce: nonce, bytes: bytes)
    return try attempt(identifier, peer) { key throws(Refusal) in
      try self.verify(
        parts, Array("\(timestamp)\n\(nonce)\n\(data)".utf8), key.map(KeyGuard.venueKey))
    }
  }

  /// Tokens for a principal.
  ///
  /// - Throws: A problem of status 422 where too many are out.
  public func grant(_ principal: Principal) throws(Problem) -> TokenGrant {
    do throws(SteelyardError) {
      return try tokens.issue(principal.key, principal.scopes, at: now())
    } catch {
      throw Problem(error)
    }
  }

  /// New tokens for a refresh token, which is spent; `grant_type=refresh_token`.
  ///
  /// - Throws: As for requests.
  public func refresh(_ token: String, peer: Peer) throws(Problem) -> (Principal, TokenGrant) {
    guard peer.isConfidential else { throw refused(.clear, nil, peer) }
    let time = now()
    guard let (identifier, scopes) = tokens.spend(refresh: token, at: time) else {
      throw refused(.unknown, nil, peer)
    }
    let principal = try principal(of: identifier, scopes, peer, time)
    return (principal, try grant(principal))
  }

  /// The principal of an access token.
  ///
  /// - Throws: As for requests.
  public func principal(accessToken token: String, peer: Peer) throws(Problem) -> Principal {
    guard peer.isConfidential else { throw refused(.clear, nil, peer) }
    let time = now()
    guard let (identifier, scopes) = tokens.key(of: token, at: time) else {
      try throttle(nil, peer)
      throw refused(.unknown, nil, peer)
    }
    return try principal(of: identifier, scopes, peer, time)
  }

  /// Key and address are looked at again at every use: revoking a key ends its tokens too.
  private func principal(
    of identifier: String, _ scopes: Set<Scope>, _ peer: Peer, _ time: Timestamp
  ) throws(Problem) -> Principal {
    let principal = try attempt(identifier, peer) { key throws(Refusal) in
      guard key != nil else { throw .unknown }
    }
    return Principal(
      key: principal.key, tenant: principal.tenant, scopes: principal.scopes.intersection(scopes))
  }

  /// Whether a principal's key still opens what it opened: for connections that last.
  public func isValid(_ principal: Principal) -> Bool {
    let time = now()
    guard let key = keys.key(principal.key, at: time) else { return false }
    return key.isValid(at: time) && principal.scopes.isSubset(of: key.principal.scopes)
      && key.principal.tenant == principal.tenant
  }

  // MARK: - Checks

  /// A key of no one: an unknown identifier costs the same work as a wrong signature.
  private static let nobody = [UInt8](repeating: 0, count: 32)

  private static func venueKey(_ key: APIKey) -> [UInt8] { venueKey(key.signingKey) }

  private static func venueKey(_ signingKey: [UInt8]) -> [UInt8] {
    Array(Secret.venueSecret(signingKey).revealed.utf8)
  }

  private func attempt(
    _ identifier: String, _ peer: Peer, _ check: (APIKey?) throws(Refusal) -> Void
  ) throws(Problem) -> Principal {
    try throttle(identifier, peer)
    let time = now()
    let key = keys.key(identifier, at: time)
    do throws(Refusal) {
      try check(key)
      guard let key else { throw .unknown }
      guard key.isValid(at: time) else { throw .revoked }
      guard key.mayBeUsed(from: peer.address) else { throw .address }
    } catch {
      throw refused(error, identifier, peer)
    }
    let wait = state.withLock {
      $0.rates.take(identifier, now: KeyGuard.seconds(time), perSecond: key?.requestsPerSecondMax)
    }
    if let wait { throw Problem.tooMany("requests with this key", wait) }
    guard let key else { throw refused(.unknown, identifier, peer) }
    return key.principal
  }

  private func verify(
    _ signature: Credentials.Signature, _ signed: [UInt8], _ key: [UInt8]?
  ) throws(Refusal) {
    guard (8...64).contains(signature.nonce.utf8.count),
      signature.nonce.utf8.allSatisfy(RequestHead.isTokenByte),
      let milliseconds = Int64(signature.timestamp), signature.timestamp.utf8.count <= 15
    else { throw .malformed }
    let expected = hmacSHA256(of: signed, key: key ?? KeyGuard.nobody)
    guard Sodium.areEqual(expected, signature.bytes), key != nil else { throw .wrong }
    let time = now().microseconds
    guard abs(time - milliseconds * 1_000) <= Int64(limits.clockSeconds) * 1_000_000 else {
      throw .stale
    }
    // Last, so that only who holds the key can fill the table.
    switch state.withLock({ $0.nonces.use(signature.identifier, signature.nonce, now: time) }) {
    case .new: return
    case .used: throw .replayed
    case .full: throw .crowded
    }
  }

  /// Makes whoever failed too often wait, before anything is looked at.
  private func throttle(_ identifier: String?, _ peer: Peer) throws(Problem) {
    // Mostly nobody has failed of late.
    let hasNone = state.withLock {
      $0.failuresByAddress.count == 0 && $0.failuresByKey.count == 0
    }
    guard !hasNone else { return }
    let address = AddressRange.counted(peer.address)
    let seconds = KeyGuard.seconds(now())
    let mayTry = state.withLock { state in
      state.failuresByAddress.has(address, now: seconds)
        && (state.failuresByKey.count == 0
          || (identifier.map {
            state.failuresByKey.has("\(address) \($0.prefix(64))", now: seconds)
          } ?? true))
    }
    guard mayTry else { throw Problem.tooMany("attempts that failed", 5) }
  }

  private static func seconds(_ time: Timestamp) -> Double { Double(time.microseconds) * 1e-6 }

  private func refused(_ refusal: Refusal, _ identifier: String?, _ peer: Peer) -> Problem {
    failures.add(1, [refusal.rawValue])
    let address = AddressRange.counted(peer.address)
    // Only what could be guessing counts as such; a clock that runs wrong does not lock anybody out.
    switch refusal {
    case .unknown, .wrong, .revoked, .address, .malformed:
      let seconds = KeyGuard.seconds(now())
      state.withLock { state in
        _ = state.failuresByAddress.take(address, now: seconds)
        if let identifier {
          _ = state.failuresByKey.take("\(address) \(identifier.prefix(64))", now: seconds)
        }
      }
      log?.write(
        .warning, "authentication failed",
        [
          "reason": .text(refusal.rawValue), "peer": .text(peer.address),
          "key": .text(keys.key(identifier ?? "", at: now())?.identifier ?? "unknown"),
        ])
    case .missing, .stale, .replayed, .clear, .crowded: break
    }
    return problem(refusal)
  }

  private func problem(_ refusal: Refusal) -> Problem {
    let headers = Headers(["www-authenticate": "\(Credentials.scheme), Bearer"])
    let (detail, remedy): (String, String)
    switch refusal {
    case .missing:
      (detail, remedy) = (
        "The request has no credentials.", "Sign it with a key; see the server's documentation."
      )
    case .malformed:
      (detail, remedy) = (
        "The credentials cannot be read.",
        "Send \(Credentials.scheme) id=..,ts=..,nonce=..,sig=.. with a nonce of 8 to 64 characters."
      )
    case .stale:
      (detail, remedy) = (
        "The time stamp is more than \(limits.clockSeconds) s away from the server's clock.",
        "Set the clock, and send milliseconds since 1970."
      )
    case .replayed:
      (detail, remedy) = ("The nonce was used before.", "Take a new nonce for each request.")
    case .clear:
      (detail, remedy) = (
        "Secrets are not taken over a connection that others can read.",
        "Use TLS, or sign the request."
      )
    case .crowded:
      return Problem(
        .unavailable, code: "unavailable", "Too many signed requests came in a short time.",
        remedy: "Try again in a minute.", headers: Headers(["retry-after": "60"]))
    case .unknown, .wrong, .revoked, .address:
      // One answer for all four: which keys exist is nobody's business.
      (detail, remedy) = (
        "The credentials are not accepted.", "Check key, secret, what is signed, and from where."
      )
    }
    return Problem(
      .unauthorised, code: "unauthenticated", detail, remedy: remedy, headers: headers)
  }
}
