import Glibc

extension ServerConnection {
  /// Becomes a WebSocket.
  func upgrade(_ handshake: WebSocketHandshake, _ webSocket: WebSocketState) {
    send(handshake.bytes)
    state = .webSocket(webSocket)
    deadline = Monotonic.seconds + webSocket.limits.pingSeconds
    webSocket.session.opened(webSocket.socket)
  }

  /// Reads what has come as frames.
  func readFrames(_ webSocket: WebSocketState) {
    let now = Monotonic.seconds
    webSocket.lastSeen = now
    webSocket.isPinged = false
    if webSocket.isOpen { deadline = now + webSocket.limits.pingSeconds }
    var rest = input[...]
    do throws(WebSocketClose) {
      while let event = try webSocket.reader.next(from: &rest) {
        try take(event, webSocket, now)
        guard case .webSocket = state else { break }
      }
      input = Array(rest)
    } catch {
      input = []
      core.dropped(error, self)
      close(webSocket, error)
      // What broke the protocol is not read on, and its answer is not awaited.
      finishWebSocket(webSocket, error)
    }
  }

  private func take(
    _ event: WebSocketReader.Event, _ webSocket: WebSocketState, _ now: Double
  ) throws(WebSocketClose) {
    switch event {
    case .message(let message):
      guard webSocket.isOpen else { return }
      guard webSocket.admit(now) else {
        throw WebSocketClose(
          1008, "more than \(Int(webSocket.limits.messagesPerSecondMax)) messages a second")
      }
      core.received(self)
      webSocket.session.received(message, on: webSocket.socket)
    case .ping(let payload):
      guard webSocket.isOpen else { return }
      guard webSocket.admit(now) else { throw WebSocketClose(1008, "too many pings") }
      queue(WebSocketFrame(.pong, payload), webSocket)
    case .pong: return
    case .close(let close):
      if webSocket.isOpen { send(WebSocketFrame.close(close).bytes) }
      finishWebSocket(webSocket, close)
    }
  }

  /// Queues a frame, or ends the socket if its peer does not read.
  func queue(_ frame: WebSocketFrame, _ webSocket: WebSocketState) {
    queue(frame.bytes, webSocket)
  }

  /// Queues frames whose session wants to know when they have left.
  func queue(_ batch: WebSocketBatch, _ webSocket: WebSocketState) {
    webSocket.awaitsDrain = true
    queue(batch.bytes, webSocket)
  }

  private func queue(_ bytes: [UInt8], _ webSocket: WebSocketState) {
    guard webSocket.isOpen else { return }
    guard output.byteCount + bytes.count <= webSocket.limits.queueBytesMax else {
      output.dropUnsent()
      let close = WebSocketClose(
        1013, "slow consumer: over \(webSocket.limits.queueBytesMax) bytes wait")
      core.dropped(close, self)
      return self.close(webSocket, close)
    }
    send(bytes)
  }

  /// Sends a close and waits a while for its answer.
  func close(_ webSocket: WebSocketState, _ close: WebSocketClose) {
    guard webSocket.isOpen else { return }
    send(WebSocketFrame.close(close).bytes)
    webSocket.phase = .closing(close)
    deadline = Monotonic.seconds + webSocket.limits.closeSeconds
  }

  /// Both have said that it is over: the connection ends behind what is queued.
  private func finishWebSocket(_ webSocket: WebSocketState, _ close: WebSocketClose) {
    tellClosed(webSocket, close)
    state = .ending
    deadline = Monotonic.seconds + webSocket.limits.closeSeconds
    // The flush is asked for, because nothing may be queued.
    requestWrite()
  }

  /// Tells the session, once.
  func tellClosed(_ webSocket: WebSocketState, _ close: WebSocketClose) {
    let told: WebSocketClose
    switch webSocket.phase {
    case .closed: return
    case .closing(let own): told = own
    case .open: told = close
    }
    webSocket.phase = .closed
    webSocket.session.closed(told, on: webSocket.socket)
  }

  /// Looks whether the peer is still there.
  func sweepWebSocket(_ webSocket: WebSocketState, _ now: Double) {
    switch webSocket.phase {
    case .closed, .closing: cut()
    case .open:
      if now > webSocket.lastSeen + webSocket.limits.idleSeconds {
        let close = WebSocketClose(
          1001, "nothing came for \(Int(webSocket.limits.idleSeconds)) seconds")
        core.dropped(close, self)
        self.close(webSocket, close)
      } else {
        if !webSocket.isPinged { send(WebSocketFrame(.ping, [UInt8]()).bytes) }
        webSocket.isPinged = true
        deadline = min(
          now + webSocket.limits.pingSeconds, webSocket.lastSeen + webSocket.limits.idleSeconds)
      }
    }
  }
}
