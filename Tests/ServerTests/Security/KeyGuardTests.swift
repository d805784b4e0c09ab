import SteelyardContracts
import SteelyardServer
import Synchronization
import Testing

/// A guard over two keys, with a clock that stands until it is set.
final class GuardedKeys: Sendable {
  let desk: KeyStore.NewKey
  let house: KeyStore.NewKey
  let store: KeyStore
  let keyGuard: KeyGuard

  init(_ directory: String, _ limits: KeyGuardLimits = KeyGuardLimits()) throws {
    store = try KeyStore(path: directory + "/keys.json", at: KeyStoreTests.now)
    desk = try store.create(
      name: "desk", tenant: .account("desk"), scopes: [.read, .trade], at: KeyStoreTests.now)
    house = try store.create(
      name: "house", tenant: .house, scopes: [.read, .admin], at: KeyStoreTests.now)
    let lines = LineKeeper()
    kept = lines
    let time = ClockKeeper()
    self.time = time
    let log = try Log(to: .closure { lines.add($0) }, levelMin: .debug) { time.now }
    keyGuard = KeyGuard(keys: store, limits: limits, log: log) { time.now }
  }

  let kept: LineKeeper
  let time: ClockKeeper

  final class LineKeeper: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  final class ClockKeeper: Sendable {
    private let time = Mutex(KeyStoreTests.now)
    var now: Timestamp { time.withLock { $0 } }
    func advance(_ seconds: Int64) {
      time.withLock {
        $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000)
      }
    }
  }

  /// A signed request; what is sent may differ from what was signed.
  func request(
    _ key: KeyStore.NewKey, nonce: String = "nonce-0001", secret: Secret? = nil,
    signed: String = "{}", body: String = "{}", target: String = "/api/v1/accounts/desk/margin",
    sent: String? = nil, peer: Peer = Peer(address: "198.51.100.1", port: 1, protection: .plain)
  ) throws -> Request {
    let authorization = RequestSignature.authorization(
      identifier: key.key.identifier, secret: secret ?? key.secret, method: "POST", target: target,
      body: Array(signed.utf8), nonce: nonce, at: time.now)
    return try Request(
      method: .post, target: sent ?? target, headers: Headers(["authorization": authorization]),
      body: Array(body.utf8), peer: peer)
  }

  func status(_ request: Request, _ scope: Scope = .trade) -> Int {
    do throws(Problem) {
      _ = try keyGuard.principal(of: request, for: scope)
      return 200
    } catch { return error.status.code }
  }
}

@Suite("Who sent a request")
struct KeyGuardTests {
  @Test("a signed request proves its key")
  func good() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      let principal = try keys.keyGuard.principal(of: keys.request(keys.desk), for: .trade)
      #expect(principal.key == keys.desk.key.identifier)
      #expect(principal.tenant == .account("desk"))
    }
  }

  @Test("a request that was seen before is refused, a minute and a half later too")
  func replayed() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      let request = try keys.request(keys.desk)
      #expect(keys.status(request) == 200)
      #expect(keys.status(request) == 401)
      keys.time.advance(29)
      #expect(keys.status(request) == 401)
      keys.time.advance(61)
      #expect(keys.status(request) == 401)
    }
  }

  @Test("a clock that runs half a minute wrong is taken, one second more is not")
  func stale() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      let early = try keys.request(keys.desk, nonce: "nonce-early")
      let late = try keys.request(keys.desk, nonce: "nonce-late")
      keys.time.advance(30)
      #expect(keys.status(early) == 200)
      keys.time.advance(1)
      #expect(keys.status(late) == 401)
    }
  }

  @Test("whatever of a request was changed on the way is noticed")
  func tampered() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      #expect(keys.status(try keys.request(keys.desk, body: "{ }")) == 401)
      #expect(
        keys.status(try keys.request(keys.desk, sent: "/api/v1/accounts/desk/margin?a=1")) == 401)
      #expect(keys.status(try keys.request(keys.desk, secret: keys.house.secret)) == 401)
      #expect(keys.status(try keys.request(keys.desk)) == 200)
    }
  }

  @Test("a revoked key is refused, and so is what was made with it")
  func revoked() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      let peer = Peer(address: "127.0.0.1", port: 1, protection: .plain)
      let principal = try keys.keyGuard.clientCredentials(
        identifier: keys.desk.key.identifier, secret: keys.desk.secret.revealed, peer: peer)
      let grant = try keys.keyGuard.grant(principal)
      let token = grant.access.revealed
      #expect(try keys.keyGuard.principal(accessToken: token, peer: peer) == principal)
      try keys.store.revoke(keys.desk.key.identifier, at: keys.time.now)
      #expect(keys.status(try keys.request(keys.desk)) == 401)
      #expect(throws: Problem.self) {
        try keys.keyGuard.principal(accessToken: token, peer: peer)
      }
      #expect(throws: Problem.self) {
        try keys.keyGuard.refresh(grant.refresh.revealed, peer: peer)
      }
    }
  }

  @Test("a key without the scope is told so with 403")
  func scope() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      #expect(keys.status(try keys.request(keys.house), .trade) == 403)
      #expect(keys.status(try keys.request(keys.desk), .admin) == 403)
    }
  }

  @Test("without credentials, or with some that cannot be read, it is 401 and says how")
  func missing() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      for header in ["", "Basic YTpi", "steelyard-hmac-sha256 id=a", "Bearer nothing"] {
        let request = try Request(
          method: .get, target: "/", headers: Headers(["authorization": header]))
        #expect(keys.status(request) == 401)
      }
      let problem = #expect(throws: Problem.self) {
        try keys.keyGuard.principal(of: try Request(method: .get, target: "/"), for: .read)
      }
      #expect(problem?.headers["www-authenticate"] == "steelyard-hmac-sha256, Bearer")
    }
  }

  @Test("a bearer is taken on this machine and behind TLS, never in clear")
  func bearer() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      let bearer = "Bearer \(keys.desk.key.identifier).\(keys.desk.secret.revealed)"
      func status(_ peer: Peer) throws -> Int {
        keys.status(
          try Request(
            method: .get, target: "/", headers: Headers(["authorization": bearer]), peer: peer))
      }
      #expect(try status(Peer(address: "127.0.0.1", port: 1, protection: .plain)) == 200)
      #expect(try status(Peer(address: "198.51.100.1", port: 1, protection: .encrypted)) == 200)
      #expect(try status(Peer(address: "198.51.100.1", port: 1, protection: .plain)) == 401)
    }
  }

  @Test("whoever fails ten times must wait, and the key's owner elsewhere need not")
  func guessing() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      for number in 0..<10 {
        let wrong = try keys.request(
          keys.desk, nonce: "nonce-\(1_000 + number)", secret: keys.house.secret)
        #expect(keys.status(wrong) == 401)
      }
      #expect(keys.status(try keys.request(keys.desk)) == 429)
      let elsewhere = Peer(address: "203.0.113.5", port: 1, protection: .plain)
      #expect(keys.status(try keys.request(keys.desk, nonce: "nonce-2000", peer: elsewhere)) == 200)
      keys.time.advance(6)
      #expect(keys.status(try keys.request(keys.desk, nonce: "nonce-3000")) == 200)
    }
  }

  @Test("a key that asks too often is told to wait")
  func rate() async throws {
    try await withTemporaryDirectory { directory in
      var limits = KeyGuardLimits()
      limits.requestsPerSecondPerKeyMax = 1
      limits.requestsBurstPerKeyMax = 3
      let keys = try GuardedKeys(directory, limits)
      let statuses = try (0..<4).map {
        keys.status(try keys.request(keys.desk, nonce: "nonce-\(1_000 + $0)"))
      }
      #expect(statuses == [200, 200, 200, 429])
    }
  }

  @Test("a tenant sees its account with its subaccounts and no other, the house sees all")
  func tenants() throws {
    let desk = Principal(key: "a", tenant: .account("desk"), scopes: [.read])
    let house = Principal(key: "b", tenant: .house, scopes: [.read])
    let names = try ["desk", "desk/hedges", "desk2", "other/desk"].map { try AccountName($0) }
    #expect(names.map { desk.may(.read, $0) } == [true, true, false, false])
    #expect(names.map { house.may(.read, $0) } == [true, true, true, true])
    #expect(!desk.may(.trade, names[0]))
    let error = #expect(throws: SteelyardError.self) { try desk.require(.read, names[2]) }
    #expect(error == Principal.unknown(names[2]))
  }

  @Test("Deribit's signature is checked under the venue secret")
  func venue() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      let peer = Peer(address: "127.0.0.1", port: 1, protection: .plain)
      for secret in [keys.desk.secret, keys.desk.venueSecret] {
        let principal = try keys.keyGuard.clientCredentials(
          identifier: keys.desk.key.identifier, secret: secret.revealed, peer: peer)
        #expect(principal.tenant == .account("desk"))
      }
      let first = try keys.keyGuard.grant(keys.desk.key.principal)
      let (_, second) = try keys.keyGuard.refresh(first.refresh.revealed, peer: peer)
      #expect(second.access.revealed != first.access.revealed)
      #expect(throws: Problem.self) {
        try keys.keyGuard.refresh(first.refresh.revealed, peer: peer)
      }
      keys.time.advance(Int64(TokenGrant.accessSeconds))
      #expect(throws: Problem.self) {
        try keys.keyGuard.principal(accessToken: first.access.revealed, peer: peer)
      }
    }
  }

  @Test("no secret, signature or token reaches the log")
  func logs() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      let peer = Peer(address: "127.0.0.1", port: 1, protection: .plain)
      _ = keys.status(try keys.request(keys.desk, body: "changed"))
      _ = try? keys.keyGuard.clientCredentials(
        identifier: keys.house.key.identifier, secret: keys.desk.secret.revealed, peer: peer)
      _ = try? keys.keyGuard.clientCredentials(
        identifier: keys.desk.secret.revealed, secret: "x", peer: peer)
      let text = keys.kept.all.joined()
      #expect(text.contains("\"event\":\"authentication failed\""))
      for secret in [keys.desk.secret, keys.house.secret, keys.desk.venueSecret] {
        #expect(!text.contains(secret.revealed))
        #expect("\(secret)" == "(secret)")
        #expect(String(reflecting: secret) == "(secret)")
        #expect(!"\(keys.desk)".contains(secret.revealed))
      }
      #expect(!text.contains("sig="))
    }
  }
}
