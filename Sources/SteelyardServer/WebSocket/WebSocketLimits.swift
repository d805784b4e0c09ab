/// How much a WebSocket may send and leave unread.
public struct WebSocketLimits: Sendable, Hashable {
  /// Most bytes of a message that comes, its fragments joined; beyond it 1009.
  public var messageBytesMax = 1 << 20
  /// Most bytes that wait to be sent; beyond it the peer is a slow consumer and is closed with 1013.
  public var queueBytesMax = 4 << 20
  /// Most messages a second that come, on average; beyond it 1008.
  public var messagesPerSecondMax = 200.0
  /// Messages that may come at once.
  public var messagesBurstMax = 1_000.0
  /// Seconds without a byte after which a ping is sent.
  public var pingSeconds = 20.0
  /// Seconds without a byte after which the peer is taken for gone.
  public var idleSeconds = 60.0
  /// Seconds in which a close must be answered.
  public var closeSeconds = 5.0

  /// The defaults.
  public init() {}
}
