import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

extension JSONWriter {
  /// A record as far as a caller sees it.
  mutating func record(
    _ record: PublishedRecord, _ events: [OwnedEvent], _ sight: EventSight
  ) throws(SteelyardError) {
    field("position", Int(record.position))
    field("time", record.time)
    if sight.principal.tenant == .house { field("author", record.author) }
    try objects("events", events) { writer, event throws(SteelyardError) in
      try writer.event(event, sight)
    }
  }

  /// An event by name, with whose it is.
  mutating func event(_ owned: OwnedEvent, _ sight: EventSight) throws(SteelyardError) {
    try event(owned.event, sight)
    if let owner = owned.owner { field("account", sight.words(owner)) }
  }

  /// An event of the engine by name.
  mutating func event(
    _ event: EngineEvent, _ sight: EventSight
  ) throws(SteelyardError) {
    switch event {
    case .ledger(let event): try ledgerEvent(event, sight)
    case .admission(let decision):
      field("kind", "admission")
      field("why", decision.why)
      field("account", decision.account.description)
      field("verdict", "\(decision.verdict)")
      field("frame", Int(decision.frame))
      if let before = decision.excessBeforeUSD { try number("initial_excess_before", before) }
      try number("initial_excess_after", decision.excessAfterUSD)
      try number("initial_margin_after", decision.initialMarginUSD)
    case .marginCall(let call):
      field("kind", "margin_call_" + call.kind.word)
      field("why", call.explanation)
      field("account", call.account.description)
      field("frame", Int(call.frame))
    case .drawdown(let drawdown):
      field("kind", "drawdown")
      field("why", drawdown.explanation)
      field("account", drawdown.account.description)
      field("frame", Int(drawdown.frame))
    case .governance(let governance):
      field("kind", "parameters_" + governance.word)
      field("why", governance.explanation)
      if let change = governance.change { field("change", change) }
    case .limits(let limits):
      field("kind", "limits_changed")
      field("why", "\(limits.principal): \(limits.reason)")
      if let account = limits.account { field("account", account.description) }
    case .incident(let incident):
      field("kind", "incident_" + incident.kind.rawValue)
      field("why", incident.explanation)
      if let account = incident.account { field("account", account.description) }
      field("about", incident.subject.name.rawValue)
      field("name", incident.subject.text)
      field("since", incident.since)
      field("frame", Int(incident.frame))
    case .liquidation(let liquidation):
      field("kind", "liquidation_" + liquidation.kind.name.rawValue)
      field("why", liquidation.explanation)
      field("liquidation", Int(liquidation.number))
      if case .decided(let round) = liquidation.kind { field("round", round.number) }
      auction(liquidation.kind)
      field("frame", Int(liquidation.frame))
      // Of an auction everybody is told, but not whose it is.
      guard sight.principal.may(.read, liquidation.account) else { break }
      field("account", liquidation.account.description)
      if let equity = liquidation.equityUSD { try number("equity", equity) }
      if let excess = liquidation.maintenanceExcessUSD { try number("maintenance_excess", excess) }
    case .liquidationSwitch(let change):
      field("kind", change.position == .stopped ? "liquidations_stopped" : "liquidations_resumed")
      // Who stopped it is the house's business; why is everybody's who is told.
      field(
        "why",
        sight.principal.tenant == .house ? change.explanation : change.reason)
      if let account = change.account { field("account", account.description) }
    case .waterfall(let event): try waterfallEvent(event, sight)
    case .mandate(let event):
      field("kind", "strategy_" + event.kind.name.rawValue)
      field("why", event.explanation)
      field("account", event.account.description)
      field("mandate", Int(event.number))
      if let decision = event.kind.decision { field("decision", decision) }
      field("frame", Int(event.frame))
      if let standing = event.standing { try number("equity", standing.equityUSD) }
    case .mandateSwitch(let change):
      field("kind", change.position == .stopped ? "strategies_stopped" : "strategies_resumed")
      field("why", change.explanation)
    }
  }

  /// What a step says of an auction; nothing for any other step.
  private mutating func auction(_ kind: LiquidationEvent.Kind) {
    switch kind {
    case .auctionOpened(let auction):
      field("auction", auction.kind.rawValue)
      field("asset", auction.asset.code)
      if let offer = auction.offer { offered(offer) }
    case .auctionPriced(let offer): offered(offer)
    case .auctionEnded(let end): field("end", end.rawValue)
    case .begun, .decided, .legRefused, .stopping, .roundEnded, .held, .resumed, .ended: break
    }
  }

  private mutating func offered(_ offer: AuctionOffer) {
    field("price", offer.price)
    field("largest_share", offer.largestShare)
    field("until", offer.until)
  }

  /// A number that is left out where JSON cannot say it.
  private mutating func number(_ key: StaticString, _ value: Double) throws(SteelyardError) {
    if value.isFinite { try field(key, value) }
  }

  mutating func booking(
    _ booking: Booking, _ sight: EventSight
  ) throws(SteelyardError) {
    try objects("postings", sight.seen(booking.postings)) { writer, posting in
      writer.field("account", sight.words(posting.account))
      writer.field("asset", sight.words(posting.asset))
      writer.field("amount", posting.amount)
    }
    let changes = sight.seen(booking.changes)
    guard !changes.isEmpty else { return }
    try objects("position_changes", changes) { writer, change in
      writer.field("account", sight.words(change.account))
      writer.field("instrument", sight.words(change.instrument))
      writer.field("quantity", change.quantity)
      writer.field("realised_pnl", change.realised)
    }
  }
}

extension MarginCallEvent.Kind {
  /// The word for it in the API.
  var word: String {
    switch self {
    case .transition: "changed"
    case .reminder: "reminder"
    case .held: "held"
    case .resumed: "resumed"
    case .causeChanged: "cause_changed"
    }
  }
}

extension GovernanceEvent {
  /// The word for it in the API.
  var word: String {
    switch kind {
    case .adopted: "adopted"
    case .proposed: "proposed"
    case .approved: "approved"
    case .scheduled: "scheduled"
    case .cameIntoForce: "came_into_force"
    case .cancelled: "cancelled"
    case .expired: "expired"
    }
  }

  /// The change that it is about.
  var change: Int? {
    switch kind {
    case .adopted: nil
    case .proposed(let change): change.number
    case .approved(let change, _), .scheduled(let change, _, _), .cancelled(let change, _, _),
      .expired(let change):
      change
    case .cameIntoForce(let version): version.change
    }
  }
}
