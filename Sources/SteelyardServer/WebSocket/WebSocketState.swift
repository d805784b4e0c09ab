/// What a connection knows while it is a WebSocket.
final class WebSocketState {
  enum Phase {
    case open
    /// A close was sent, and its answer is awaited until a time.
    case closing(WebSocketClose)
    case closed
  }

  let session: any WebSocketSession
  let socket: WebSocket
  let limits: WebSocketLimits
  var reader: WebSocketReader
  var phase = Phase.open
  var lastSeen: Double
  var isPinged = false
  /// Whether the session is to be told when the output is empty.
  var awaitsDrain = false
  private var bucket: TokenBucket

  init(
    session: any WebSocketSession, socket: WebSocket, limits: WebSocketLimits, now: Double
  ) {
    self.session = session
    self.socket = socket
    self.limits = limits
    reader = WebSocketReader(messageBytesMax: limits.messageBytesMax)
    lastSeen = now
    bucket = TokenBucket(
      perSecond: limits.messagesPerSecondMax, burst: limits.messagesBurstMax, now: now)
  }

  /// Whether one more message may come now.
  func admit(_ now: Double) -> Bool { bucket.take(1, now: now) }

  var isOpen: Bool { if case .open = phase { true } else { false } }
}
