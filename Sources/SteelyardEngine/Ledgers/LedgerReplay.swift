public import SteelyardContracts
public import SteelyardStore

/// The state that a journal's records make, as it was after one of them.
public struct LedgerReplay: Sendable {
  /// Where a replay ends.
  public enum End: Sendable, Hashable {
    /// After the last record.
    case last
    /// After the record at a position.
    case position(Int64)
    /// After the last record that was decided at a time or before.
    case time(Timestamp)
  }

  /// The state.
  public let state: EngineState
  /// The last record in it; 0 for none.
  public let position: Int64
  /// The snapshot that it was begun from; 0 for none.
  public let snapshotPosition: Int64

  /// Replays a journal, from its newest snapshot where that is not after the end, else from its first record.
  ///
  /// - Parameter progress: Is told how many of how many records are done, every thousandth.
  /// - Throws: `notFound` for a position that the journal does not reach, or an end whose records are in
  ///   archives; `corruptData` where a record can't be read or does not fit the state before it.
  public init(
    _ journal: inout JournalReader, until end: End, progress: (Int64, Int64) -> Void = { _, _ in }
  ) throws(SteelyardError) {
    let last = journal.lastPosition
    if case .position(let wanted) = end, !(0...last).contains(wanted) {
      throw SteelyardError(
        .notFound, "The journal has no record \(wanted).",
        remedy: "Name one from \(journal.basePosition) to \(last).")
    }
    var state = EngineState()
    var start: Int64 = 0
    if let snapshot = try journal.latestSnapshot().snapshot {
      let kept = try EngineState(bytes: snapshot.bytes)
      let isBefore =
        switch end {
        case .last: true
        case .position(let wanted): snapshot.position <= wanted
        case .time(let wanted): kept.time <= wanted
        }
      if isBefore {
        state = kept
        start = snapshot.position
      }
    }
    var position = start
    do throws(SteelyardError) {
      // A record past the end leaves the walk by a refusal that nobody else makes.
      try journal.replay(after: start) { record throws(SteelyardError) in
        if LedgerReplay.isPast(record, end) { throw LedgerReplay.reached }
        try state.replay(record)
        position = record.position
        if position % 1000 == 0 { progress(position - start, last - start) }
      }
    } catch {
      guard error == LedgerReplay.reached else { throw error }
    }
    self.state = state
    self.position = position
    snapshotPosition = start
  }

  private static func isPast(_ record: JournalRecord, _ end: End) -> Bool {
    switch end {
    case .last: false
    case .position(let wanted): record.position > wanted
    case .time(let wanted): record.time > wanted
    }
  }

  private static let reached = SteelyardError(
    .notApplicable, "The end of the replay is reached.", remedy: "")
}
