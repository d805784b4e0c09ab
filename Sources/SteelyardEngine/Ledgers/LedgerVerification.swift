public import SteelyardContracts
import SteelyardLedger
public import SteelyardStore

/// What was checked in a ledger's journal, and what is wrong with it.
///
/// Beyond what the store checks (structure, checksums) every command of the ledger is decided again on the
/// state before it and must do, byte for byte, what the journal says that it did; the accounts must balance
/// at the end; and a snapshot must be the state that the records before it make. Whether margin let an order in
/// is a fact of its moment, which is not decided again.
public struct LedgerVerification: Sendable {
  /// Something that is not as it should be.
  public struct Finding: Sendable, Hashable {
    /// The record it is at; nil where it is at none.
    public let position: Int64?
    /// What is wrong, in a sentence.
    public let reason: String
  }

  /// What the store found: structure, checksums, snapshots, messages, facts.
  public let journal: JournalVerification
  /// The record before the first that was decided again: 0, or a snapshot's where older ones are in archives.
  public private(set) var startPosition: Int64 = 0
  /// The last record that was applied.
  public private(set) var position: Int64 = 0
  /// Commands of the ledger that were decided again, with the same outcome.
  public private(set) var decidedCount: Int64 = 0
  /// Records of other commands, whose facts were applied.
  public private(set) var appliedCount: Int64 = 0
  /// The position of the snapshot that was found to be what the records make; nil where there is none to
  /// compare.
  public private(set) var snapshotPosition: Int64?
  /// SHA-256 of the state at `position`, in hexadecimal.
  public private(set) var stateHash = ""
  /// What is wrong with what was decided, first things first.
  public private(set) var findings: [Finding] = []

  /// Whether nothing is wrong.
  public var isWhole: Bool { journal.isWhole && findings.isEmpty }

  /// The first bad place and why: of the journal or of what was decided, whichever comes first.
  public var first: Finding? {
    let damages = journal.damages.map { Finding(position: $0.position, reason: $0.reason) }
    // What is at no position concerns the file as a whole and comes first.
    return (damages + findings).min { ($0.position ?? 0) < ($1.position ?? 0) }
  }

  /// What to do, in a sentence; empty where nothing is wrong.
  public var remedy: String {
    guard let first else { return "" }
    guard let position = first.position, position > 1 else {
      return "Keep the files as they are, and restore the last backup into an empty directory."
    }
    return
      "Keep the files as they are, restore the last backup into an empty directory, and compare what "
      + "was acknowledged from record \(position) on; \(position - 1) records before it are right."
  }

  /// Checks a journal from end to end.
  ///
  /// - Parameter progress: Is told how many of how many records are done, every thousandth.
  /// - Throws: `unavailable` where the file can't be read; what is wrong is in the answer.
  /// - Complexity: Reads the whole file twice.
  public init(
    _ reader: inout JournalReader, progress: (Int64, Int64) -> Void = { _, _ in }
  ) throws(SteelyardError) {
    journal = try reader.verify()
    let snapshot = try? reader.latestSnapshot().snapshot
    var state = EngineState()
    if reader.basePosition > 0 {
      guard let snapshot else {
        findings.append(
          Finding(
            position: nil,
            reason:
              "Records up to \(reader.basePosition) are in archives, and no snapshot is whole."))
        return
      }
      state = try EngineState(bytes: snapshot.bytes)
      startPosition = snapshot.position
      position = snapshot.position
    }
    let total = reader.lastPosition - startPosition
    do throws(SteelyardError) {
      try reader.replay(after: startPosition) { record throws(SteelyardError) in
        try take(record, &state)
        if record.position == snapshot?.position { compare(snapshot, with: state) }
        if position % 1000 == 0 { progress(position - startPosition, total) }
      }
    } catch {
      guard error.code != .unavailable else { throw error }
      // Damage that the store has found is not said twice.
      if journal.damages.allSatisfy({ $0.kind != .record }) {
        findings.append(Finding(position: position + 1, reason: error.message))
      }
    }
    for imbalance in state.ledger.imbalances() {
      findings.append(
        Finding(
          position: position,
          reason: "The accounts do not balance: \(imbalance.subject) by \(imbalance.remainder)."))
    }
    stateHash = state.hash
  }

  private mutating func compare(_ snapshot: Snapshot?, with state: EngineState) {
    guard let snapshot else { return }
    if snapshot.bytes == state.bytes {
      snapshotPosition = snapshot.position
    } else {
      findings.append(
        Finding(
          position: snapshot.position,
          reason: "The snapshot is not the state that the records before it make."))
    }
  }

  /// Decides a record's command again, compares, and applies what the journal says.
  private mutating func take(
    _ record: JournalRecord, _ state: inout EngineState
  ) throws(SteelyardError) {
    let outcome = try EngineOutcome(bytes: record.outcome)
    let check = try RecordCheck(record, outcome: outcome, on: state)
    if let reason = check.objection {
      // Later records stand on what the journal says; one wrong decision is told, the rest is still checked.
      findings.append(Finding(position: record.position, reason: reason))
    } else if check.isDecided {
      decidedCount += 1
    } else {
      appliedCount += 1
    }
    try state.replay(record)
    position = record.position
  }
}
