import CWebSockets
import SteelyardContracts

/// One connection of the server: bytes in, answers out, one request at a time.
///
/// Lives on the loop. Requests that come before the answer to the one before wait in `input`, and reading stops
/// when too much waits.
final class ServerConnection {
  /// What the connection is about.
  enum State {
    /// A header is awaited; so many bytes of the input have been looked at.
    case head(scanned: Int)
    case body(RequestHead, BodyReader)
    /// A handler works; by the head the answer is written.
    case handling(RequestHead)
    case webSocket(WebSocketState)
    /// The last answer goes out or has gone; what still comes is thrown away.
    case ending
  }

  let number: UInt64
  let peer: Peer
  unowned let core: ServerCore
  /// Set when libwebsockets has taken the socket, `nil` again when it is gone.
  var wire: OpaquePointer?
  var state = State.head(scanned: 0)
  var input: [UInt8] = []
  var output = SendQueue()
  /// The present request's identifier.
  var identifier = ""
  /// When something must have happened, in seconds of the monotonic clock.
  var deadline: Double
  /// When the present request was complete, and how long the last one took, in seconds.
  private var handlingStart = 0.0
  private(set) var handledSeconds = 0.0
  /// The route of the present request, for metrics and logs.
  var routeName = "none"
  /// Whether it has become a WebSocket, also when that is over.
  var isWebSocket = false
  private var writeDeadline = Double.infinity
  private var requestCount = 0
  private var isReading = true
  /// Input that was not read stands before the end of sending.
  private var isLingering = false

  init(number: UInt64, peer: Peer, core: ServerCore, now: Double) {
    self.number = number
    self.peer = peer
    self.core = core
    deadline = now + core.options.limits.headerSeconds
  }

  /// Input that may wait while a handler works; then the peer's sending is held up.
  private static let waitingBytesMax = 65_536
  /// Memory for input that a connection keeps between requests; that of a large body is given back.
  private static let keptBytesMax = 8_192
  /// Bytes of a body from which on it is sent as it is, and not copied behind its head first.
  private static let sharedBytesMin = 65_536
  /// What is thrown away behind a last answer, so that the peer can read it.
  private static let lingerSeconds = 2.0

  // MARK: - In

  /// Takes bytes that came.
  func receive(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let wire {
      steelyard_no_timeout(wire)
      // A host that was not made for TLS would serve in clear without a word.
      guard peer.protection == .plain || lws_is_ssl(wire) != 0 else { return cut() }
    }
    if case .ending = state { return }
    if input.isEmpty, case .head = state {
      deadline = Monotonic.seconds + core.options.limits.headerSeconds
    }
    input.append(contentsOf: bytes)
    process()
  }

  /// Does what can be done with what has come.
  func process() {
    var isProgress = true
    while isProgress {
      switch state {
      case .head(let scanned): isProgress = readHead(scanned)
      case .body(let head, let reader): isProgress = readBody(head, reader)
      case .webSocket(let webSocket):
        readFrames(webSocket)
        isProgress = false
      case .handling, .ending: isProgress = false
      }
    }
    balanceReading()
  }

  private func balanceReading() {
    guard let wire else { return }
    let isWanted: Bool
    switch state {
    case .handling: isWanted = input.count < ServerConnection.waitingBytesMax
    default: isWanted = true
    }
    guard isWanted != isReading else { return }
    isReading = isWanted
    lws_rx_flow_control(wire, isWanted ? 1 : 0)
  }

  private func readHead(_ scanned: Int) -> Bool {
    // Line ends between requests are read over (RFC 9112, section 2.2).
    if scanned == 0, input.first == 0x0D || input.first == 0x0A {
      let blank = input.prefix(while: { $0 == 0x0D || $0 == 0x0A }).count
      if blank > 0 { input.removeFirst(blank) }
    }
    guard !input.isEmpty else { return false }
    let limits = core.options.limits
    guard let end = RequestHead.end(of: input[...], from: scanned) else {
      state = .head(scanned: input.count)
      if input.count > limits.lineBytesMax,
        !input.prefix(limits.lineBytesMax + 1).contains(0x0A)
      {
        fail(RequestHead.lineTooLong(limits))
      } else if input.count > limits.lineBytesMax + limits.headerBytesMax {
        fail(RequestHead.headersTooLarge(limits))
      }
      return false
    }
    requestCount += 1
    identifier = core.nextIdentifier()
    routeName = "none"
    do throws(Problem) {
      let head = try RequestHead(input[..<end], limits: limits)
      input.removeFirst(end)
      let reader = try BodyReader(head.body, bytesMax: core.bodyBytesMax(head))
      if head.expectsContinue, !reader.isDone { send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
      deadline = Monotonic.seconds + limits.bodySeconds
      state = .body(head, reader)
    } catch {
      fail(error)
      return false
    }
    return true
  }

  private func readBody(_ head: RequestHead, _ reader: BodyReader) -> Bool {
    // The buffer leaves the state before it is changed, or every piece would copy it.
    var reader = reader
    state = .handling(head)
    var rest = input[...]
    do throws(Problem) {
      try reader.take(from: &rest)
    } catch {
      fail(error)
      return false
    }
    if input.capacity > ServerConnection.keptBytesMax {
      input = Array(rest)
    } else {
      // What is left moves to the front of the same memory.
      let restCount = rest.count
      rest = []
      input.removeFirst(input.count - restCount)
    }
    guard reader.isDone else {
      state = .body(head, reader)
      return false
    }
    handlingStart = Monotonic.seconds
    deadline = handlingStart + core.options.limits.handlerSeconds
    core.dispatch(head, reader.bytes, on: self)
    return true
  }

  // MARK: - Out

  /// Answers the present request.
  func answer(_ response: Response) {
    guard case .handling(let head) = state else { return }
    handledSeconds = Monotonic.seconds - handlingStart
    let isKeepAlive =
      head.isKeepAlive && !core.isStopping
      && requestCount < core.options.limits.requestsPerConnectionMax
    let isLarge = response.body.count > ServerConnection.sharedBytesMin && head.method != .head
    send(
      core.writer.bytes(
        of: response, identifier: identifier, isKeepAlive: isKeepAlive,
        isBodyLeftOut: isLarge || head.method == .head))
    if isLarge, !response.status.isWithoutBody { send(response.body) }
    core.answered(response.status, head, self)
    guard isKeepAlive else {
      state = .ending
      deadline = .infinity
      return
    }
    state = .head(scanned: 0)
    deadline =
      Monotonic.seconds
      + (input.isEmpty ? core.options.limits.idleSeconds : core.options.limits.headerSeconds)
  }

  /// Answers what cannot be answered otherwise, and ends the connection behind it.
  func fail(_ problem: Problem) {
    if identifier.isEmpty { identifier = core.nextIdentifier() }
    let response = problem.response(identifier: identifier)
    send(
      core.writer.bytes(
        of: response, identifier: identifier, isKeepAlive: false, isBodyLeftOut: false))
    core.failed(problem, self)
    state = .ending
    input = []
    isLingering = true
    deadline = .infinity
  }

  /// Asks to be told when something can be sent.
  func requestWrite() {
    if let wire { lws_callback_on_writable(wire) }
  }

  /// Queues bytes.
  func send(_ bytes: [UInt8]) {
    if output.isEmpty { writeDeadline = Monotonic.seconds + core.options.limits.writeSeconds }
    output.append(bytes)
    requestWrite()
  }

  /// Sends what fits.
  ///
  /// - Returns: Whether the connection stays.
  func writable() -> Bool {
    guard let wire else { return false }
    guard lws_partial_buffered(wire) == 0 else { return true }
    if !output.isEmpty {
      let sent = output.next(scratch: core.scratch) { bytes, count in
        Int(steelyard_write(wire, bytes, count))
      }
      if sent < 0 { return false }
      writeDeadline = Monotonic.seconds + core.options.limits.writeSeconds
      if !output.isEmpty || lws_partial_buffered(wire) != 0 {
        lws_callback_on_writable(wire)
        return true
      }
    }
    writeDeadline = .infinity
    if case .webSocket(let webSocket) = state, webSocket.awaitsDrain {
      webSocket.awaitsDrain = false
      webSocket.session.drained(webSocket.socket)
    }
    guard case .ending = state else { return true }
    guard isLingering else { return false }
    isLingering = false
    deadline = Monotonic.seconds + ServerConnection.lingerSeconds
    if peer.protection == .plain { steelyard_end_sending(wire) }
    return true
  }

  // MARK: - Time

  /// Looks whether a deadline has passed.
  func sweep(_ now: Double) {
    guard now > min(deadline, writeDeadline) else { return }
    guard now <= writeDeadline else { return cut() }
    switch state {
    case .head where input.isEmpty: cut()
    case .head, .body:
      fail(
        Problem(
          .requestTimeout, code: "request_timeout", "The request did not come to its end in time.",
          remedy: "Send it in one go; the limits stand in the server's documentation."))
    case .handling:
      answer(
        Problem(
          .unavailable, code: "unavailable", "The answer was not ready in time.",
          remedy: "Try again later; what was asked may still be done.",
          headers: Headers(["retry-after": "1"])
        ).response(identifier: identifier))
      process()
    case .webSocket(let webSocket): sweepWebSocket(webSocket, now)
    case .ending: cut()
    }
  }

  /// Ends the connection as soon as what is being answered has been sent.
  func finish() {
    switch state {
    case .head: cut()
    case .webSocket(let webSocket): close(webSocket, .goingAway)
    case .body, .handling, .ending: return
    }
  }

  /// Ends the connection.
  func cut() {
    if let wire { steelyard_kill(wire) }
  }
}
