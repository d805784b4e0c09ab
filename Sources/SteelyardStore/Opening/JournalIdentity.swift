public import SteelyardContracts

/// Which journal a file is: made once, never changed, part of every checksum.
public struct JournalIdentity: Sendable, Hashable {
  /// Bytes of an instance.
  public static let instanceByteCount = 16

  /// 16 bytes that no other journal has; the caller draws them.
  public let instance: [UInt8]
  /// When the journal was made.
  public let created: Timestamp

  /// An identity from its parts.
  ///
  /// - Throws: `invalidInput` where the instance is not of 16 bytes.
  public init(instance: [UInt8], created: Timestamp) throws(SteelyardError) {
    guard instance.count == JournalIdentity.instanceByteCount else {
      throw SteelyardError(
        .invalidInput, "A journal's instance has \(instance.count) bytes instead of 16.",
        remedy: "Draw 16 random bytes once, when the journal is made.")
    }
    self.instance = instance
    self.created = created
  }
}
