import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardStore

/// What a journal says was done, counted from its first record to its last.
struct JournaledCommands {
  /// Where each identified command stands; more than one place means it was done twice.
  private(set) var positions: [String: [Int64]] = [:]
  /// The bitcoin that came in.
  private(set) var depositedBTC = Amount.zero
  /// The state after the last record.
  private(set) var state = EngineState()

  init(_ journal: FileJournal) throws {
    try journal.replay(after: 0) { record throws(SteelyardError) in
      try take(record)
    }
  }

  private mutating func take(_ record: JournalRecord) throws(SteelyardError) {
    let events = try EngineOutcome(bytes: record.outcome).events
    for case .ledger(.commandNamed(_, let identifier, _)) in events {
      positions[identifier.description, default: []].append(record.position)
    }
    if case .ledger(let command) = try AuthoredCommand(bytes: record.command).command,
      case .deposit(_, _, let amount) = command.action
    {
      depositedBTC = try depositedBTC.adding(amount)
    }
    try state.replay(record)
  }
}
