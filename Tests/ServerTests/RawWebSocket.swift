/// A WebSocket client of a test, frame by frame, so that tests can break the rules.
final class RawWebSocket: Sendable {
  let connection: RawConnection
  /// What the server answered to the opening.
  let opening: String

  init(port: UInt16, path: String, headers: [String] = []) {
    connection = RawConnection(port: port)
    let extra = headers.map { $0 + "\r\n" }.joined()
    connection.send(
      "GET \(path) HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\(extra)\r\n"
    )
    opening = connection.receive(until: "\r\n\r\n")
  }

  /// Sends one frame; `first` is its first byte, with flags and opcode.
  func send(first: UInt8, _ payload: [UInt8]) {
    var bytes: [UInt8] = [first]
    switch payload.count {
    case 0...125: bytes.append(0x80 | UInt8(payload.count))
    case 126...65_535:
      bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default:
      bytes.append(0x80 | 127)
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: payload.count >> shift))
      }
    }
    let mask: [UInt8] = [1, 2, 3, 4]
    bytes += mask
    for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index & 3]) }
    connection.send(bytes)
  }

  func send(text: String) { send(first: 0x81, Array(text.utf8)) }

  /// The next frame: its first byte and its payload; `nil` at the end of the connection.
  func receive() -> (first: UInt8, payload: [UInt8])? {
    let header = connection.receive(exactly: 2)
    guard header.count == 2 else { return nil }
    var count = Int(header[1])
    let more = count == 126 ? 2 : count == 127 ? 8 : 0
    if more > 0 { count = connection.receive(exactly: more).reduce(0) { $0 << 8 | Int($1) } }
    let payload = connection.receive(exactly: count)
    return payload.count == count ? (header[0], payload) : nil
  }

  func receiveText() -> String? {
    receive().map { String(decoding: $0.payload, as: UTF8.self) }
  }

  /// The close that comes next, whatever comes before it.
  func receiveClose() -> (code: Int, reason: String)? {
    while let frame = receive() {
      guard frame.first == 0x88 else { continue }
      guard frame.payload.count >= 2 else { return (1005, "") }
      return (
        Int(frame.payload[0]) << 8 | Int(frame.payload[1]),
        String(decoding: frame.payload.dropFirst(2), as: UTF8.self)
      )
    }
    return nil
  }
}
