public import SteelyardContracts

/// A portable file of records: what left the journal, or a copy of it, readable without SQLite.
///
/// The layout stands in `docs/journal.md`. The head of the file says which journal it is of, where its
/// records begin and end and with which checksums; archives that follow one another fit end to end.
public struct JournalArchive: Sendable, Hashable {
  /// Where it is.
  public let path: String
  /// Which journal it is of.
  public let identity: JournalIdentity
  /// The position before its first record.
  public let basePosition: Int64
  /// The checksum there.
  public let baseChain: ChainChecksum
  /// The position of its last record; that of the base in an empty archive.
  public let lastPosition: Int64
  /// The checksum there.
  public let lastChain: ChainChecksum

  /// Reads what a file says of itself; its records are checked when they are read.
  ///
  /// - Throws: `corruptData` where the file is no archive or its head is damaged, `unavailable` where it
  ///   can't be read.
  public init(path: String) throws(SteelyardError) {
    self = try ArchiveReader(path: path).archive
  }

  init(path: String, _ tables: JournalTables, through last: AcknowledgedHead.Mark) {
    self.path = path
    identity = tables.identity
    basePosition = tables.base.position
    baseChain = tables.base.chain
    lastPosition = last.position
    lastChain = last.chain
  }

  /// Calls with each record in order, each checked against the chain, and checks that the file ends there.
  ///
  /// - Throws: `corruptData` where something is not what was written, and what the body throws.
  public func replay(
    _ body: (JournalRecord) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    let reader = try ArchiveReader(path: path)
    guard reader.archive == self else {
      throw reader.corrupt("it was replaced since it was opened")
    }
    while let record = try reader.next() { try body(record) }
  }

  /// Reads and checks everything.
  ///
  /// - Throws: `corruptData` where something is not what was written.
  public func verify() throws(SteelyardError) { try replay { _ in } }

  // MARK: The head of the file

  static let magic = Array("steelyard records 1\n".utf8)
  /// Magic, instance, created, two positions, two checksums, the head's own checksum.
  static let headByteCount = 20 + 16 + 3 * 8 + 3 * 32

  /// The head as bytes.
  var head: [UInt8] {
    var bytes = JournalArchive.magic
    bytes += identity.instance
    bytes.append(littleEndian: identity.created.microseconds)
    bytes.append(littleEndian: basePosition)
    bytes.append(littleEndian: lastPosition)
    bytes += baseChain.bytes
    bytes += lastChain.bytes
    return bytes + ChainChecksum(of: bytes).bytes
  }

  /// The archive that a head describes; nil where it is none or damaged.
  init?(path: String, head: [UInt8]) throws(SteelyardError) {
    guard head.count == JournalArchive.headByteCount, head.starts(with: JournalArchive.magic),
      let own = ChainChecksum(head.suffix(32)), own == ChainChecksum(of: head.dropLast(32)),
      let base = ChainChecksum(head[60..<92]), let last = ChainChecksum(head[92..<124])
    else { return nil }
    self.path = path
    identity = try JournalIdentity(
      instance: Array(head[20..<36]),
      created: Timestamp(microseconds: Int64(littleEndian: head[36..<44])))
    basePosition = Int64(littleEndian: head[44..<52])
    lastPosition = Int64(littleEndian: head[52..<60])
    baseChain = base
    lastChain = last
    guard 0 <= basePosition, basePosition <= lastPosition else { return nil }
  }
}
