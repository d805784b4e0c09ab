import SteelyardContracts
import SteelyardServer
import Synchronization
import TestSupport
import Testing

/// Keeps what comes.
final class KeepingSession: WebSocketClientSession {
  let messages = Mutex<[WebSocketMessage]>([])
  let closes = Mutex<[WebSocketClose]>([])
  func received(_ message: WebSocketMessage) { messages.withLock { $0.append(message) } }
  func closed(_ close: WebSocketClose) { closes.withLock { $0.append(close) } }

  /// Waits for so many messages or a close, at most ten seconds.
  func wait(_ isDone: @Sendable (KeepingSession) -> Bool) async throws {
    for _ in 0..<1_000 where !isDone(self) { try await Task.sleep(for: .milliseconds(10)) }
  }
}

@Suite("Connections out, and TLS in both directions", .serialized)
struct ClientTests {
  static let router = {
    var router = HTTPServerTests.router
    router.add(
      WebSocketEndpoint("/stream", access: .open, subprotocols: ["steelyard.v1"]) { _ in
        EchoSession()
      })
    router.add(
      Route(
        .get, "/moved", access: .open, writes: [],
        .inline { _ in
          Response(Status(302), headers: Headers(["location": "/hello"]))
        }))
    router.add(
      Route(
        .get, "/agent", access: .open, writes: [],
        .inline { request in
          .text(request.headers["x-agent"] ?? "none")
        }))
    return router
  }()

  /// A server with TLS, for the time of `body`; its certificate is its own authority.
  static func withTLS(
    _ body: (HTTPServer, _ certificate: String, Loop) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let run = try ProgramRun.shell(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
          + "-subj /CN=localhost -addext subjectAltName=DNS:localhost "
          + "-keyout \(directory)/key.pem -out \(directory)/certificate.pem 2>&1")
      try #require(run.status == 0)
      var options = ServerOptions()
      options.tls = ServerOptions.TLS(
        certificateFile: directory + "/certificate.pem", keyFile: directory + "/key.pem")
      let loop = try await Loop.start()
      let clients = try await Loop.start(name: "test-clients")
      let server = try await HTTPServer.start(
        ClientTests.router, options: options, requestGuard: nil, on: loop)
      do {
        try await body(server, directory + "/certificate.pem", clients)
      } catch {
        Issue.record(error)
      }
      await clients.stop()
      await server.stop(graceSeconds: 1)
      await loop.stop()
    }
  }

  @Test("a POST with a body and a header is answered, a redirection comes back as it is")
  func httpClient() async throws {
    let clients = try await Loop.start(name: "test-clients")
    try await withServer(ClientTests.router) { server in
      let client = HTTPClient(on: clients)
      let base = "http://127.0.0.1:\(server.port)"
      let answer = try await client.send(
        .post, to: ServiceAddress(base + "/echo"),
        headers: Headers(["content-type": "application/json"]), body: Array("{\"a\":1}".utf8))
      #expect(answer.status == .ok)
      #expect(String(decoding: answer.body, as: UTF8.self) == "{\"a\":1}")
      let agent = try await client.send(
        .get, to: ServiceAddress(base + "/agent"), headers: Headers(["x-agent": "steelyard"]))
      #expect(String(decoding: agent.body, as: UTF8.self) == "steelyard")
      let moved = try await client.send(.get, to: ServiceAddress(base + "/moved"))
      #expect(moved.status.code == 302)
    }
    await clients.stop()
  }

  @Test("a service that is not there, or does not answer, is an error in time")
  func unreachable() async throws {
    let clients = try await Loop.start(name: "test-clients")
    var options = HTTPClient.Options()
    options.seconds = 1
    let client = HTTPClient(options: options, on: clients)
    let error = await #expect(throws: SteelyardError.self) {
      try await client.send(.get, to: ServiceAddress("http://127.0.0.1:1/"))
    }
    #expect(error?.code == .unavailable)
    await #expect(throws: SteelyardError.self) {
      try await WebSocketClient.connect(
        to: ServiceAddress("ws://127.0.0.1:1/"), session: KeepingSession(), on: clients)
    }
    await clients.stop()
  }

  @Test("messages go both ways, long ones too, and a close is told")
  func webSocketClient() async throws {
    let clients = try await Loop.start(name: "test-clients")
    try await withServer(ClientTests.router) { server in
      let session = KeepingSession()
      let client = try await WebSocketClient.connect(
        to: ServiceAddress("ws://127.0.0.1:\(server.port)/stream"), session: session, on: clients)
      let long = String(repeating: "long ", count: 60_000)
      client.send(text: "one")
      client.send(text: long)
      client.send(binary: [1, 2, 3])
      try await session.wait { $0.messages.withLock { $0.count } == 3 }
      #expect(session.messages.withLock { $0 } == [.text("one"), .text(long), .binary([1, 2, 3])])
      await server.stop(graceSeconds: 2)
      try await session.wait { !$0.closes.withLock { $0.isEmpty } }
      #expect(session.closes.withLock { $0.map(\.code) } == [1001])
    }
    await clients.stop()
  }

  @Test("behind TLS, curl, the HTTP client and the WebSocket client get their answers")
  func tls() async throws {
    try await ClientTests.withTLS { server, certificate, clients in
      let run = try ProgramRun.shell(
        "curl -s --cacert \(certificate) https://localhost:\(server.port)/hello")
      #expect(run.output == "hello")
      var options = HTTPClient.Options()
      options.authoritiesFile = certificate
      let answer = try await HTTPClient(options: options, on: clients).send(
        .get, to: ServiceAddress("https://localhost:\(server.port)/hello"))
      #expect(String(decoding: answer.body, as: UTF8.self) == "hello")
      var socketOptions = WebSocketClient.Options()
      socketOptions.authoritiesFile = certificate
      socketOptions.subprotocols = ["steelyard.v1"]
      let session = KeepingSession()
      let client = try await WebSocketClient.connect(
        to: ServiceAddress("wss://localhost:\(server.port)/stream"), options: socketOptions,
        session: session, on: clients)
      client.send(text: "one")
      try await session.wait { $0.messages.withLock { $0.count } == 1 }
      #expect(session.messages.withLock { $0 } == [.text("one")])
    }
  }

  @Test("a certificate that nobody vouches for, or of another name, is refused")
  func badCertificate() async throws {
    try await ClientTests.withTLS { server, certificate, clients in
      await #expect(throws: SteelyardError.self) {
        try await HTTPClient(on: clients).send(
          .get, to: ServiceAddress("https://localhost:\(server.port)/hello"))
      }
      var options = HTTPClient.Options()
      options.authoritiesFile = certificate
      await #expect(throws: SteelyardError.self) {
        try await HTTPClient(options: options, on: clients).send(
          .get, to: ServiceAddress("https://127.0.0.1:\(server.port)/hello"))
      }
    }
  }

  @Test("speech in clear to a port with TLS is closed")
  func clearToTLS() async throws {
    try await ClientTests.withTLS { server, _, _ in
      let connection = RawConnection(port: server.port)
      connection.send("GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n")
      #expect(!connection.rest().contains("hello"))
    }
  }

  @Test("addresses of services are taken apart, and what is none is refused")
  func addresses() throws {
    let address = try ServiceAddress("wss://www.deribit.com/ws/api/v2?a=b")
    #expect(address.scheme == .wss && address.host == "www.deribit.com" && address.port == 443)
    #expect(address.target == "/ws/api/v2?a=b")
    #expect(try ServiceAddress("http://[::1]:8080").port == 8_080)
    for text in [
      "ftp://a", "http://", "http://a:0/", "http://u:p@a/", "a", "http://a/#b", "http://a b",
    ] {
      #expect(throws: SteelyardError.self) { try ServiceAddress(text) }
    }
  }
}
