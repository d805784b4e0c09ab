/// A message that leaves because of a record: a webhook's body, say.
///
/// It is written in the record's own transaction and stays until it is marked as delivered, so it is
/// delivered at least once. Position and ordinal name it for ever, so the receiver can drop the second copy.
public struct OutboxMessage: Sendable, Hashable {
  /// Bytes of a message at most.
  public static let byteCountMax = 1 << 20

  /// The record that it comes from.
  public let position: Int64
  /// Its number among the messages of the record, from 0.
  public let ordinal: Int
  /// Who gets it, in the caller's words.
  public let recipient: String
  /// What it says.
  public let bytes: [UInt8]

  /// A message from its parts.
  public init(position: Int64, ordinal: Int, recipient: String, bytes: [UInt8]) {
    self.position = position
    self.ordinal = ordinal
    self.recipient = recipient
    self.bytes = bytes
  }

  /// What names a message for ever.
  public struct Identifier: Sendable, Hashable {
    /// The record that it comes from.
    public let position: Int64
    /// Its number among the messages of the record, from 0.
    public let ordinal: Int

    /// The name of a message.
    public init(position: Int64, ordinal: Int) {
      self.position = position
      self.ordinal = ordinal
    }
  }

  /// Its name.
  public var identifier: Identifier { Identifier(position: position, ordinal: ordinal) }

  var checksum: ChainChecksum {
    var covered: [UInt8] = []
    covered.append(littleEndian: position)
    covered.append(littleEndian: Int64(ordinal))
    covered += Array(recipient.utf8)
    covered.append(0)
    covered += bytes
    return ChainChecksum(of: covered)
  }
}
