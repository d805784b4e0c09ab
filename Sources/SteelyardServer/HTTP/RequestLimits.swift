/// How large and how slow a request may be, and how many connections there may be.
public struct RequestLimits: Sendable, Hashable {
  /// Most bytes of the request line; beyond it 414.
  public var lineBytesMax = 8_192
  /// Most bytes of all header fields; beyond it 431.
  public var headerBytesMax = 16_384
  /// Most header fields; beyond it 431.
  public var headerCountMax = 100
  /// Most bytes of a body, unless a route says otherwise; beyond it 413.
  public var bodyBytesMax = 1 << 20
  /// Seconds from the first byte of a request to the end of its header; then 408.
  public var headerSeconds = 10.0
  /// Seconds from the end of the header to the end of the body; then 408.
  public var bodySeconds = 30.0
  /// Seconds a handler may take; then 503.
  public var handlerSeconds = 30.0
  /// Seconds a connection may stand open without a request.
  public var idleSeconds = 75.0
  /// Seconds in which a peer must take at least something of what is sent to it.
  public var writeSeconds = 30.0
  /// Requests on one connection; then it is closed behind the answer.
  public var requestsPerConnectionMax = 100_000
  /// Most requests a second from one address of another machine, on average; beyond it 429.
  ///
  /// Callers on this machine are held by their keys' rates alone: a proxy speaks for many.
  public var requestsPerSecondPerPeerMax = 500.0
  /// Requests that may come at once from one address of another machine.
  public var requestsBurstPerPeerMax = 2_000.0
  /// Most requests that handlers work on at a time; further ones are answered 503.
  public var requestsInFlightMax = 2_000
  /// Most connections at a time; further ones are closed at once.
  public var connectionsMax = 10_000
  /// Most connections at a time from one address.
  public var connectionsPerPeerMax = 1_000

  /// The defaults.
  public init() {}
}
