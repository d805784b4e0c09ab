public import SteelyardContracts
public import SteelyardStore

/// A state that was found again from a journal.
public struct Recovery: Sendable {
  /// The state after the last record.
  public let state: EngineState
  /// The journal's last position.
  public let position: Int64
  /// The position of the snapshot it started from; 0 for none.
  public let snapshotPosition: Int64
  /// Newer snapshots that were damaged and left aside.
  public let damaged: [JournalDamage]

  /// Replays a journal from its last whole snapshot.
  ///
  /// Events are applied as they stand; nothing is decided again.
  ///
  /// - Throws: `corruptData` where a record can't be read or does not fit the state before it.
  public init(from journal: FileJournal) throws(SteelyardError) {
    let search = try journal.latestSnapshot()
    var state = EngineState()
    if let snapshot = search.snapshot { state = try EngineState(bytes: snapshot.bytes) }
    let start = search.snapshot?.position ?? 0
    try journal.replay(after: start) { record throws(SteelyardError) in
      try state.replay(record)
    }
    self.state = state
    position = journal.lastPosition
    snapshotPosition = start
    damaged = search.damaged
  }
}

extension EngineState {
  /// Applies what a record says.
  ///
  /// - Throws: `corruptData` where it can't be read or does not fit the state, with its position.
  public mutating func replay(_ record: JournalRecord) throws(SteelyardError) {
    do throws(SteelyardError) {
      for event in try EngineOutcome(bytes: record.outcome).events {
        try apply(event, at: record.time)
      }
    } catch {
      throw SteelyardError(
        error.code, "Record \(record.position): \(error.message)", remedy: error.remedy,
        subject: error.subject, cause: error.cause)
    }
  }
}
