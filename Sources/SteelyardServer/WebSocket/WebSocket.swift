/// The server's end of an open WebSocket; can be used from any thread, and after the socket is gone.
public struct WebSocket: Sendable, Hashable {
  /// Its number, which no other socket of this server gets.
  public let number: UInt64
  /// Who is at the other end.
  public let peer: Peer
  let loop: Loop
  let core: LoopBound<ServerCore>

  /// Queues a message; dropped if the socket is gone.
  ///
  /// Messages of one thread arrive in its order.
  public func send(_ frame: WebSocketFrame) {
    loop.post { loop in core.value(on: loop).send(frame, to: number) }
  }

  /// Queues messages, and tells the session by `drained` once everything has left for the peer.
  public func send(_ batch: WebSocketBatch) {
    loop.post { loop in core.value(on: loop).send(batch, to: number) }
  }

  /// Closes the socket behind what is queued.
  public func close(_ close: WebSocketClose) {
    loop.post { loop in core.value(on: loop).closeWebSocket(number, close) }
  }

  /// The same socket of the same server.
  public static func == (left: WebSocket, right: WebSocket) -> Bool {
    left.number == right.number && left.loop === right.loop
  }

  /// By number.
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
