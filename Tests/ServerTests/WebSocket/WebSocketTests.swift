import SteelyardServer
import Synchronization
import TestSupport
import Testing

/// Answers each message with itself, and keeps what happened.
final class EchoSession: WebSocketSession {
  let sockets = Mutex<[WebSocket]>([])
  let closes = Mutex<[WebSocketClose]>([])

  func opened(_ socket: WebSocket) { sockets.withLock { $0.append(socket) } }

  func received(_ message: WebSocketMessage, on socket: WebSocket) {
    switch message {
    case .text(let text): socket.send(WebSocketFrame(text: text))
    case .binary(let bytes): socket.send(WebSocketFrame(binary: bytes))
    }
  }

  func closed(_ close: WebSocketClose, on socket: WebSocket) {
    closes.withLock { $0.append(close) }
  }
}

@Suite("WebSockets of the server", .serialized)
struct WebSocketTests {
  static func router(_ session: EchoSession, _ limits: WebSocketLimits = WebSocketLimits())
    -> Router
  {
    Router(webSockets: [
      WebSocketEndpoint(
        "/stream", access: .open, subprotocols: ["steelyard.v1"], limits: limits
      ) { _ in session }
    ])
  }

  @Test("the opening proves that the key was read, with the example of RFC 6455, section 1.3")
  func opening() async throws {
    try await withServer(WebSocketTests.router(EchoSession())) { server in
      let socket = RawWebSocket(
        port: server.port, path: "/stream", headers: ["sec-websocket-protocol: x, steelyard.v1"])
      #expect(socket.opening.hasPrefix("HTTP/1.1 101 "))
      #expect(socket.opening.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
      #expect(socket.opening.contains("sec-websocket-protocol: steelyard.v1\r\n"))
    }
  }

  @Test("messages of every length come back", arguments: [0, 1, 125, 126, 65_535, 65_536, 300_000])
  func echo(length: Int) async throws {
    try await withServer(WebSocketTests.router(EchoSession())) { server in
      let socket = RawWebSocket(port: server.port, path: "/stream")
      let text = String(repeating: "x", count: length)
      socket.send(text: text)
      #expect(socket.receiveText() == text)
    }
  }

  @Test("fragments are joined, with a ping between them")
  func fragments() async throws {
    try await withServer(WebSocketTests.router(EchoSession())) { server in
      let socket = RawWebSocket(port: server.port, path: "/stream")
      socket.send(first: 0x01, Array("one ".utf8))
      socket.send(first: 0x89, Array("ping".utf8))
      socket.send(first: 0x00, Array("two ".utf8))
      socket.send(first: 0x80, Array("three".utf8))
      let pong = socket.receive()
      #expect(pong?.first == 0x8A)
      #expect(pong.map { String(decoding: $0.payload, as: UTF8.self) } == "ping")
      #expect(socket.receiveText() == "one two three")
    }
  }

  @Test(
    "what breaks the protocol is closed with its code",
    arguments: [
      ("reserved bit", 0xC1, [UInt8]("x".utf8), 1002), ("opcode 3", 0x83, [], 1002),
      ("continuation of nothing", 0x80, [], 1002), ("fragmented ping", 0x09, [], 1002),
      ("text that is not UTF-8", 0x81, [0xFF], 1007),
      ("close code that may not be sent", 0x88, [0x03, 0xED], 1002),
    ] as [(String, UInt8, [UInt8], Int)])
  func broken(name: String, first: UInt8, payload: [UInt8], code: Int) async throws {
    let session = EchoSession()
    try await withServer(WebSocketTests.router(session)) { server in
      let socket = RawWebSocket(port: server.port, path: "/stream")
      socket.send(first: first, payload)
      #expect(socket.receiveClose()?.code == code)
      #expect(socket.receive() == nil)
    }
    #expect(session.closes.withLock { $0.map { Int($0.code) } } == [code])
  }

  @Test("a message over the limit is closed with 1009 before it has come")
  func tooLong() async throws {
    var limits = WebSocketLimits()
    limits.messageBytesMax = 1_000
    try await withServer(WebSocketTests.router(EchoSession(), limits)) { server in
      let socket = RawWebSocket(port: server.port, path: "/stream")
      socket.connection.send([0x82, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4])
      #expect(socket.receiveClose()?.code == 1009)
    }
  }

  @Test("a peer that does not read is closed with 1013 and a reason, and the others do not notice")
  func slowConsumer() async throws {
    let session = EchoSession()
    var limits = WebSocketLimits()
    limits.queueBytesMax = 1 << 20
    try await withServer(WebSocketTests.router(session, limits)) { server in
      let slow = RawWebSocket(port: server.port, path: "/stream")
      let good = RawWebSocket(port: server.port, path: "/stream")
      #expect(good.opening.hasPrefix("HTTP/1.1 101"))
      while session.sockets.withLock({ $0.count }) < 2 { await Task.yield() }
      let sockets = session.sockets.withLock { $0 }
      let frame = WebSocketFrame(binary: [UInt8](repeating: 7, count: 100_000))
      for _ in 0..<200 {
        server.broadcast(frame, to: sockets)
        #expect(good.receive()?.payload.count == 100_000)
      }
      let close = slow.receiveClose()
      #expect(close?.code == 1013)
      #expect(close?.reason == "slow consumer: over 1048576 bytes wait")
      good.send(text: "still here")
      #expect(good.receiveText() == "still here")
    }
  }

  @Test("300 sockets get 100 messages each, in order")
  func many() async throws {
    let session = EchoSession()
    try await withServer(WebSocketTests.router(session)) { server in
      let clients = (0..<300).map { _ in RawWebSocket(port: server.port, path: "/stream") }
      while session.sockets.withLock({ $0.count }) < 300 { await Task.yield() }
      let sockets = session.sockets.withLock { $0 }
      for number in 0..<100 { server.broadcast(WebSocketFrame(text: "\(number)"), to: sockets) }
      for client in clients {
        #expect((0..<100).allSatisfy { client.receiveText() == "\($0)" })
      }
    }
  }

  @Test("at the end of the server, sockets are told 1001")
  func shutdown() async throws {
    let session = EchoSession()
    let loop = try await Loop.start()
    let server = try await HTTPServer.start(
      WebSocketTests.router(session), options: ServerOptions(), requestGuard: nil, on: loop)
    let socket = RawWebSocket(port: server.port, path: "/stream")
    socket.send(text: "a")
    #expect(socket.receiveText() == "a")
    async let stopped: Void = server.stop(graceSeconds: 2)
    let close = await Task.detached { socket.receiveClose()?.code }.value
    #expect(close == 1001)
    socket.send(first: 0x88, [0x03, 0xE9])
    await stopped
    await loop.stop()
    #expect(session.closes.withLock { $0.map(\.code) } == [1001])
  }

  @Test("pages of other origins are refused, those that are named are not")
  func origin() async throws {
    var options = ServerOptions()
    options.allowedOrigins = ["https://desk.example"]
    try await withServer(WebSocketTests.router(EchoSession()), options: options) { server in
      let foreign = RawWebSocket(
        port: server.port, path: "/stream", headers: ["origin: https://evil.example"])
      #expect(foreign.opening.hasPrefix("HTTP/1.1 403 "))
      let named = RawWebSocket(
        port: server.port, path: "/stream", headers: ["origin: https://desk.example"])
      #expect(named.opening.hasPrefix("HTTP/1.1 101 "))
    }
  }

  @Test("a plain request to a socket's path is told to upgrade")
  func plainRequest() async throws {
    try await withServer(WebSocketTests.router(EchoSession())) { server in
      let connection = RawConnection(port: server.port)
      connection.send("GET /stream HTTP/1.1\r\nhost: localhost\r\n\r\n")
      let answer = connection.answer()
      #expect(answer.head.hasPrefix("HTTP/1.1 426 "))
      #expect(answer.head.contains("upgrade: websocket\r\n"))
    }
  }
}
