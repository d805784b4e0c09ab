public import SteelyardContracts

/// A journal open for reading, beside a writer or without one.
///
/// It takes no lock and holds up nobody. Each call reads what was committed when it began; a long one keeps the
/// write-ahead log from being emptied meanwhile.
public struct JournalReader: ~Copyable, @unchecked Sendable {
  // Sendable for the reason that `JournalFile` states.
  private let tables: JournalTables

  /// Opens the journal of a directory.
  ///
  /// - Throws: As `JournalFile`; also `unsupported` for an older schema, which a writer has to migrate.
  ///   A directory that can't be written may be `unavailable`: SQLite keeps its shared index there.
  public init(directory: String) throws(SteelyardError) {
    tables = try JournalOpening.tables(reading: JournalPaths(directory: directory))
  }

  /// Which journal this is.
  public var identity: JournalIdentity { tables.identity }

  /// The position of the last record that is known.
  public var lastPosition: Int64 { tables.head.position }

  /// The position before the first record that is in the file; those up to it are in archives.
  public var basePosition: Int64 { tables.base.position }

  /// The checksum of the last record that is known.
  public var lastChain: ChainChecksum { tables.head.chain }

  /// Looks for what was appended since.
  public mutating func refresh() throws(SteelyardError) {
    try tables.readingNow { () throws(SteelyardError) in }
  }

  /// Calls with each record after a position, in order, each checked against the chain.
  ///
  /// - Throws: As `JournalFile.replay`.
  public mutating func replay(
    after position: Int64, _ body: (JournalRecord) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    try tables.readingNow { () throws(SteelyardError) in
      try tables.replay(after: position, body)
    }
  }

  /// Some records after a position, checked against the chain.
  ///
  /// - Throws: As `JournalFile.records`.
  public mutating func records(
    after position: Int64, limit: Int
  ) throws(SteelyardError) -> [JournalRecord] {
    try tables.readingNow { () throws(SteelyardError) in
      try tables.records(after: position, limit: limit)
    }
  }

  /// The newest snapshot that is whole, and which newer ones are damaged.
  ///
  /// - Throws: As `JournalFile.latestSnapshot`.
  public mutating func latestSnapshot() throws(SteelyardError) -> SnapshotSearch {
    try tables.readingNow { () throws(SteelyardError) in
      try SnapshotTable.latest(tables)
    }
  }

  /// Checks all of the journal.
  ///
  /// - Throws: As `JournalFile.verify`.
  public mutating func verify() throws(SteelyardError) -> JournalVerification {
    try tables.readingNow { () throws(SteelyardError) in
      try JournalVerification(tables)
    }
  }

  /// Writes all records of the file to an archive, and reads it back.
  ///
  /// - Throws: As `JournalFile.export`.
  public mutating func export(to path: String) throws(SteelyardError) -> JournalArchive {
    try tables.readingNow { () throws(SteelyardError) in
      try ArchiveWriter.write(tables, through: tables.head.position, to: path)
    }
  }
}
