import SteelyardContracts
import SteelyardServer
import TestSupport
import Testing

@Suite("A server with keys", .serialized)
struct GuardedServerTests {
  static let router = Router([
    Route(
      .get, "/accounts/{account}", access: .key(.read),
      .task { request in
        let account = try request.account()
        try request.principal?.require(.read, account)
        return .json(Array("\"\(account)\"".utf8))
      }),
    Route(
      .post, "/brief", access: .key(.read),
      .brief({ _ in nil }, otherwise: { request in .text(request.principal?.key ?? "nobody") })),
    Route(
      .post, "/accounts/{account}/orders", access: .key(.trade), reads: ["application/json"],
      .inline { request in
        try request.principal?.require(.trade, try request.account())
        return .json(request.body, status: .created)
      }),
  ])

  /// Sends a signed request over a socket; the answer's status and body.
  static func send(
    _ method: String, _ target: String, _ body: String, key: KeyStore.NewKey, nonce: String,
    keys: GuardedKeys, port: UInt16
  ) -> (status: String, body: String) {
    let authorization = RequestSignature.authorization(
      identifier: key.key.identifier, secret: key.secret, method: method, target: target,
      body: Array(body.utf8), nonce: nonce, at: keys.time.now)
    let connection = RawConnection(port: port)
    connection.send(
      "\(method) \(target) HTTP/1.1\r\nhost: desk.example\r\nauthorization: \(authorization)\r\n"
        + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)")
    let answer = connection.answer()
    return (String(answer.head.dropFirst(9).prefix(3)), answer.body)
  }

  @Test("a signed request that the loop leaves to a task uses its nonce once")
  func brief() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      try await withServer(GuardedServerTests.router, requestGuard: keys.keyGuard) { server in
        func post(_ nonce: String) -> (String, String) {
          GuardedServerTests.send(
            "POST", "/brief", "{}", key: keys.desk, nonce: nonce, keys: keys, port: server.port)
        }
        #expect(post("nonce-0001") == ("200", keys.desk.key.identifier))
        #expect(post("nonce-0001").0 == "401")
      }
    }
  }

  @Test(
    "its own account is answered, another tenant's like one that does not exist, the house sees all"
  )
  func tenants() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      try await withServer(GuardedServerTests.router, requestGuard: keys.keyGuard) { server in
        func get(_ account: String, _ key: KeyStore.NewKey, _ nonce: String) -> (String, String) {
          GuardedServerTests.send(
            "GET", "/accounts/\(account)", "", key: key, nonce: nonce, keys: keys,
            port: server.port)
        }
        #expect(get("desk%2Fhedges", keys.desk, "nonce-0001") == ("200", "\"desk/hedges\""))
        let (status, body) = get("other", keys.desk, "nonce-0002")
        #expect(status == "404")
        #expect(body.contains("There is no account \\\"other\\\"."))
        #expect(get("other", keys.house, "nonce-0003").0 == "200")
      }
    }
  }

  @Test("a signed body is taken once, and what is not signed not at all")
  func commands() async throws {
    try await withTemporaryDirectory { directory in
      let keys = try GuardedKeys(directory)
      try await withServer(GuardedServerTests.router, requestGuard: keys.keyGuard) { server in
        func post(_ key: KeyStore.NewKey, _ nonce: String) -> String {
          GuardedServerTests.send(
            "POST", "/accounts/desk/orders?x=1", "{\"a\":1}", key: key, nonce: nonce, keys: keys,
            port: server.port
          ).status
        }
        #expect(post(keys.desk, "nonce-0001") == "201")
        #expect(post(keys.desk, "nonce-0001") == "401")
        #expect(post(keys.house, "nonce-0002") == "403")
        try keys.store.revoke(keys.desk.key.identifier, at: keys.time.now)
        #expect(post(keys.desk, "nonce-0003") == "401")
        let bare = RawConnection(port: server.port)
        bare.send("GET /accounts/desk HTTP/1.1\r\nhost: desk.example\r\n\r\n")
        let answer = bare.answer()
        #expect(answer.head.hasPrefix("HTTP/1.1 401 "))
        #expect(answer.head.contains("www-authenticate: steelyard-hmac-sha256, Bearer\r\n"))
      }
    }
  }
}
