public import SteelyardContracts
public import SteelyardEngine
import SteelyardFormats
public import SteelyardStore

/// Journaled records as lines of JSON: events in the form of `/api/v1/events`, with names for numbers.
///
/// Lines have to be asked for in the order of the journal from its first record, or from the one after the
/// state it is begun with: what accounts and assets are called stands in the records before.
public struct LedgerExport {
  /// The house sees everybody's money.
  private static let house = Principal(key: "export", tenant: .house, scopes: [.read])

  private var state: EngineState
  private var directory = LedgerDirectory()

  /// An export that begins after a state's last record.
  public init(after state: EngineState) {
    self.state = state
    directory.take(state.ledger, settled: [])
  }

  /// The line of the next record, its line feed with it.
  ///
  /// - Throws: `corruptData` where it can't be read or does not fit the records before it.
  public mutating func line(of record: JournalRecord) throws(SteelyardError) -> String {
    let command = try AuthoredCommand(bytes: record.command)
    let events = try EngineOutcome(bytes: record.outcome).ownedEvents
    try state.replay(record)
    directory.take(state.ledger, settled: [])
    let sight = EventSight(directory: directory, principal: LedgerExport.house)
    var writer = JSONWriter(.compact)
    try writer.object { writer throws(SteelyardError) in
      writer.field("position", Int(record.position))
      writer.field("time", record.time)
      writer.field("author", command.author)
      writer.field("command", command.command.word)
      try writer.objects("events", events) { writer, event throws(SteelyardError) in
        try writer.event(event, sight)
      }
    }
    return String(decoding: writer.text, as: UTF8.self) + "\n"
  }
}
