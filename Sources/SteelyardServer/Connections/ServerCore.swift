import CWebSockets

/// The server on the loop: its listening socket, its connections, and how requests reach handlers.
final class ServerCore {
  let loop: Loop
  let options: ServerOptions
  let router: Router
  let hasOwnBodyLimits: Bool
  let requestGuard: (any RequestGuard)?
  let log: Log?
  let metrics: ServerMetrics
  let scratch: UnsafeMutableBufferPointer<UInt8>
  var writer = ResponseWriter()
  var isStopping = false
  var connections: [UInt64: ServerConnection] = [:]
  var connectionsByPeer: [String: Int] = [:]
  var connectionCount: UInt64 = 0
  var requestCount: UInt64 = 0
  var requestsInFlight = 0 { didSet { metrics.inFlight.set(Double(requestsInFlight)) } }
  /// When the loop last answered a brief request, in seconds of the monotonic clock.
  var lastBriefAnswer = -Double.infinity
  var peerRates: RateTable
  let identifierPrefix: String
  var host: OpaquePointer?
  var listener: OpaquePointer?
  var listenDescriptor: Int32 = -1
  /// Closed for a moment when descriptors run out, so that a knock can be taken and refused.
  var spareDescriptor: Int32 = -1
  var protocols: UnsafeMutablePointer<lws_protocols>?
  var webSocketCount = 0 { didSet { metrics.webSockets.set(Double(webSocketCount)) } }
  var stopDeadline = Double.infinity
  var stopWaiters: [CheckedContinuation<Void, Never>] = []

  init(
    loop: Loop, options: ServerOptions, router: Router, requestGuard: (any RequestGuard)?,
    log: Log?, metrics: ServerMetrics
  ) {
    self.loop = loop
    self.options = options
    self.router = router
    hasOwnBodyLimits = router.hasOwnBodyLimits
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
}
