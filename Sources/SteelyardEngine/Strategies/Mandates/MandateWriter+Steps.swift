import SteelyardAllocation
import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket

// What the strategist asks for is held against the mandate as it is committed, whatever it looked at before.
extension MandateWriter {
  /// The event of a step.
  ///
  /// - Throws: As `events(of:by:at:)`.
  func step(
    _ event: MandateEvent, by author: String, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    guard author == Strategist.author, event.author == author else {
      throw SteelyardError(
        .unauthorised, "Only the strategist takes the steps of a mandate.",
        remedy: "Give it a mandate, or pause it.")
    }
    switch event.kind {
    case .set, .released, .resumed, .ended, .approved:
      throw SteelyardError(
        .unauthorised, "The strategist can't do itself what people do.", remedy: "Use a key.")
    case .paused, .looked, .decided, .ordered, .legRefused, .closing, .closed, .dropped, .refused,
      .rested, .woke:
      break
    }
    if let objection = book.objection(to: event) { throw conflict(event, objection) }
    guard let known = book.known(event.account) else { throw conflict(event, "there is none") }
    switch event.kind {
    case .decided(let decision):
      try checkRunning(known)
      if decision.stage == .ordered { try check(decision, of: known, event, at: time) }
    case .ordered(let decision): try check(decision, of: known, event, at: time)
    default: break
    }
    return [.mandate(event)]
  }

  /// Refuses orders that are a strategy's by name, and orders of the strategist that are none of a decision.
  ///
  /// - Throws: `invalidInput` for somebody else's order with such a name; `notAllowed` for what is no order of a
  ///   decision, or while its mandate may not act; `conflict` for one that is placed already.
  func check(
    _ command: LedgerCommand, by author: String, at time: Timestamp
  ) throws(SteelyardError) {
    guard author == Strategist.author else {
      var label: ClientIdentifier?
      if case .placeOrder(let ticket) = command.action { label = ticket.label }
      guard !StrategyOrderName.owns(command.identifier), !StrategyOrderName.owns(label) else {
        throw SteelyardError(
          .invalidInput,
          "Names that begin with \"\(StrategyOrderName.prefix)\" are those of strategies.",
          remedy: "Choose another one.")
      }
      return
    }
    switch command.action {
    case .cancelOrder(let order, of: let name):
      guard book.owns(order) else {
        throw SteelyardError(
          .notAllowed, "Order \(order) is none of a strategy.", remedy: "Leave it.",
          subject: .account(name.description))
      }
    case .placeOrder(let ticket): try check(ticket, command.identifier, at: time)
    default:
      throw SteelyardError(
        .unauthorised, "A strategy trades by orders alone.", remedy: "Use a key.")
    }
  }

  private func check(
    _ ticket: OrderTicket, _ identifier: ClientIdentifier?, at time: Timestamp
  ) throws(SteelyardError) {
    let subject = SteelyardError.Subject.account(ticket.account.description)
    guard let name = identifier.flatMap({ StrategyOrderName($0) }),
      let known = book.known(ticket.account), known.number == name.number,
      let open = known.open, open.number == name.decision, open.stage == .ordered,
      open.legs.indices.contains(name.leg)
    else {
      throw SteelyardError(
        .notAllowed, "The order is none of a decision that runs.", remedy: "Decide first.",
        subject: subject)
    }
    guard known.waits(for: name) else {
      throw SteelyardError(
        .conflict, "The order is placed already, or its decision is closed.",
        remedy: "Look again.", subject: subject)
    }
    try checkRunning(known)
    guard open.ending == nil, time < open.until,
      ticket == open.legs[name.leg].ticket(of: ticket.account, named: name)
    else {
      throw SteelyardError(
        .notAllowed, "The order is not the one that was decided, or its time is over.",
        remedy: "Place the leg as it stands.", subject: subject)
    }
    try checkTime(known, time)
  }

  /// Refuses what no strategy may do now.
  private func checkRunning(_ known: MandateCase) throws(SteelyardError) {
    let subject = SteelyardError.Subject.account(known.account.description)
    if let stop = book.stop {
      throw SteelyardError(
        .notAllowed, stop.explanation, remedy: "Let strategies go on first.", subject: subject)
    }
    if let pause = known.pause {
      throw SteelyardError(
        .notAllowed, "The mandate was paused by \(pause.author): \(pause.reason)",
        remedy: "Let it go on first.", subject: subject)
    }
    guard known.phase != .ended else {
      throw SteelyardError(
        .notAllowed, "The mandate is over.", remedy: "Give a new one.", subject: subject)
    }
  }

  /// Refuses orders that the mandate does not allow on the frame of this moment.
  private func check(
    _ decision: MandateDecision, of known: MandateCase, _ event: MandateEvent, at time: Timestamp
  ) throws(SteelyardError) {
    try checkRunning(known)
    try checkTime(known, time)
    let subject = SteelyardError.Subject.account(known.account.description)
    func refuse(_ why: String, _ code: SteelyardError.Code = .notAllowed) -> SteelyardError {
      SteelyardError(code, why, remedy: "Decide again.", subject: subject)
    }
    guard let account = state.ledger.index(of: known.account), let frame,
      let slot = frame[state.ledger[account].mode]
    else { throw refuse("There is no risk frame yet.", .staleMarketData) }
    switch state.call(of: known.account) {
    case .handedOver, .inLiquidation: throw refuse("The account is handed over to liquidation.")
    case .healthy, .warned, .called, .recovering: break
    }
    guard Set(decision.legs.map(\.instrument)).count == decision.legs.count,
      decision.legs.count <= MandateDecision.legsMax
    else { throw refuse("An instrument is traded twice, or there are too many trades.") }
    let portfolio = try state.ledger.portfolio(of: account)
    for leg in decision.legs { try check(leg, known.mandate, portfolio, frame, refuse) }
    let opening = decision.openingUSD
    let mandate = known.mandate
    if event.standing?.epoch.isStopped ?? true, opening > 0 {
      throw refuse("The epoch's budget of losses is used, and something would be opened.")
    }
    // Dollars are rounded where trades are cut to whole lots.
    let slack = 1 + 1e-9
    let window = LiquidationWindow.number(at: time, seconds: mandate.budget.windowSeconds)
    let spent = known.window.spentUSD(at: time, seconds: mandate.budget.windowSeconds)
    guard decision.window == window else { throw conflict(event, "its window is over") }
    guard opening <= mandate.budget.lookUSD * slack,
      opening == 0 || spent + opening <= mandate.budget.windowUSD * slack
    else {
      throw refuse(
        "It would open \(usdText(opening)); a look may \(usdText(mandate.budget.lookUSD)), and "
          + "\(usdText(spent)) of the window's \(usdText(mandate.budget.windowUSD)) are spent.",
        .limitExceeded)
    }
    try checkMargin(decision, account, portfolio, slot, frame, refuse)
  }

  private func check(
    _ leg: MandateLeg, _ mandate: StrategyMandate, _ portfolio: Portfolio, _ frame: LiveFrame,
    _ refuse: (String, SteelyardError.Code) -> SteelyardError
  ) throws(SteelyardError) {
    let instrument = leg.instrument
    guard mandate.coins.contains(instrument.underlying.base) else {
      throw refuse("The mandate has no \(instrument.underlying.base).", .notAllowed)
    }
    guard let mark = frame.strategyMark(of: instrument), mark > 0 else {
      throw refuse("\(instrument) has no mark now.", .staleMarketData)
    }
    // A coin that nobody prices in dollars would count for nothing once it is held, and could not be sold again.
    let coin = instrument.underlying.base
    if instrument.product == .spot, !leg.quantity.isNegative,
      frame.board.state(of: coin) != .fresh
    {
      throw refuse(
        "The oracle has no fresh price of \(coin) in USD, so that it would not count as an asset.",
        .notApplicable)
    }
    let limit = leg.limit.doubleValue
    // A tick lies between the band and the limit at the most, and the limit is rounded to the inside of the band.
    let band = mandate.slippageMax * (1 + 1e-9)
    let isInside =
      leg.quantity.isNegative ? limit >= mark * (1 - band) : limit <= mark * (1 + band)
    guard isInside else {
      throw refuse(
        "The limit \(leg.limit) of \(instrument) is further than \(percentText(mandate.slippageMax)) "
          + "from the mark of now, \(mark).", .conflict)
    }
    let notional = abs(leg.quantity.doubleValue) * mark
    guard notional <= leg.notionalUSD * (1 + mandate.slippageMax) + 1e-6 else {
      throw refuse("\(instrument) is worth more now than it was decided for.", .conflict)
    }
    guard leg.isReduction else { return }
    let held = portfolio.held(of: instrument)
    guard held.isNegative != leg.quantity.isNegative, !held.isZero,
      leg.quantity.magnitude <= held.magnitude
    else { throw refuse("\(leg.quantity) of \(instrument) is no reduction of \(held).", .conflict) }
  }

  /// Refuses trades that, done at their limits all together, would leave initial margin uncovered and less of it than
  /// before.
  private func checkMargin(
    _ decision: MandateDecision, _ account: AccountIndex, _ portfolio: Portfolio,
    _ slot: LiveFrame.Slot, _ frame: LiveFrame,
    _ refuse: (String, SteelyardError.Code) -> SteelyardError
  ) throws(SteelyardError) {
    var others: [Portfolio] = []
    for other in state.accountsOfOwner[state.ledger[account].owner] ?? [] where other != account {
      others.append(try state.ledger.portfolio(of: other))
    }
    var trades: [Trade] = []
    for leg in decision.legs {
      trades.append(
        try Trade(instrument: leg.instrument, quantity: leg.quantity, price: leg.limit))
    }
    try frame.universe.requireCovering([portfolio] + others, orders: [], trades: trades)
    let found = try slot.model.figures(
      of: portfolio, supposing: trades, beside: others, in: slot.frame, of: frame.universe)
    guard found.after.isComplete else {
      throw refuse(
        "The margin model \(slot.model.name) has no rule for all of what would be held, or a price is missing.",
        .notApplicable)
    }
    let same =
      AdmissionAccount.sameShare * (abs(found.before.equity) + found.before.maintenanceMargin)
    let (before, after) = (found.before.initialExcess, found.after.initialExcess)
    guard after >= 0 || after >= before - same else {
      throw refuse(
        "Initial excess would fall from \(usdText(before)) to \(usdText(after)).",
        .insufficientMargin)
    }
  }

  private func conflict(_ event: MandateEvent, _ why: String) -> SteelyardError {
    SteelyardError(
      .conflict,
      "Mandate \(event.number) can't be \(event.kind.name.rawValue) now: \(why).",
      remedy: "Look at the account again.", subject: .account(event.account.description))
  }
}

extension Portfolio {
  /// What is held of an instrument: a position, or for spot the balance of the coin.
  func held(of instrument: Instrument) -> Amount {
    if instrument.product == .spot {
      return balances.first { $0.asset == instrument.underlying.base }?.amount ?? .zero
    }
    return positions.first { $0.instrument == instrument }?.quantity ?? .zero
  }
}
