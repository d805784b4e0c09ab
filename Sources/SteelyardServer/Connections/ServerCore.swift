import CWebSockets
import Glibc
import SteelyardContracts

/// The server on the loop: its listening socket, its connections, and how requests reach handlers.
final class ServerCore {
  let loop: Loop
  let options: ServerOptions
  let router: Router
  let requestGuard: (any RequestGuard)?
  let log: Log?
  let metrics: ServerMetrics
  let scratch: UnsafeMutableBufferPointer<UInt8>
  var writer = ResponseWriter()
  private(set) var isStopping = false
  private(set) var connections: [UInt64: ServerConnection] = [:]
  private var connectionsByPeer: [String: Int] = [:]
  private var connectionCount: UInt64 = 0
  private var requestCount: UInt64 = 0
  private var requestsInFlight = 0 { didSet { metrics.inFlight.set(Double(requestsInFlight)) } }
  private var peerRates: RateTable
  private let identifierPrefix: String
  private var host: OpaquePointer?
  private var listener: OpaquePointer?
  private var listenDescriptor: Int32 = -1
  /// Closed for a moment when descriptors run out, so that a knock can be taken and refused.
  private var spareDescriptor: Int32 = -1
  private var protocols: UnsafeMutablePointer<lws_protocols>?
  private var sweeper = 0
  private var openWebSockets = 0
  private var stopDeadline = Double.infinity
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []

  init(
    loop: Loop, options: ServerOptions, router: Router, requestGuard: (any RequestGuard)?,
    log: Log?, metrics: ServerMetrics
  ) {
    self.loop = loop
    self.options = options
    self.router = router
    self.requestGuard = requestGuard
    self.log = log
    self.metrics = metrics
    peerRates = RateTable(
      perSecond: options.limits.requestsPerSecondPerPeerMax,
      burst: options.limits.requestsBurstPerPeerMax)
    scratch = .allocate(capacity: Loop.transferBytesMax)
    identifierPrefix = String(UInt32.random(in: .min ... .max), radix: 16)
  }

  deinit { scratch.deallocate() }

  // MARK: - Start and stop

  /// Begins to listen.
  ///
  /// - Returns: The port.
  /// - Throws: `unavailable` where the address cannot be had or libwebsockets refuses.
  func start(on loop: isolated Loop) throws(SteelyardError) -> UInt16 {
    var port: UInt16 = 0
    listenDescriptor = steelyard_listen(options.address.host, options.address.port, &port)
    guard listenDescriptor >= 0 else {
      throw SteelyardError(
        .unavailable,
        "Cannot listen on \(options.address.host):\(options.address.port):"
          + " \(String(cString: strerror(-listenDescriptor))).",
        remedy: "Choose an address of this machine and a port that is free.")
    }
    spareDescriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
    let host: OpaquePointer
    do throws(SteelyardError) {
      host = try makeHost(on: loop)
    } catch {
      close(listenDescriptor)
      throw error
    }
    self.host = host
    listener = steelyard_adopt_listener(host, listenDescriptor, ServerCore.protocolName, nil)
    guard listener != nil else {
      throw SteelyardError(
        .unavailable, "libwebsockets refuses the listening socket.",
        remedy: "Most often descriptors have run out; allow more.")
    }
    sweeper = loop.addSweeper { [unowned self] in self.sweep() }
    return port
  }

  static let protocolName = "steelyard"

  private func makeHost(on loop: isolated Loop) throws(SteelyardError) -> OpaquePointer {
    if let tls = options.tls {
      for file in [tls.certificateFile, tls.keyFile] where access(file, R_OK) != 0 {
        throw SteelyardError(
          .unavailable, "The file \(file) cannot be read: \(String(cString: strerror(errno))).",
          remedy: "Give certificate and key as PEM files that the server may read.")
      }
    }
    let protocols = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = UnsafePointer(strdup(ServerCore.protocolName))
    protocols[0].callback = serverEvent
    protocols[0].rx_buffer_size = Loop.transferBytesMax
    protocols[0].tx_packet_size = Loop.transferBytesMax
    self.protocols = protocols
    var information = lws_context_creation_info()
    information.port = CONTEXT_PORT_NO_LISTEN_SERVER
    information.protocols = UnsafePointer(protocols)
    information.user = Unmanaged.passUnretained(self).toOpaque()
    if options.tls != nil { information.options = steelyard_tls_options() }
    let name = strdup("steelyard-\(ObjectIdentifier(self).hashValue)")
    let alpn = strdup("http/1.1")
    let certificate = options.tls.map { strdup($0.certificateFile) } ?? nil
    let key = options.tls.map { strdup($0.keyFile) } ?? nil
    defer { for text in [name, certificate, key] { free(text) } }
    information.vhost_name = UnsafePointer(name)
    // libwebsockets keeps the pointer; a few bytes per server stay for good.
    information.alpn = UnsafePointer(alpn)
    information.ssl_cert_filepath = UnsafePointer(certificate)
    information.ssl_private_key_filepath = UnsafePointer(key)
    return try loop.makeHost(&information)
  }

  /// Takes no new connections, lets requests end, and cuts what is left after `seconds`.
  func stop(graceSeconds seconds: Double, _ waiter: CheckedContinuation<Void, Never>) {
    stopWaiters.append(waiter)
    guard !isStopping else { return }
    isStopping = true
    stopDeadline = Monotonic.seconds + seconds
    if let listener { steelyard_kill(listener) }
    listener = nil
    for connection in connections.values { connection.finish() }
  }

  private func sweep() {
    let now = Monotonic.seconds
    for connection in connections.values { connection.sweep(now) }
    guard isStopping, !stopWaiters.isEmpty else { return }
    if now > stopDeadline {
      stopDeadline = .infinity
      for connection in connections.values { connection.cut() }
    }
    guard connections.isEmpty else { return }
    if spareDescriptor >= 0 { close(spareDescriptor) }
    spareDescriptor = -1
    for waiter in stopWaiters { waiter.resume() }
    stopWaiters = []
  }

  // MARK: - Connections

  /// Takes those who knock.
  func accept() {
    var address = [CChar](repeating: 0, count: 64)
    // Bounded, so that a storm of connections does not keep the others waiting.
    for _ in 0..<64 {
      var port: UInt16 = 0
      let descriptor = steelyard_accept(listenDescriptor, &address, 64, &port)
      if descriptor == -EMFILE || descriptor == -ENFILE {
        refuseWithSpare()
        return
      }
      guard descriptor >= 0 else { return }
      let name = String(
        decoding: address.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      adopt(
        descriptor,
        Peer(address: name, port: port, protection: options.tls == nil ? .plain : .encrypted))
    }
  }

  private func refuseWithSpare() {
    if spareDescriptor >= 0 { close(spareDescriptor) }
    var address = [CChar](repeating: 0, count: 64)
    var port: UInt16 = 0
    let descriptor = steelyard_accept(listenDescriptor, &address, 64, &port)
    if descriptor >= 0 { close(descriptor) }
    spareDescriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
  }

  private func adopt(_ descriptor: Int32, _ peer: Peer) {
    guard !isStopping, let host else {
      close(descriptor)
      return
    }
    guard connections.count < options.limits.connectionsMax else {
      return refuse(descriptor, peer, limit: "connections")
    }
    guard connectionsByPeer[peer.address, default: 0] < options.limits.connectionsPerPeerMax else {
      return refuse(descriptor, peer, limit: "connections_per_peer")
    }
    connectionCount += 1
    let connection = ServerConnection(
      number: connectionCount, peer: peer, core: self, now: Monotonic.seconds)
    connections[connection.number] = connection
    connectionsByPeer[peer.address, default: 0] += 1
    metrics.connections.set(Double(connections.count))
    let wire = steelyard_adopt_socket(
      host, descriptor, ServerCore.protocolName,
      UnsafeMutableRawPointer(bitPattern: UInt(connection.number)))
    guard let wire else { return closed(connection.number) }
    connection.wire = wire
  }

  private func refuse(_ descriptor: Int32, _ peer: Peer, limit: String) {
    close(descriptor)
    metrics.refusedConnections.add(1, [limit])
    log?.write(
      .warning, "connection refused", ["peer": .text(peer.address), "limit": .text(limit)])
  }

  /// A connection is gone. May come more than once.
  func closed(_ number: UInt64) {
    guard let connection = connections.removeValue(forKey: number) else { return }
    connection.wire = nil
    metrics.connections.set(Double(connections.count))
    if case .webSocket(let webSocket) = connection.state {
      connection.tellClosed(webSocket, .lost)
    }
    if connection.isWebSocket { webSocketCount -= 1 }
    let address = connection.peer.address
    let count = connectionsByPeer[address, default: 1] - 1
    connectionsByPeer[address] = count > 0 ? count : nil
  }

  // MARK: - Requests

  /// A name that no other request of this or another run has.
  func nextIdentifier() -> String {
    requestCount += 1
    return "\(identifierPrefix)-\(requestCount)"
  }

  /// Most bytes of the body of a request.
  func bodyBytesMax(_ head: RequestHead) -> Int {
    if case .route(let route, _) = router.match(head.method, path(head)) {
      return route.bodyBytesMax ?? options.limits.bodyBytesMax
    }
    return options.limits.bodyBytesMax
  }

  private func path(_ head: RequestHead) -> String {
    String(head.target.prefix { $0 != "?" })
  }

  /// Brings a complete request to its handler.
  func dispatch(_ head: RequestHead, _ body: [UInt8], on connection: ServerConnection) {
    if !connection.peer.isLoopback,
      let seconds = peerRates.take(
        AddressRange.counted(connection.peer.address), now: Monotonic.seconds)
    {
      return answer(
        .problem(Problem.tooMany("requests from this address", seconds)), head, connection)
    }
    let request: Request
    let target: RouteChoice.Target
    do {
      (request, target) = try RouteChoice(
        router: router, options: options, isGuarded: requestGuard != nil
      ).route(head, body, peer: connection.peer, identifier: connection.identifier)
    } catch {
      return answer(error, head, connection)
    }
    switch target {
    case .route(let route):
      connection.routeName = route.pattern.description
      run(route, request, head, connection)
    case .webSocket(let endpoint):
      connection.routeName = endpoint.pattern.description
      openWebSocket(endpoint, request, head, connection)
    }
  }

  private func run(
    _ route: Route, _ request: Request, _ head: RequestHead, _ connection: ServerConnection
  ) {
    let call = Call(route: route, request: request, requestGuard: requestGuard)
    switch route.handler {
    case .inline: connection.answer(crossOrigin(call.inlineResponse(), head))
    case .task:
      guard requestsInFlight < options.limits.requestsInFlightMax else {
        return answer(.problem(Call.busy), head, connection)
      }
      requestsInFlight += 1
      let number = connection.number
      let core = LoopBound(self)
      let origin = head
      Task { [loop] in
        let response = await call.response()
        loop.post { loop in
          core.value(on: loop).deliver(response, origin, number, request.identifier)
        }
      }
    }
  }

  private func answer(
    _ outcome: RouteChoice.Outcome, _ head: RequestHead, _ connection: ServerConnection
  ) {
    switch outcome {
    case .problem(let problem):
      connection.answer(
        crossOrigin(problem.response(identifier: connection.identifier), head))
    case .response(let response): connection.answer(response)
    }
  }

  private func deliver(
    _ response: Response, _ head: RequestHead, _ number: UInt64, _ identifier: String
  ) {
    requestsInFlight -= 1
    // The connection may be gone, or the request answered because its time was over.
    guard let connection = connections[number], connection.identifier == identifier else { return }
    connection.answer(crossOrigin(response, head))
    connection.process()
  }

  private func crossOrigin(_ response: Response, _ head: RequestHead) -> Response {
    guard let origin = head.headers["origin"], options.allowedOrigins.contains(origin) else {
      return response
    }
    var response = response
    response.headers.set("access-control-allow-origin", origin)
    response.headers.set("access-control-expose-headers", "etag, x-request-id, retry-after")
    response.headers.add("vary", "origin")
    return response
  }

  // MARK: - WebSockets

  private var webSocketCount: Int {
    get { openWebSockets }
    set {
      openWebSockets = newValue
      metrics.webSockets.set(Double(newValue))
    }
  }

  private func openWebSocket(
    _ endpoint: WebSocketEndpoint, _ request: Request, _ head: RequestHead,
    _ connection: ServerConnection
  ) {
    do {
      let handshake = try WebSocketHandshake(head, endpoint)
      let request = try Call.authenticated(request, endpoint.access, requestGuard)
      let session = try endpoint.open(request)
      connection.isWebSocket = true
      webSocketCount += 1
      metrics.requests.add(1, [connection.routeName, "GET", "101"])
      connection.upgrade(
        handshake,
        WebSocketState(
          session: session,
          socket: WebSocket(
            number: connection.number, peer: connection.peer, loop: loop, core: LoopBound(self)),
          limits: endpoint.limits, now: Monotonic.seconds))
    } catch {
      answer(.problem(Problem(any: error)), head, connection)
    }
  }

  /// Queues a frame for a socket that may be gone.
  func send(_ frame: WebSocketFrame, to number: UInt64) {
    guard let connection = connections[number], case .webSocket(let webSocket) = connection.state
    else { return }
    metrics.webSocketMessagesOut.add()
    connection.queue(frame, webSocket)
  }

  /// Closes a socket that may be gone.
  func closeWebSocket(_ number: UInt64, _ close: WebSocketClose) {
    guard let connection = connections[number], case .webSocket(let webSocket) = connection.state
    else { return }
    connection.close(webSocket, close)
  }

  /// A message has come.
  func received(_ connection: ServerConnection) { metrics.webSocketMessagesIn.add() }

  /// The server ends a socket because of its peer.
  func dropped(_ close: WebSocketClose, _ connection: ServerConnection) {
    metrics.webSocketsDropped.add(1, ["\(close.code)"])
    log?.write(
      .warning, "websocket dropped",
      [
        "peer": .text(connection.peer.address), "path": .text(connection.routeName),
        "code": .integer(Int(close.code)), "reason": .text(close.reason),
      ])
  }

  // MARK: - What is told

  /// A request was answered. Paths and queries stay out of the log: names of accounts stand in them.
  func answered(_ status: Status, _ head: RequestHead, _ connection: ServerConnection) {
    let method = ServerCore.countedMethods.contains(head.method) ? head.method.description : "other"
    metrics.requests.add(1, [connection.routeName, method, "\(status.code)"])
    metrics.durations.record(connection.handledSeconds, [connection.routeName])
    guard let log else { return }
    log.write(
      status.code >= 500 ? .warning : .debug, "request",
      [
        "request": .text(connection.identifier), "method": .text(method),
        "route": .text(connection.routeName), "status": .integer(status.code),
        "seconds": .number(connection.handledSeconds), "peer": .text(connection.peer.address),
      ])
  }

  private static let countedMethods: Set<Method> = [
    .get, .head, .post, .put, .patch, .delete, .options,
  ]

  /// A connection was ended because of what came.
  func failed(_ problem: Problem, _ connection: ServerConnection) {
    metrics.malformedRequests.add(1, ["\(problem.status.code)"])
    log?.write(
      .info, "request refused",
      [
        "request": .text(connection.identifier), "status": .integer(problem.status.code),
        "detail": .text(problem.detail), "peer": .text(connection.peer.address),
      ])
  }
}
/// What libwebsockets tells about the server's sockets; on the loop's thread.
private func serverEvent(
  wire: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
  bytes: UnsafeMutableRawPointer?, count: Int
) -> Int32 {
  switch reason {
  case LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_WRITEABLE, LWS_CALLBACK_RAW_CLOSE,
    LWS_CALLBACK_RAW_RX_FILE, LWS_CALLBACK_WSI_DESTROY:
    break
  default: return 0
  }
  guard let wire, let host = lws_get_vhost(wire), let pointer = lws_vhost_user(host) else {
    return 0
  }
  let core = Unmanaged<ServerCore>.fromOpaque(pointer).takeUnretainedValue()
  if reason == LWS_CALLBACK_RAW_RX_FILE {
    core.accept()
    return 0
  }
  guard let opaque = lws_get_opaque_user_data(wire) else { return 0 }
  let number = UInt64(UInt(bitPattern: opaque))
  switch reason {
  case LWS_CALLBACK_RAW_RX:
    guard let connection = core.connections[number] else { return -1 }
    connection.receive(
      UnsafeBufferPointer(start: bytes?.assumingMemoryBound(to: UInt8.self), count: count))
    return 0
  case LWS_CALLBACK_RAW_WRITEABLE:
    guard let connection = core.connections[number] else { return -1 }
    return connection.writable() ? 0 : -1
  default:
    core.closed(number)
    return 0
  }
}
