public import SteelyardContracts
import SteelyardStore

/// What is committed, from any position on: out of memory where it is kept there, else out of the journal's file.
public struct CommittedRecords: Sendable {
  private let engine: Engine
  private let journal: FileJournal?

  /// Records of an engine.
  ///
  /// - Parameter journal: The engine's own, for records that are no longer in memory; nil where everything is kept.
  public init(of engine: Engine, journal: FileJournal?) {
    self.engine = engine
    self.journal = journal
  }

  /// The first records after a position, at most so many.
  ///
  /// - Throws: `notFound` where they are neither in memory nor in a file; what reading the file throws.
  public func records(
    after position: Int64, limit: Int
  ) throws(SteelyardError) -> [PublishedRecord] {
    if let kept = engine.records(after: position, limit: limit) { return kept }
    guard let journal else {
      throw SteelyardError(
        .notFound, "The records after \(position) are no longer kept.",
        remedy: "Begin from a later position.")
    }
    var records: [PublishedRecord] = []
    for record in try journal.records(after: position, limit: limit) {
      records.append(try PublishedRecord(record))
    }
    return records
  }
}
