import CWebSockets
public import SteelyardContracts

/// What happens on a connection to a WebSocket service.
///
/// Called on the loop, in order; must be quick.
public protocol WebSocketClientSession: Sendable {
  /// A message has come.
  func received(_ message: WebSocketMessage)
  /// The connection is gone. Comes once, and nothing comes after it.
  func closed(_ close: WebSocketClose)
}

/// A connection to a WebSocket service.
///
/// Connecting again is its owner's business.
public final class WebSocketClient: Sendable {
  /// How to connect.
  public struct Options: Sendable, Hashable {
    /// Subprotocols to ask for.
    public var subprotocols: [String] = []
    /// Header fields to add.
    public var headers = Headers()
    /// A PEM file of authorities to trust in the place of the system's.
    public var authoritiesFile: String?
    /// Seconds until the connection must stand.
    public var connectSeconds = 10.0
    /// Most bytes of a message that comes; beyond it the connection is closed with 1009.
    public var messageBytesMax = 32 << 20
    /// Most bytes that wait to be sent; beyond it the connection is closed with 1013.
    public var queueBytesMax = 4 << 20

    /// The defaults.
    public init() {}
  }

  private let loop: Loop
  private let wire: LoopBound<WebSocketWire>

  init(loop: Loop, wire: LoopBound<WebSocketWire>) {
    self.loop = loop
    self.wire = wire
  }

  /// Connects.
  ///
  /// Certificate and name of the service are checked; nothing turns that off.
  /// - Throws: `invalidInput` for an address that is no WebSocket's, `unavailable` where the service cannot be reached,
  ///   refuses, or shows a certificate that does not hold.
  public static func connect(
    to address: ServiceAddress, options: Options = Options(),
    session: any WebSocketClientSession, on loop: Loop
  ) async throws(SteelyardError) -> WebSocketClient {
    guard address.scheme.isWebSocket else {
      throw SteelyardError(
        .invalidInput, "\(address.scheme.rawValue) is no WebSocket.", remedy: "Write ws or wss.")
    }
    let wire = LoopBound(WebSocketWire(address: address, options: options, session: session))
    try await loop.connect(wire)
    return WebSocketClient(loop: loop, wire: wire)
  }

  /// Queues a text; dropped when the connection is gone.
  public func send(text: String) {
    loop.post { [wire] loop in wire.value(on: loop).send(Array(text.utf8), isText: true) }
  }

  /// Queues bytes; dropped when the connection is gone.
  public func send(binary: [UInt8]) {
    loop.post { [wire] loop in wire.value(on: loop).send(binary, isText: false) }
  }

  /// Closes the connection behind what is queued.
  public func close(_ close: WebSocketClose = WebSocketClose(1000, "")) {
    loop.post { [wire] loop in wire.value(on: loop).close(close) }
  }
}

extension Loop {
  func connect(_ bound: LoopBound<WebSocketWire>) async throws(SteelyardError) {
    let wire = bound.value(on: self)
    let context = try openContext()
    let host = try clients.host(authorities: wire.options.authoritiesFile, on: self)
    wire.number = clients.add(wire)
    wire.clients = clients
    let outcome = await withCheckedContinuation {
      (waiter: CheckedContinuation<SteelyardError?, Never>) in
      wire.begin(context, host, waiter)
    }
    if let outcome { throw outcome }
  }
}
