extension ServerCore {
  func openWebSocket(
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

  /// Queues messages for a socket that may be gone.
  func send(_ batch: WebSocketBatch, to number: UInt64) {
    guard let connection = connections[number], case .webSocket(let webSocket) = connection.state
    else { return }
    metrics.webSocketMessagesOut.add(Double(batch.count))
    connection.queue(batch, webSocket)
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
}
