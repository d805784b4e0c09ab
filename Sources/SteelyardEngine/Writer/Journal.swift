public import SteelyardContracts
public import SteelyardStore

/// Where the writer makes its records durable: a file, or memory in a test.
public protocol Journal: AnyObject, Sendable {
  /// The position of the last record; 0 before the first.
  var lastPosition: Int64 { get throws(SteelyardError) }

  /// Makes records durable, all of them or none, before it returns.
  ///
  /// - Throws: `unavailable` where that failed; then nothing of the records may be acknowledged, and the
  ///   journal takes no more.
  func append(_ records: [JournalRecord]) throws(SteelyardError)
}
