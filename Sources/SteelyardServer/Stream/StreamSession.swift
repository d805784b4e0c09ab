/// One socket of the stream: it only carries what comes to the desk.
struct StreamSession: WebSocketSession {
  let number: UInt64
  let path: String
  /// Who the opening request has proved to be from; nil where a message will.
  let principal: Principal?
  let inputs: AsyncStream<StreamInput>.Continuation
  let metrics: StreamMetrics

  func opened(_ socket: WebSocket) {
    inputs.yield(.opened(number, socket, path: path, principal))
  }

  func received(_ message: WebSocketMessage, on socket: WebSocket) {
    guard case .text(let text) = message else {
      metrics.dropped.add(1, [StreamClosing.binary.word])
      return socket.close(StreamClosing.binary.close)
    }
    inputs.yield(.text(number, text))
  }

  func drained(_ socket: WebSocket) { inputs.yield(.drained(number)) }

  func closed(_ close: WebSocketClose, on socket: WebSocket) { inputs.yield(.closed(number)) }
}
