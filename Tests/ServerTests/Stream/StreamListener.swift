import Foundation
import SteelyardContracts
import SteelyardServer
import Synchronization
import Testing

/// A client of the stream that keeps what it is told.
final class StreamListener: Sendable {
  private final class Session: WebSocketClientSession {
    let texts = Mutex<[String]>([])
    let close = Mutex<WebSocketClose?>(nil)
    func received(_ message: WebSocketMessage) {
      guard case .text(let text) = message else { return }
      texts.withLock { $0.append(text) }
    }
    func closed(_ close: WebSocketClose) { self.close.withLock { $0 = close } }
  }

  private let session = Session()
  private let socket: WebSocketClient

  private init(_ port: UInt16, headers: Headers, on loop: Loop) async throws {
    var options = WebSocketClient.Options()
    options.headers = headers
    socket = try await WebSocketClient.connect(
      to: try ServiceAddress("ws://127.0.0.1:\(port)/api/v1/stream"), options: options,
      session: session, on: loop)
  }

  /// A client for the time of `body`; with a caller, it has said who it is.
  static func with(
    _ harness: APIHarness, as caller: APIHarness.Caller?,
    _ body: (StreamListener) async throws -> Void
  ) async throws {
    let loop = try await Loop.start(name: "test-listener")
    let listener: StreamListener
    do {
      var headers = Headers()
      if let caller { headers = Headers(["authorization": try harness.bearer(caller)]) }
      listener = try await StreamListener(harness.port, headers: headers, on: loop)
      try await body(listener)
      listener.socket.close()
    } catch {
      await loop.stop()
      throw error
    }
    await loop.stop()
  }

  func send(_ text: String) { socket.send(text: text) }

  /// Everything that has come, taken apart.
  func messages() throws -> [[String: Any]] {
    try session.texts.withLock { $0 }.map { text in
      try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }
  }

  /// How many messages begin so.
  func count(prefix: String) -> Int {
    session.texts.withLock { texts in texts.count { $0.hasPrefix(prefix) } }
  }

  /// Messages of a type.
  func messages(_ type: String) throws -> [[String: Any]] {
    try messages().filter { $0["type"] as? String == type }
  }

  /// Data of a subscription.
  func data(_ subscription: Int) throws -> [[String: Any]] {
    try messages("data").filter { $0["subscription"] as? Int == subscription }
  }

  /// Why it was closed; nil while it was not.
  var close: WebSocketClose? { session.close.withLock { $0 } }

  /// Waits until something holds, for ten seconds at most.
  func wait(_ isDone: (StreamListener) throws -> Bool) async throws {
    for _ in 0..<1_000 {
      if try isDone(self) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record(
      "It did not come: \(try messages().suffix(3)), closed \(String(describing: close))")
  }

  /// Subscribes to channels, and waits until everything there is has come.
  func subscribe(_ channels: String, subscriptions: ClosedRange<Int> = 1...1) async throws {
    send(#"{"op":"subscribe","id":9,"channels":[\#(channels)]}"#)
    try await wait { listener in
      let current = try listener.messages("current").compactMap { $0["subscription"] as? Int }
      return subscriptions.allSatisfy(current.contains)
    }
  }
}

extension APIHarness {
  /// The credentials of a caller.
  func bearer(_ caller: Caller) throws -> String {
    let key = try #require(keys[caller])
    return "Bearer \(key.key.identifier).\(key.secret.revealed)"
  }
}
