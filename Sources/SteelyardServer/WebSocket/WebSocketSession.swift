/// What happens on one WebSocket.
///
/// All three are called on the loop, in order, and must be quick: longer work goes to a task or to the engine, and
/// answers by `WebSocket.send` from wherever it is.
public protocol WebSocketSession: Sendable {
  /// The socket is open; messages can be sent from now on.
  func opened(_ socket: WebSocket)
  /// A message has come.
  func received(_ message: WebSocketMessage, on socket: WebSocket)
  /// Everything that was queued has left, after a batch was sent.
  func drained(_ socket: WebSocket)
  /// The socket is gone. Comes once, and nothing comes after it.
  func closed(_ close: WebSocketClose, on socket: WebSocket)
}

extension WebSocketSession {
  /// Most sessions send without asking how fast it goes.
  public func drained(_ socket: WebSocket) {}
}
