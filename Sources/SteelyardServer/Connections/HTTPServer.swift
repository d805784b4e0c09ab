public import SteelyardContracts

/// A server of HTTP/1.1, with or without TLS, on a loop.
public final class HTTPServer: Sendable {
  /// The port it listens on: the system's choice where 0 was asked for.
  public let port: UInt16
  private let loop: Loop
  private let core: LoopBound<ServerCore>

  private init(port: UInt16, loop: Loop, core: LoopBound<ServerCore>) {
    self.port = port
    self.loop = loop
    self.core = core
  }

  /// Starts to listen.
  ///
  /// - Parameters:
  ///   - router: What is served.
  ///   - options: Where, how, and how much at most.
  ///   - requestGuard: Who checks keys. Without one, everybody on this machine is the house.
  ///   - log: Where it tells what it does; nowhere without one.
  ///   - metrics: Where it counts.
  ///   - loop: The loop to run on; a loop can carry several servers.
  /// - Throws: `notAllowed` for a public address without TLS or keys, `unavailable` where the address cannot be had,
  ///   `invalidInput` for limits that are none.
  public static func start(
    _ router: Router, options: ServerOptions, requestGuard: (any RequestGuard)?, log: Log? = nil,
    metrics: Metrics = Metrics(), on loop: Loop
  ) async throws(SteelyardError) -> HTTPServer {
    try options.validate(isGuarded: requestGuard != nil)
    let core = LoopBound(
      ServerCore(
        loop: loop, options: options, router: router, requestGuard: requestGuard, log: log,
        metrics: ServerMetrics(metrics)))
    LibraryLog.attach(log)
    let port = try await loop.begin(core)
    return HTTPServer(port: port, loop: loop, core: core)
  }

  /// Ends it: no new connections, requests get their answers, WebSockets are closed with 1001; what is left
  /// after the time is cut.
  ///
  /// - Parameter graceSeconds: How long to wait, in seconds.
  public func stop(graceSeconds: Double = 5) async {
    await loop.end(core, graceSeconds)
  }

  /// Queues one message for many sockets, framed once and not copied.
  public func broadcast(_ frame: WebSocketFrame, to sockets: [WebSocket]) {
    let numbers = sockets.map(\.number)
    loop.post { [core] loop in
      let core = core.value(on: loop)
      for number in numbers { core.send(frame, to: number) }
    }
  }

  /// Connections that are open now.
  public var connectionCount: Int {
    get async { await loop.connectionCount(core) }
  }
}

extension Loop {
  func begin(_ core: LoopBound<ServerCore>) throws(SteelyardError) -> UInt16 {
    keep(core.value(on: self))
    return try core.value(on: self).start(on: self)
  }

  func end(_ core: LoopBound<ServerCore>, _ graceSeconds: Double) async {
    await withCheckedContinuation { waiter in
      core.value(on: self).stop(graceSeconds: graceSeconds, waiter)
    }
  }

  func connectionCount(_ core: LoopBound<ServerCore>) -> Int {
    core.value(on: self).connections.count
  }
}
