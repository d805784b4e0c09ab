import CWebSockets
import Glibc
import SteelyardContracts

/// The loop's side of a connection to a WebSocket service.
final class WebSocketWire: LoopClient {
  private enum Phase {
    case connecting(CheckedContinuation<SteelyardError?, Never>?)
    case open
    case closed
  }

  let address: ServiceAddress
  let options: WebSocketClient.Options
  var number: UInt = 0
  weak var clients: LoopClients?
  private let session: any WebSocketClientSession
  private var phase = Phase.connecting(nil)
  private var wire: OpaquePointer?
  private var deadline = Double.infinity
  private var message: [UInt8] = []
  private var queue: [(bytes: [UInt8], isText: Bool)] = []
  private var queuedBytes = 0
  private var ownClose: WebSocketClose?
  private var peerClose: WebSocketClose?

  init(
    address: ServiceAddress, options: WebSocketClient.Options, session: any WebSocketClientSession
  ) {
    self.address = address
    self.options = options
    self.session = session
  }

  func begin(
    _ context: OpaquePointer, _ host: OpaquePointer,
    _ waiter: CheckedContinuation<SteelyardError?, Never>
  ) {
    phase = .connecting(waiter)
    deadline = Monotonic.seconds + options.connectSeconds
    let offered = options.subprotocols.joined(separator: ", ")
    let wire = address.host.withCString { name in
      address.target.withCString { path in
        address.hostField.withCString { field in
          LoopClients.protocolName.withCString { local in
            offered.withCString { offered in
              steelyard_connect(
                context, host, name, Int32(address.port), address.scheme.isEncrypted ? 1 : 0, path,
                field, options.subprotocols.isEmpty ? nil : offered, nil, local, clients?.idle,
                UnsafeMutableRawPointer(bitPattern: number))
            }
          }
        }
      }
    }
    guard let wire else { return failed("the connection could not be begun") }
    if case .connecting = phase { self.wire = wire }
  }

  private func failed(_ cause: String) {
    guard case .connecting(let waiter) = phase else { return }
    phase = .closed
    wire = nil
    clients?.remove(number)
    waiter?.resume(
      returning: SteelyardError(
        .unavailable, "No WebSocket to \(address.scheme.rawValue)://\(address.hostField).",
        remedy: "Check address, network and certificate, and try again later.", cause: cause))
  }

  private func ended(_ close: WebSocketClose) {
    if case .connecting = phase { return failed(close.reason) }
    guard case .open = phase else { return }
    phase = .closed
    wire = nil
    queue = []
    clients?.remove(number)
    session.closed(ownClose ?? peerClose ?? close)
  }

  func event(
    _ wire: OpaquePointer, _ reason: lws_callback_reasons, _ bytes: UnsafeMutableRawPointer?,
    _ count: Int
  ) -> Int32 {
    let input = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    switch reason {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
      return HeaderAppending.append(options.headers, to: wire, bytes, count)
    case LWS_CALLBACK_CLIENT_ESTABLISHED: opened(wire)
    case LWS_CALLBACK_CLIENT_RECEIVE: return receive(wire, input)
    case LWS_CALLBACK_CLIENT_WRITEABLE: return writable(wire)
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      if input.count >= 2 {
        peerClose = WebSocketClose(
          UInt16(input[0]) << 8 | UInt16(input[1]),
          String(decoding: input.dropFirst(2), as: UTF8.self))
      }
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: failed(String(decoding: input, as: UTF8.self))
    case LWS_CALLBACK_CLIENT_CLOSED: ended(.lost)
    default: break
    }
    return 0
  }

  private func opened(_ wire: OpaquePointer) {
    guard case .connecting(let waiter) = phase else { return }
    self.wire = wire
    phase = .open
    deadline = .infinity
    waiter?.resume(returning: nil)
  }

  private func receive(_ wire: OpaquePointer, _ input: UnsafeRawBufferPointer) -> Int32 {
    guard message.count + input.count <= options.messageBytesMax else {
      return end(
        wire, WebSocketClose(1009, "a message has at most \(options.messageBytesMax) bytes"))
    }
    message.append(contentsOf: input)
    guard steelyard_is_message_end(wire) != 0 else { return 0 }
    let whole = message
    message.removeAll(keepingCapacity: message.capacity <= 1 << 20)
    guard lws_frame_is_binary(wire) == 0 else {
      session.received(.binary(whole))
      return 0
    }
    guard let text = String(validating: whole, as: UTF8.self) else {
      return end(wire, WebSocketClose(1007, "text is UTF-8"))
    }
    session.received(.text(text))
    return 0
  }

  func send(_ bytes: [UInt8], isText: Bool) {
    guard case .open = phase, ownClose == nil, let wire else { return }
    guard queuedBytes + bytes.count <= options.queueBytesMax else {
      queue = []
      return close(WebSocketClose(1013, "the service does not read what is sent"))
    }
    queue.append((bytes, isText))
    queuedBytes += bytes.count
    lws_callback_on_writable(wire)
  }

  func close(_ close: WebSocketClose) {
    guard case .open = phase, ownClose == nil, let wire else { return }
    ownClose = close
    deadline = Monotonic.seconds + 5
    lws_callback_on_writable(wire)
  }

  private func writable(_ wire: OpaquePointer) -> Int32 {
    guard lws_partial_buffered(wire) == 0 else { return 0 }
    guard !queue.isEmpty else {
      if let ownClose { return end(wire, ownClose) }
      return 0
    }
    let (bytes, isText) = queue.removeFirst()
    queuedBytes -= bytes.count
    var framed = [UInt8](repeating: 0, count: steelyard_room()) + bytes
    let written = framed.withUnsafeMutableBufferPointer { room -> Int32 in
      guard let base = room.baseAddress else { return -1 }
      return steelyard_write_message(
        wire, base + steelyard_room(), bytes.count, isText ? 1 : 0)
    }
    guard written >= 0 else { return -1 }
    if !queue.isEmpty || ownClose != nil { lws_callback_on_writable(wire) }
    return 0
  }

  private func end(_ wire: OpaquePointer, _ close: WebSocketClose) -> Int32 {
    ownClose = close
    var reason = Array(close.reason.utf8)
    steelyard_close_reason(wire, close.code, &reason, reason.count)
    return -1
  }

  func sweep(_ now: Double) {
    guard now > deadline else { return }
    deadline = .infinity
    if case .connecting = phase {
      let wire = wire
      failed("not connected within \(options.connectSeconds) s")
      if let wire { steelyard_kill(wire) }
    } else if let wire {
      steelyard_kill(wire)
    }
  }
}
