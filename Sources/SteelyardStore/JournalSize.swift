import CSQLite
public import SteelyardContracts

/// How much a journal holds, for those who watch its growth.
public struct JournalSize: Sendable, Hashable {
  /// Records in the file.
  public let recordCount: Int64
  /// Bytes of the main file.
  public let fileByteCount: Int64
  /// Bytes of it that are free for new records.
  public let freeByteCount: Int64
  /// The limit in bytes; an append that would pass it fails.
  public let fileByteCountMax: Int64
}

extension JournalFile {
  /// How much the journal holds.
  ///
  /// - Throws: `unavailable` where the file can't be read.
  public mutating func size() throws(SteelyardError) -> JournalSize {
    let connection = tables.connection
    let pageBytes = try connection.integer("PRAGMA page_size")
    return JournalSize(
      recordCount: tables.head.position - tables.base.position,
      fileByteCount: pageBytes * (try connection.integer("PRAGMA page_count")),
      freeByteCount: pageBytes * (try connection.integer("PRAGMA freelist_count")),
      fileByteCountMax: options.fileBytesMax)
  }
}
