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
    scratch.removeAll(keepingCapacity: true)
    previous.withBytes { scratch.append(contentsOf: $0) }
    scratch.append(littleEndian: position)
    scratch.append(littleEndian: time)
    scratch.append(littleEndian: Int64(command.count))
    scratch.append(littleEndian: Int64(outcome.count))
    scratch.append(contentsOf: command)
    scratch.append(contentsOf: outcome)
    var checksum = ChainChecksum()
    checksum.fill(from: scratch)
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
