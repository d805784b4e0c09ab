/// Takes a client's frames apart and joins fragments (RFC 6455, section 5).
struct WebSocketReader {
  /// What a peer has said.
  enum Event: Equatable {
    case message(WebSocketMessage)
    case ping([UInt8])
    case pong
    case close(WebSocketClose)
  }

  private let messageBytesMax: Int
  private var message: [UInt8] = []
  private var messageOpcode: WebSocketFrame.Opcode?

  init(messageBytesMax: Int) { self.messageBytesMax = messageBytesMax }

  private struct Header {
    let opcode: WebSocketFrame.Opcode
    let isFinal: Bool
    let headerCount: Int
    let payloadCount: Int
    let mask: ArraySlice<UInt8>
  }

  /// Takes the next event from the front of `input`; `nil` if it has not come whole.
  ///
  /// - Throws: The close that the peer gets for what it sent.
  mutating func next(from input: inout ArraySlice<UInt8>) throws(WebSocketClose) -> Event? {
    while let header = try header(of: input) {
      guard input.count >= header.headerCount + header.payloadCount else { return nil }
      var payload = Array(input.dropFirst(header.headerCount).prefix(header.payloadCount))
      input = input.dropFirst(header.headerCount + header.payloadCount)
      let mask = Array(header.mask)
      for index in payload.indices { payload[index] ^= mask[index & 3] }
      if let event = try take(header, payload) { return event }
    }
    return nil
  }

  private func header(of input: ArraySlice<UInt8>) throws(WebSocketClose) -> Header? {
    guard input.count >= 2 else { return nil }
    let start = input.startIndex
    let first = input[start]
    let second = input[start + 1]
    guard first & 0x70 == 0, let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0F) else {
      throw .protocolError("reserved bits or opcode")
    }
    guard second & 0x80 != 0 else { throw .protocolError("frames of clients are masked") }
    let isFinal = first & 0x80 != 0
    let short = Int(second & 0x7F)
    let lengthCount = short == 126 ? 2 : short == 127 ? 8 : 0
    guard !opcode.isControl || (isFinal && short <= 125) else {
      throw .protocolError("control frames are short and whole")
    }
    guard input.count >= 2 + lengthCount + 4 else { return nil }
    var count: UInt64 = lengthCount == 0 ? UInt64(short) : 0
    for byte in input[(start + 2)..<(start + 2 + lengthCount)] { count = count << 8 | UInt64(byte) }
    let joined = opcode.isControl ? 0 : message.count
    guard count <= UInt64(messageBytesMax), joined + Int(count) <= messageBytesMax else {
      throw WebSocketClose(1009, "a message has at most \(messageBytesMax) bytes")
    }
    let maskStart = start + 2 + lengthCount
    return Header(
      opcode: opcode, isFinal: isFinal, headerCount: 2 + lengthCount + 4,
      payloadCount: Int(count), mask: input[maskStart..<(maskStart + 4)])
  }

  private mutating func take(
    _ header: Header, _ payload: [UInt8]
  ) throws(WebSocketClose) -> Event? {
    switch header.opcode {
    case .ping: return .ping(payload)
    case .pong: return .pong
    case .close: return .close(try WebSocketReader.close(payload))
    case .continuation:
      guard messageOpcode != nil else { throw .protocolError("nothing to continue") }
      message += payload
    case .text, .binary:
      guard messageOpcode == nil else { throw .protocolError("a message inside a message") }
      messageOpcode = header.opcode
      message = payload
    }
    guard header.isFinal else { return nil }
    let bytes = message
    let isText = messageOpcode == .text
    message = []
    messageOpcode = nil
    guard isText else { return .message(.binary(bytes)) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw WebSocketClose(1007, "text is UTF-8")
    }
    return .message(.text(text))
  }

  private static func close(_ payload: [UInt8]) throws(WebSocketClose) -> WebSocketClose {
    if payload.isEmpty { return WebSocketClose(1005, "") }
    guard payload.count >= 2 else { throw .protocolError("a close code has two bytes") }
    let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
    guard WebSocketClose.isSendable(code),
      let reason = String(validating: payload.dropFirst(2), as: UTF8.self)
    else { throw .protocolError("close code or reason") }
    return WebSocketClose(code, reason)
  }
}
