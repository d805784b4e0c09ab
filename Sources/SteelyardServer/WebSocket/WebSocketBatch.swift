/// Messages that leave together for one socket, each in a frame of its own: one queue entry for all of them.
public struct WebSocketBatch: Sendable {
  private(set) var bytes: [UInt8] = []
  /// How many messages there are.
  public private(set) var count = 0

  /// No messages yet.
  public init() {}

  /// Bytes of all frames.
  public var byteCount: Int { bytes.count }

  /// Adds a text in two parts: one of the socket's own, and one that many sockets share.
  ///
  /// - Parameters:
  ///   - head: The beginning of the text, as UTF-8.
  ///   - tail: The rest of it.
  public mutating func append(text head: [UInt8], _ tail: [UInt8] = []) {
    WebSocketFrame.appendHeader(.text, payloadCount: head.count + tail.count, to: &bytes)
    bytes.append(contentsOf: head)
    bytes.append(contentsOf: tail)
    count += 1
  }
}
