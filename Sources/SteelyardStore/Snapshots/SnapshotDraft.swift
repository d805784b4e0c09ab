public import SteelyardContracts

/// A snapshot that is being written, part by part, between the appends of a busy writer.
///
/// It is made from bytes, which also computes their checksum: on any thread, away from the writer.
public struct SnapshotDraft: Sendable {
  /// Bytes of a part; one transaction of the file writes a few of them.
  public static let partByteCount = 256 << 10
  /// Bytes of a snapshot at most.
  public static let byteCountMax = 2 << 30

  /// The last record that the snapshot contains.
  public let position: Int64
  let bytes: [UInt8]
  let digest: ChainChecksum
  var stage = Stage.clearing

  /// What is left to do.
  enum Stage: Sendable, Equatable {
    /// Parts that belong to no snapshot are removed.
    case clearing
    /// The next part to write, from 0.
    case part(Int)
    /// It counts; parts of the snapshots that it pushed out are removed.
    case pruning
    case finished
  }

  /// A draft of these bytes.
  ///
  /// - Parameters:
  ///   - position: The last record that they contain.
  ///   - bytes: The caller's; at most 2 GiB.
  /// - Throws: `limitExceeded` where there are more.
  public init(position: Int64, bytes: [UInt8]) throws(SteelyardError) {
    guard bytes.count <= SnapshotDraft.byteCountMax else {
      throw SteelyardError(
        .limitExceeded, "A snapshot of \(bytes.count) bytes is too large; 2 GiB is the limit.",
        remedy: "Divide the accounts over several journals.")
    }
    self.position = position
    self.bytes = bytes
    digest = ChainChecksum(of: bytes)
  }

  /// Whether the snapshot is complete and everything that it replaced is gone.
  public var isFinished: Bool { stage == .finished }

  var partCount: Int { SnapshotDraft.partCount(byteCount: bytes.count) }

  static func partCount(byteCount: Int) -> Int {
    (byteCount + partByteCount - 1).quotientAndRemainder(dividingBy: partByteCount).quotient
  }

  func part(_ index: Int) -> ArraySlice<UInt8> {
    let start = index * SnapshotDraft.partByteCount
    return bytes[start..<min(bytes.count, start + SnapshotDraft.partByteCount)]
  }
}
