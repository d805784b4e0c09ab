import SteelyardContracts
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

/// What the writer makes of the liquidator's commands, in its turn: it holds them against what is committed and
/// against the latest frame, and decides nothing of its own.
struct LiquidationWriter {
  let state: EngineState
  let frame: LiveFrame?
  let rules: EngineRules

  /// The events of a step.
  ///
  /// - Throws: `unauthorised` for anybody but the liquidator; `conflict` for a step that the state has moved past;
  ///   `notAllowed` while liquidations are stopped, or where a round's steps would lower maintenance excess;
  ///   `limitExceeded` past the budget of all accounts.
  func events(
    of event: LiquidationEvent, call: MarginCallEvent?, by author: String
  ) throws(SteelyardError) -> [EngineEvent] {
    guard author == Liquidator.author else {
      throw SteelyardError(
        .unauthorised, "Only the liquidator says how a liquidation goes.",
        remedy: "Leave liquidations to it; stop them where they must not go on.")
    }
    if let objection = state.liquidations.objection(to: event) {
      throw conflict(event, objection)
    }
    if event.account == HouseAccount.insurance.name {
      try checkFund(event, call)
      return [.liquidation(event)]
    }
    var events: [EngineEvent] = [.liquidation(event)]
    switch event.kind {
    case .begun:
      try checkRunning(event.account)
      guard state.liquidations.awaiting.contains(event.account), let call,
        call.account == event.account, call.state.name == .inLiquidation, state.isCurrent(call)
      else { throw conflict(event, "the account is not handed over") }
      events.append(.marginCall(call))
    case .ended:
      guard let call, call.account == event.account, call.state.name == .recovering,
        state.isCurrent(call)
      else { throw conflict(event, "its margin call does not end with it") }
      events.append(.marginCall(call))
      if let open = incident(.ended, event) { events.append(.incident(open)) }
    case .decided(let round):
      try checkRunning(event.account)
      try check(round, of: event)
    case .held(let hold):
      if hold.reason == .takeOverDue, let due = incident(.began, event) {
        events.append(.incident(due))
      }
    case .auctionOpened, .auctionPriced: try checkRunning(event.account)
    case .legRefused, .stopping, .roundEnded, .resumed, .auctionEnded: break
    }
    return events
  }

  /// The events of an order that the liquidator places: that of a leg which waits, and no other.
  ///
  /// - Throws: `notAllowed` for any other order and while liquidations are stopped; `staleMarketData` while a price of
  ///   the account is halted; what the ledger throws.
  func events(
    of command: LedgerCommand, placing ticket: OrderTicket, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    guard let name = command.identifier.flatMap({ LiquidationOrderName($0) }),
      let known = state.liquidations.known(ticket.account), known.number == name.number,
      let round = known.round, round.number == name.round, round.legs.indices.contains(name.leg)
    else {
      throw SteelyardError(
        .notAllowed, "The order is none of a round that runs.", remedy: "Decide the round first.",
        subject: .account(ticket.account.description))
    }
    let leg = round.legs[name.leg]
    // Asked for twice it is placed once, however long ago that was.
    guard leg.state == .waiting else { return [] }
    try checkRunning(ticket.account)
    guard round.stop == nil, ticket == leg.ticket(of: ticket.account, named: name),
      let account = state.ledger.index(of: ticket.account)
    else {
      throw SteelyardError(
        .notAllowed, "The order is not the one that was decided, or its round is stopped.",
        remedy: "Place the leg as it stands.", subject: .account(ticket.account.description))
    }
    let portfolio = try state.ledger.portfolio(of: account)
    guard let frame,
      account == HouseAccount.insurance.index
        ? frame.allowsFundTrades(of: portfolio)
        : frame.effects(of: portfolio).effects.liquidations != .paused
    else {
      throw SteelyardError(
        .staleMarketData, "A price that the account stands on is halted.",
        remedy: "Wait until there is one.", subject: .account(ticket.account.description))
    }
    let events = try state.ledger.decide(command, at: time)
    guard !events.isEmpty else { return [] }
    let decision = AdmissionDecision(
      ticket.account, .liquidation, frame: frame.number,
      why: "Leg \(name.leg + 1) of \(round.legs.count) of round \(name.round) of liquidation "
        + "\(name.number), decided on frame \(round.frame).")
    return events.map(EngineEvent.ledger) + [.admission(decision)]
  }

  /// Refuses a takeover that no liquidation has said to be due, or that the account's orders could undo.
  ///
  /// - Throws: `notAllowed` for any such, and while liquidations are stopped or a price of the account is halted.
  func check(_ takeover: Takeover) throws(SteelyardError) {
    let name = takeover.account
    guard let known = state.liquidations.open[name],
      known.number == takeover.liquidation.rawValue, known.hold?.reason == .takeOverDue,
      let account = state.ledger.index(of: name), state.ledger[account].orders.isEmpty
    else {
      throw SteelyardError(
        .notAllowed, "No takeover of \(name) is due, or orders of it still work.",
        remedy: "Wait until its liquidation says so.", subject: .account(name.description))
    }
    try checkRunning(name)
    guard let frame,
      frame.effects(of: try state.ledger.portfolio(of: account)).effects.liquidations != .paused
    else {
      throw SteelyardError(
        .staleMarketData, "A price that the account stands on is halted.",
        remedy: "Wait until there is one.", subject: .account(name.description))
    }
  }

  private func check(
    _ round: LiquidationRound, of event: LiquidationEvent
  ) throws(SteelyardError) {
    let name = event.account
    guard let account = state.ledger.index(of: name) else {
      throw conflict(event, "there is no such account")
    }
    guard state.ledger[account].orders.isEmpty else {
      throw conflict(event, "orders of the account still work")
    }
    try checkBudget(of: round, name)
    try checkExcess(of: round, account, name)
  }

  /// Refuses a round that goes past the budget of all.
  func checkBudget(of round: LiquidationRound, _ name: AccountName) throws(SteelyardError) {
    let window = state.liquidations.window
    let spent = window.number == round.window ? window.spentUSD : 0
    guard spent == 0 || spent + round.notionalUSD <= rules.liquidations.windowBudgetUSD else {
      throw SteelyardError(
        .limitExceeded,
        "The round's \(usdText(round.notionalUSD)) go past the budget of all liquidations: "
          + "\(usdText(spent)) of \(usdText(rules.liquidations.windowBudgetUSD)) are spent.",
        remedy: "Wait for the next window.", subject: .account(name.description))
    }
  }

  /// Refuses a round of which a step lowers the projected maintenance excess, at its limits.
  private func checkExcess(
    of round: LiquidationRound, _ account: AccountIndex, _ name: AccountName
  ) throws(SteelyardError) {
    let own = state.ledger[account]
    guard let frame, let slot = frame[own.mode] else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.",
        subject: .account(name.description))
    }
    let portfolio = try state.ledger.portfolio(of: account)
    var others: [Portfolio] = []
    for other in state.accountsOfOwner[own.owner] ?? [] where other != account {
      others.append(try state.ledger.portfolio(of: other))
    }
    var trades: [Trade] = []
    var last: AccountFigures?
    var place = 0
    while place < round.legs.count {
      let step = round.legs[place].step
      while place < round.legs.count, round.legs[place].step == step {
        let leg = round.legs[place]
        trades.append(
          try Trade(instrument: leg.instrument, quantity: leg.quantity, price: leg.limit))
        place += 1
      }
      try frame.universe.requireCovering([portfolio] + others, orders: [], trades: trades)
      let found = try slot.model.figures(
        of: portfolio, supposing: trades, beside: others, in: slot.frame, of: frame.universe)
      let before = last ?? found.before
      let same = AdmissionAccount.sameShare * (abs(before.equity) + before.maintenanceMargin)
      guard found.after.maintenanceExcess >= before.maintenanceExcess - same else {
        throw SteelyardError(
          .notAllowed,
          "Step \(step + 1) of the round would lower the maintenance excess from "
            + "\(usdText(before.maintenanceExcess)) to \(usdText(found.after.maintenanceExcess)).",
          remedy: "Decide another one.", subject: .account(name.description))
      }
      last = found.after
    }
  }

  func checkRunning(_ account: AccountName) throws(SteelyardError) {
    guard let stop = state.liquidations.stop(of: account) else { return }
    throw SteelyardError(
      .notAllowed, stop.explanation, remedy: "Let liquidations go on first.",
      subject: .account(account.description))
  }

  private func incident(
    _ kind: IncidentEvent.Kind, _ event: LiquidationEvent
  ) -> IncidentEvent? {
    let incident = IncidentEvent(
      subject: .takeOver(event.account), kind: kind, time: event.time, since: event.time,
      frame: event.frame, explanation: event.explanation)
    return state.incidents.isNews(incident) ? incident : nil
  }

  func conflict(_ event: LiquidationEvent, _ why: String) -> SteelyardError {
    SteelyardError(
      .conflict,
      "Liquidation \(event.number) can't be \(event.kind.name.rawValue) now: \(why).",
      remedy: "Look at the account again.", subject: .account(event.account.description))
  }
}
