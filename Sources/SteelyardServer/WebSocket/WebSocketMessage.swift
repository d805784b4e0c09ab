/// A message that came over a WebSocket, its fragments joined.
public enum WebSocketMessage: Sendable, Hashable {
  /// Text; what is not UTF-8 has ended the connection.
  case text(String)
  /// Bytes.
  case binary([UInt8])
}
