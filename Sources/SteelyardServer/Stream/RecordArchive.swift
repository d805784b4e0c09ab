public import SteelyardContracts
public import SteelyardEngine

/// Records that an engine no longer has in memory.
public protocol RecordArchive: Sendable {
  /// The first records after a position, at most so many.
  ///
  /// - Throws: `notFound` for records that are not there any more; what reading throws.
  func records(after position: Int64, limit: Int) throws(SteelyardError) -> [PublishedRecord]

  /// The position before the oldest record.
  ///
  /// - Throws: What reading throws.
  func oldestAfter() throws(SteelyardError) -> Int64
}
