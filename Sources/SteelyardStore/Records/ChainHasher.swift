import SteelyardContracts

/// Computes the checksums of records, one after the other, with a buffer that is kept.
///
/// A checksum covers the one before it, the position, the time, and command and outcome with their
/// lengths, all numbers as 8 bytes, least first. The lengths keep a byte from moving from one to the other.
struct ChainHasher {
  private var scratch: [UInt8] = []

  /// The checksum before the first record: of the journal's identity, so that no two journals share one.
  static func first(of identity: JournalIdentity) -> ChainChecksum {
    var bytes = Array("steelyard journal".utf8)
    bytes += identity.instance
    bytes.append(littleEndian: identity.created.microseconds)
    return ChainChecksum(of: bytes)
  }

  /// The checksum of a record that follows one with the checksum `previous`.
  mutating func next(
    after previous: ChainChecksum, position: Int64, time: Int64,
    command: UnsafeRawBufferPointer, outcome: UnsafeRawBufferPointer
  ) -> ChainChecksum {
    let byteCount = ChainChecksum.byteCount + 32 + command.count + outcome.count
    if scratch.count < byteCount { scratch = [UInt8](repeating: 0, count: 2 * byteCount) }
    // In one buffer that is kept: appending to an array piece by piece showed up in the replay's profile.
    scratch.withUnsafeMutableBytes { target in
      previous.withBytes { target.copyMemory(from: $0) }
      let numbers = (
        position.littleEndian, time.littleEndian, Int64(command.count).littleEndian,
        Int64(outcome.count).littleEndian
      )
      target.storeBytes(of: numbers, toByteOffset: ChainChecksum.byteCount, as: type(of: numbers))
      let texts = UnsafeMutableRawBufferPointer(rebasing: target[(ChainChecksum.byteCount + 32)...])
      texts.copyMemory(from: command)
      UnsafeMutableRawBufferPointer(rebasing: texts[command.count...]).copyMemory(from: outcome)
    }
    var checksum = ChainChecksum()
    checksum.fill(from: scratch, count: byteCount)
    return checksum
  }

  /// The same for a record in memory.
  mutating func next(after previous: ChainChecksum, _ record: JournalRecord) -> ChainChecksum {
    record.command.withUnsafeBytes { command in
      record.outcome.withUnsafeBytes { outcome in
        next(
          after: previous, position: record.position, time: record.time.microseconds,
          command: command, outcome: outcome)
      }
    }
  }
}

extension [UInt8] {
  /// Appends a number as 8 bytes, least first.
  mutating func append(littleEndian value: Int64) {
    var bytes = value.littleEndian
    Swift.withUnsafeBytes(of: &bytes) { append(contentsOf: $0) }
  }
}

extension Int64 {
  /// A number from 8 bytes, least first.
  ///
  /// - Precondition: There are 8 bytes.
  init(littleEndian bytes: ArraySlice<UInt8>) {
    precondition(bytes.count == 8, "a number has 8 bytes")
    self = bytes.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
  }
}
