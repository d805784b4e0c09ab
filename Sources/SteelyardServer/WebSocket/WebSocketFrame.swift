/// A message as a server sends it: framed once, and shared by all who get it.
public struct WebSocketFrame: Sendable, Hashable {
  enum Opcode: UInt8 {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
  }

  /// Header and payload.
  let bytes: [UInt8]

  init(_ opcode: Opcode, _ payload: some Collection<UInt8>) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(payload.count + 10)
    WebSocketFrame.appendHeader(opcode, payloadCount: payload.count, to: &bytes)
    bytes.append(contentsOf: payload)
    self.bytes = bytes
  }

  /// Appends what stands before the payload of a whole message.
  static func appendHeader(_ opcode: Opcode, payloadCount: Int, to bytes: inout [UInt8]) {
    bytes.append(0x80 | opcode.rawValue)
    switch payloadCount {
    case 0...125: bytes.append(UInt8(payloadCount))
    case 126...65_535:
      bytes.append(126)
      bytes.append(UInt8(payloadCount >> 8))
      bytes.append(UInt8(payloadCount & 255))
    default:
      bytes.append(127)
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: payloadCount >> shift))
      }
    }
  }

  /// A text.
  public init(text: String) { self.init(.text, text.utf8) }

  /// A text as UTF-8: what a JSON writer gives.
  public init(text: [UInt8]) { self.init(.text, text) }

  /// Bytes.
  public init(binary: [UInt8]) { self.init(.binary, binary) }

  static func close(_ close: WebSocketClose) -> WebSocketFrame {
    guard WebSocketClose.isSendable(close.code) else { return WebSocketFrame(.close, [UInt8]()) }
    return WebSocketFrame(
      .close, [UInt8(close.code >> 8), UInt8(close.code & 255)] + Array(close.reason.utf8))
  }
}
