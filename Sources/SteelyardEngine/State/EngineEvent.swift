public import SteelyardContracts
public import SteelyardLedger

/// One thing that the engine did: a fact that is replayed, never decided again.
public enum EngineEvent: Sendable, Hashable {
  /// Something changed in the ledger.
  case ledger(LedgerEvent)
  /// An order, trade or withdrawal was let in or refused, and on which frame.
  case admission(AdmissionDecision)
  /// A margin call's state changed, or somebody was reminded.
  case marginCall(MarginCallEvent)
  /// An account used more of its drawdown budget.
  case drawdown(DrawdownEvent)
  /// Parameters are on their way, or in force.
  case governance(GovernanceEvent)
  /// Limits were set.
  case limits(LimitsChanged)
  /// A limit is not kept, an oracle halted, a feed lost; or that is over.
  case incident(IncidentEvent)
  /// A liquidation began, went on or ended.
  case liquidation(LiquidationEvent)
  /// Somebody stopped liquidations, or let them go on.
  case liquidationSwitch(LiquidationSwitch)
  /// Others than an account paid for its liquidation, or are about to.
  case waterfall(WaterfallEvent)
  /// A strategy was given a mandate, looked, decided, rested, or was stopped.
  case mandate(MandateEvent)
  /// Somebody stopped every strategy, or let them go on.
  case mandateSwitch(MandateSwitch)
}

/// What a record's command did.
public struct EngineOutcome: Sendable, Hashable {
  /// What changed, in order.
  public let events: [EngineEvent]
  /// Whose the events are that name an order or a withdrawal and not its account.
  ///
  /// None in records of versions that did not journal them.
  public let owners: [EventOwner]

  /// An outcome of events.
  init(_ events: [EngineEvent], owners: [EventOwner] = []) {
    self.events = events
    self.owners = owners
  }

  /// An outcome of events, with whose they are.
  ///
  /// - Parameter ledger: As it stands before the first of them.
  init(_ events: [EngineEvent], before ledger: Ledger) {
    self.init(events, owners: EventOwner.owners(of: events, before: ledger))
  }

  /// The events, each with whose it is.
  public var ownedEvents: [OwnedEvent] { OwnedEvent.events(events, owners) }
}

extension EngineOutcome: EngineFact {
  /// Events alone, and events with their owners; the first is still written where there are none.
  private enum Form: UInt8 {
    case events = 1
    case owned = 2
  }

  private enum Kind: UInt8 {
    case ledger = 1
    case admission, marginCall, drawdown, governance, limits, incident
    case liquidation, liquidationSwitch, waterfall, mandate, mandateSwitch
  }

  /// Writes the events.
  public func write(to writer: inout ByteWriter) {
    let form: Form = owners.isEmpty ? .events : .owned
    writer.write(byte: form.rawValue)
    writer.write(list: events) { writer, event in
      func kind(_ kind: Kind) { writer.write(byte: kind.rawValue) }
      switch event {
      case .ledger(let event):
        kind(.ledger)
        writer.write(event.bytes)
      case .admission(let decision):
        kind(.admission)
        decision.write(to: &writer)
      case .marginCall(let event):
        kind(.marginCall)
        event.write(to: &writer)
      case .drawdown(let event):
        kind(.drawdown)
        event.write(to: &writer)
      case .governance(let event):
        kind(.governance)
        event.write(to: &writer)
      case .limits(let event):
        kind(.limits)
        event.write(to: &writer)
      case .incident(let event):
        kind(.incident)
        event.write(to: &writer)
      case .liquidation(let event):
        kind(.liquidation)
        event.write(to: &writer)
      case .liquidationSwitch(let change):
        kind(.liquidationSwitch)
        change.write(to: &writer)
      case .waterfall(let event):
        kind(.waterfall)
        event.write(to: &writer)
      case .mandate(let event):
        kind(.mandate)
        event.write(to: &writer)
      case .mandateSwitch(let change):
        kind(.mandateSwitch)
        change.write(to: &writer)
      }
    }
    if form == .owned { writer.write(list: owners) { $1.write(to: &$0) } }
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    guard let form = Form(rawValue: try reader.readByte()) else {
      throw reader.corrupt("an outcome has a form that this version does not know")
    }
    events = try reader.readList { reader throws(SteelyardError) in
      guard let kind = Kind(rawValue: try reader.readByte()) else {
        throw reader.corrupt("an event is of no known kind")
      }
      switch kind {
      case .ledger: return .ledger(try LedgerEvent(bytes: try reader.readBytes()))
      case .admission: return .admission(try AdmissionDecision(reading: &reader))
      case .marginCall: return .marginCall(try MarginCallEvent(reading: &reader))
      case .drawdown: return .drawdown(try DrawdownEvent(reading: &reader))
      case .governance: return .governance(try GovernanceEvent(reading: &reader))
      case .limits: return .limits(try LimitsChanged(reading: &reader))
      case .incident: return .incident(try IncidentEvent(reading: &reader))
      case .liquidation: return .liquidation(try LiquidationEvent(reading: &reader))
      case .liquidationSwitch:
        return .liquidationSwitch(try LiquidationSwitch(reading: &reader))
      case .waterfall: return .waterfall(try WaterfallEvent(reading: &reader))
      case .mandate: return .mandate(try MandateEvent(reading: &reader))
      case .mandateSwitch: return .mandateSwitch(try MandateSwitch(reading: &reader))
      }
    }
    switch form {
    case .events: owners = []
    case .owned:
      owners = try reader.readList { reader throws(SteelyardError) in
        try EventOwner(reading: &reader)
      }
      guard owners.allSatisfy({ events.indices.contains($0.place) }) else {
        throw reader.corrupt("an outcome names the owner of an event that it has not")
      }
    }
  }
}
