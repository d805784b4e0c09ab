import SteelyardContracts
import SteelyardLedger
import SteelyardStore

/// Whether a record's command does what its outcome says.
struct RecordCheck {
  /// Whether the command was decided again: those of the ledger are, others are facts.
  let isDecided: Bool
  /// What is wrong; nil for nothing.
  let objection: String?

  /// Decides a record's command on the state before it.
  ///
  /// - Throws: `corruptData` where the command can't be read.
  init(
    _ record: JournalRecord, outcome: EngineOutcome, on state: EngineState
  ) throws(SteelyardError) {
    let authored = try AuthoredCommand(bytes: record.command)
    switch authored.command {
    case .ledger(let command):
      isDecided = true
      objection = RecordCheck.objection(to: outcome, of: command, at: record.time, state)
    case .marginCalls(let events):
      isDecided = false
      objection = RecordCheck.objection(to: outcome, among: events.map(EngineEvent.marginCall))
    case .drawdowns(let events):
      isDecided = false
      objection = RecordCheck.objection(to: outcome, among: events.map(EngineEvent.drawdown))
    case .incidents(let events):
      isDecided = false
      objection = RecordCheck.objection(to: outcome, among: events.map(EngineEvent.incident))
    case .adoptParameters, .proposeParameters, .rollBackParameters, .approveParameters,
      .cancelParameters, .advanceParameters:
      isDecided = false
      objection = RecordCheck.objection(to: outcome, kind: "parameters") {
        if case .governance = $0 { true } else { false }
      }
    case .liquidation(let event, let call):
      isDecided = false
      objection = RecordCheck.objection(to: outcome, of: event, call)
    case .switchLiquidation:
      isDecided = false
      objection = RecordCheck.objection(to: outcome, kind: "liquidations' switches") {
        if case .liquidationSwitch = $0 { true } else { false }
      }
    case .waterfall(let ask):
      isDecided = true
      objection = RecordCheck.objection(to: outcome, of: ask, at: record.time, state)
    case .mandate(let ask):
      isDecided = false
      objection = RecordCheck.objection(to: outcome, of: ask)
    case .setLimits:
      isDecided = false
      objection = RecordCheck.objection(to: outcome, kind: "limits") {
        if case .limits = $0 { true } else { false }
      }
    }
  }

  private static func objection(
    to outcome: EngineOutcome, of command: LedgerCommand, at time: Timestamp, _ state: EngineState
  ) -> String? {
    let decided: [LedgerEvent]
    do throws(SteelyardError) {
      decided = try state.ledger.decide(try state.filled(command, at: time), at: time)
    } catch {
      return "Its command would be refused: \(error.message)"
    }
    var events = decided.map(EngineEvent.ledger)
    if case .admission(let decision)? = outcome.events.last {
      // An order that margin refused changed nothing, and only that is journaled.
      if !decision.isAdmitted { events = [] }
      events.append(.admission(decision))
    }
    // What only the moment knew stands behind what was decided.
    if command.action.isPartOfLiquidation, case .waterfall? = outcome.events.last, !events.isEmpty {
      events.append(outcome.events[outcome.events.count - 1])
    }
    let again = EngineOutcome(events, before: state.ledger)
    // Bytes and not values are compared: a replay elsewhere starts from them. Earlier versions journaled no
    // owners.
    let isSame =
      outcome.owners.isEmpty
      ? EngineOutcome(events).bytes == outcome.bytes : again.bytes == outcome.bytes
    return isSame
      ? nil : "Its command, decided again, does something else than its outcome says."
  }

  private static func objection(
    to outcome: EngineOutcome, among events: [EngineEvent]
  ) -> String? {
    Set(outcome.events).isSubset(of: events)
      ? nil : "Its outcome has an event that its command does not have."
  }

  /// A step of a liquidation does what its command says, and tells besides of a takeover that is due or done.
  private static func objection(
    to outcome: EngineOutcome, of event: LiquidationEvent, _ call: MarginCallEvent?
  ) -> String? {
    let isSame = outcome.events.allSatisfy { did in
      switch did {
      case .liquidation(let told): told == event
      case .marginCall(let told): told == call
      case .incident(let told): told.subject == .takeOver(event.account)
      default: false
      }
    }
    return isSame ? nil : "Its outcome has an event that its command does not have."
  }

  /// A step of a strategy does what its command says; what people ask for is told as an event about mandates.
  private static func objection(to outcome: EngineOutcome, of ask: MandateAsk) -> String? {
    let isSame = outcome.events.allSatisfy { did in
      switch (did, ask) {
      case (.mandate(let told), .step(let event)): told == event
      case (.mandate(let told), .set(let mandate, _, _)):
        if case .set(mandate, version: _) = told.kind { true } else { false }
      case (.mandate, _): true
      case (.mandateSwitch(let told), .switchAll(let position, _)): told.position == position
      default: false
      }
    }
    return isSame ? nil : "Its outcome has an event that its command does not have."
  }

  private static func objection(
    to outcome: EngineOutcome, kind: String, _ isOfKind: (EngineEvent) -> Bool
  ) -> String? {
    outcome.events.allSatisfy(isOfKind)
      ? nil : "Its command is about \(kind), and its outcome about something else."
  }
}
