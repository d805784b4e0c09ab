/// Why the stream closes a client.
enum StreamClosing: Sendable {
  case slow(String)
  case unauthenticated(String)
  case malformed
  case limit(String)
  case binary
  case revoked

  /// The label of the metric.
  var word: String {
    switch self {
    case .slow: "slow_consumer"
    case .unauthenticated: "unauthenticated"
    case .malformed, .binary: "malformed"
    case .limit: "limit"
    case .revoked: "revoked"
    }
  }

  /// What the client is told.
  var close: WebSocketClose {
    switch self {
    case .slow(let reason): WebSocketClose(1013, "slow consumer: " + reason)
    case .unauthenticated(let reason), .limit(let reason): WebSocketClose(1008, reason)
    case .malformed: WebSocketClose(1008, "too many messages that can't be read")
    case .binary: WebSocketClose(1003, "messages are text")
    case .revoked: WebSocketClose(1008, "the key is no longer valid")
    }
  }
}
