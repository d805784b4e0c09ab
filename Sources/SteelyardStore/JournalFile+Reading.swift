public import SteelyardContracts

extension JournalFile {
  /// Calls with each record after a position, in order, each checked against the chain.
  ///
  /// - Parameters:
  ///   - position: 0 for all, or that of a snapshot.
  ///   - body: Receives each record; it may throw to end the replay.
  /// - Throws: `corruptData` where a record is missing or not what was written, `notFound` where the
  ///   position is in an archive or after the end, and what the body throws.
  /// - Complexity: One pass; records are not kept.
  public mutating func replay(
    after position: Int64, _ body: (JournalRecord) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    try tables.replay(after: position, body)
  }

  /// Some records after a position, checked against the chain.
  ///
  /// - Parameters:
  ///   - position: From `basePosition` to `lastPosition`.
  ///   - limit: How many at most, from 1.
  /// - Throws: As `replay`; `invalidInput` for a limit below 1.
  public mutating func records(
    after position: Int64, limit: Int
  ) throws(SteelyardError) -> [JournalRecord] {
    try tables.records(after: position, limit: limit)
  }
}

extension JournalTables {
  func replay(
    after position: Int64, _ body: (JournalRecord) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    try walk(after: position) { (record, _) throws(SteelyardError) in
      try body(record)
      return .next
    }
  }

  func records(after position: Int64, limit: Int) throws(SteelyardError) -> [JournalRecord] {
    guard limit >= 1 else {
      throw SteelyardError(
        .invalidInput, "\(limit) records can't be read.", remedy: "Ask for one or more.")
    }
    var found: [JournalRecord] = []
    try walk(after: position) { record, _ in
      found.append(record)
      return found.count == limit ? .stop : .next
    }
    return found
  }
}
