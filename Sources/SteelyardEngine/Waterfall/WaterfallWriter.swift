import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

/// What the writer makes of steps of the waterfall, in its turn: who pays is found on what is committed and on the latest
/// frame.
struct WaterfallWriter {
  let state: EngineState
  let frame: LiveFrame?
  let rules: EngineRules
  /// What an account is worth at the marks, in US dollars, as the last cycle left it; nil before its first.
  let worthUSD: (AccountIndex) -> Double?

  /// How often orders are cancelled before an account is passed over whose orders stand in the way.
  static let preparationsMax = 3

  /// The events of a step; none where it was done before.
  ///
  /// - Throws: `notAllowed` where nothing of the kind is due, or liquidations are stopped; `conflict` for a step out of
  ///   turn; `staleMarketData` while a price is halted; what ranks, prices and the ledger throw.
  func events(
    of ask: WaterfallAsk, by author: String, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    let isOwn = author == Liquidator.author
    guard isOwn != (ask.liquidation == 0) else {
      throw SteelyardError(
        .unauthorised, "Steps of a liquidation are the liquidator's, others the house's.",
        remedy: "Leave the number of the liquidation out.")
    }
    if case .setPenalty(let account, let round, let usd) = ask.step {
      return try penalty(usd, of: account, round, ask, at: time)
    }
    let next = state.waterfall.nextSequence(of: ask.liquidation)
    if !ask.isDryRun {
      if isOwn, ask.sequence < next { return [] }
      guard ask.sequence == next else {
        throw SteelyardError(
          .conflict, "Step \(ask.sequence) is asked for; the next one is \(next).",
          remedy: "Ask for a dry run first, and give the number that it tells.")
      }
    }
    guard let frame else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame yet.", remedy: "Wait for the market to be complete.")
    }
    switch ask.step {
    case .deleverage(let account, let instrument, let quantity):
      return try deleverage(account, instrument, quantity, ask, next, frame, at: time)
    case .shareLoss(let asset, let amount):
      return try shareLoss(asset, amount, ask, next, frame, at: time)
    case .setPenalty: return []
    }
  }

  private func deleverage(
    _ name: AccountName, _ instrument: Instrument, _ quantity: Amount?, _ ask: WaterfallAsk,
    _ sequence: UInt64, _ frame: LiveFrame, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    let account = try checkDue(name, ask, frame)
    try checkTrusted(state.ledger.portfolio(of: account), frame)
    let done = state.waterfall.steps[ask.liquidation]
    var extent = DeleveragingDecision.Extent.atMost(quantity)
    if ask.liquidation != 0 {
      extent = .covering(
        usd: try uncoveredUSD(account, frame), done: done?.deleveraged ?? [])
    }
    let decision = try DeleveragingDecision(
      closing: account, in: instrument, extent, rules: rules.liquidations.waterfall,
      state: state, frame: frame,
      skipsBusy: done?.preparations[instrument] ?? 0 >= WaterfallWriter.preparationsMax,
      worthUSD: worthUSD)
    var events: [EngineEvent] = []
    for order in decision.orders {
      let command = LedgerCommand(.cancelOrder(order.identifier, of: order.account))
      events += try state.ledger.decide(command, at: time).map(EngineEvent.ledger)
    }
    let fact = decision.fact
    let kind: WaterfallEvent.Kind
    let explanation: String
    if decision.waitsForOrders, !ask.isDryRun {
      kind = .preparing(instrument, orderCount: decision.orders.count)
      explanation =
        "\(decision.orders.count) orders are cancelled before positions are closed that they could turn."
    } else {
      let shares = fact.shares.map {
        Deleveraging.Share(account: $0.account, quantity: $0.quantity)
      }
      if !shares.isEmpty {
        let command = LedgerCommand(
          .deleverage(
            Deleveraging(
              liquidation: LiquidationIdentifier(rawValue: ask.liquidation), account: name,
              instrument: instrument, price: fact.price, shares: shares)),
          identifier: WaterfallWriter.name("deleverage", ask.liquidation, sequence))
        events += try state.ledger.decide(command, at: time).map(EngineEvent.ledger)
      }
      kind = .deleveraged(fact)
      explanation = WaterfallWriter.explanation(of: fact)
    }
    return events + [
      .waterfall(
        WaterfallEvent(
          account: name, liquidation: ask.liquidation, sequence: sequence, time: time,
          frame: frame.number, kind: kind, explanation: explanation))
    ]
  }

  private static func explanation(of fact: DeleveragingFact) -> String {
    let closed = Amount(units: fact.asked.units - fact.left.units)
    if fact.shares.isEmpty {
      return
        "Nobody could take any of \(fact.asked): no client holds the opposite and can be ranked."
    }
    return "\(closed) of \(fact.asked) were closed at \(fact.price) (mark \(fact.mark)) against "
      + "\(fact.shares.count) of \(fact.candidateCount) holders of the opposite, ranked by "
      + "\(fact.ranking.rawValue)."
  }

  /// The account, where a deleveraging of it is due.
  private func checkDue(
    _ name: AccountName, _ ask: WaterfallAsk, _ frame: LiveFrame
  ) throws(SteelyardError) -> AccountIndex {
    if name == HouseAccount.insurance.name, ask.liquidation == 0 {
      try checkRunning(nil)
      return HouseAccount.insurance.index
    }
    guard let known = state.liquidations.open[name],
      ask.liquidation == 0 || known.number == ask.liquidation,
      known.hold?.reason == .takeOverDue, let account = state.ledger.index(of: name),
      state.ledger[account].orders.isEmpty
    else {
      throw SteelyardError(
        .notAllowed, "No takeover of \(name) is due, or orders of it still work.",
        remedy: "Name an account whose takeover is due, or \(HouseAccount.insurance.name).",
        subject: .account(name.description))
    }
    try checkRunning(name)
    guard ask.liquidation == 0 || rules.liquidations.waterfall.deleveraging == .automatic else {
      throw SteelyardError(
        .notAllowed, "Deleveraging is the house's decision.", remedy: "Leave it to the house.")
    }
    return account
  }

  /// What the account lacks and the fund can't carry, in US dollars.
  private func uncoveredUSD(
    _ account: AccountIndex, _ frame: LiveFrame
  ) throws(SteelyardError) -> Double {
    let deficit = try deficitUSD(of: account, frame)
    let free = try fund(frame).freeUSD(above: rules.liquidations.waterfall.fundFloorUSD)
    guard deficit > free else {
      throw SteelyardError(
        .notAllowed,
        "The account lacks \(usdText(deficit)), which the fund's \(usdText(free)) carry.",
        remedy: "Let the fund take it over.",
        subject: .account(state.ledger[account].name.description))
    }
    return deficit - free
  }

  /// What an account is worth less than nothing, in US dollars, ≥ 0.
  private func deficitUSD(
    of account: AccountIndex, _ frame: LiveFrame
  ) throws(SteelyardError) -> Double {
    let name = state.ledger[account].name
    guard let slot = frame[state.ledger[account].mode] else {
      throw SteelyardError(
        .notAllowed, "There is no risk frame of the account's mode.",
        remedy: "Wait for the market to be complete.", subject: .account(name.description))
    }
    let portfolio = try state.ledger.portfolio(of: account)
    try frame.universe.requireCovering([portfolio], orders: [])
    let batch = try PortfolioBatch(portfolio, beside: [], over: frame.universe)
    try batch.requireCovered(by: slot.frame)
    let equity = slot.model.figures(of: batch, in: slot.frame)[0].equity
    guard equity.isFinite else {
      throw SteelyardError(
        .missingMarketData, "The account can't be valued.", remedy: "Wait for the next frame.",
        subject: .account(name.description))
    }
    return max(0, -equity)
  }

  private func fund(_ frame: LiveFrame) throws(SteelyardError) -> FundStanding {
    try FundStanding(try state.ledger.portfolio(of: HouseAccount.insurance.index), on: frame)
  }

  private func checkTrusted(
    _ portfolio: Portfolio, _ frame: LiveFrame
  ) throws(SteelyardError) {
    guard frame.effects(of: portfolio).effects.liquidations != .paused else {
      throw SteelyardError(
        .staleMarketData, "A price that the step stands on is halted.",
        remedy: "Wait until there is one.")
    }
  }

  private func checkRunning(_ account: AccountName?) throws(SteelyardError) {
    guard
      let stop = account.map({ state.liquidations.stop(of: $0) }) ?? state.liquidations.stop
    else { return }
    throw SteelyardError(
      .notAllowed, stop.explanation, remedy: "Let liquidations go on first.",
      subject: account.map { .account($0.description) } ?? .call)
  }

  /// What a step's command is called in the ledger.
  static func name(
    _ step: String, _ liquidation: UInt64, _ sequence: UInt64
  ) -> ClientIdentifier {
    guard
      let name = try? ClientIdentifier(
        "\(LiquidationOrderName.prefix)\(liquidation)-\(step)-\(sequence)")
    else { preconditionFailure("Two numbers are no longer than an identifier may be.") }
    return name
  }
}

// Sharing what the fund owes.
extension WaterfallWriter {
  private func shareLoss(
    _ asset: Currency, _ amount: Amount?, _ ask: WaterfallAsk, _ sequence: UInt64,
    _ frame: LiveFrame, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    try checkRunning(nil)
    let fund = try fund(frame)
    try checkTrusted(fund.portfolio, frame)
    var account = HouseAccount.insurance.name
    var lossUSD = fund.shortfallUSD
    if ask.liquidation != 0 {
      let known = state.liquidations.open.values.first { $0.number == ask.liquidation }
      guard rules.liquidations.waterfall.lossSharing == .automatic, let known,
        let done = state.waterfall.steps[ask.liquidation], let deficit = done.deficitUSD,
        !done.shared.contains(asset)
      else {
        throw SteelyardError(
          .notAllowed, "No loss of liquidation \(ask.liquidation) is to be shared.",
          remedy: "Leave it to the house.")
      }
      account = known.account
      try checkRunning(account)
      lossUSD = min(lossUSD, deficit - done.sharedUSD)
    }
    guard let owed = fund.owed.first(where: { $0.asset == asset })?.amount,
      let price = fund.prices[asset], lossUSD > 0, let place = state.ledger.index(of: asset)
    else {
      throw SteelyardError(
        .notAllowed, "The fund owes no \(asset), or what else it has is worth more than it owes.",
        remedy: "Share what the fund owes and can't pay.")
    }
    // Its debts bear what it lacks in proportion to what each is worth.
    let partUSD = lossUSD * (owed.doubleValue * price / fund.owedUSD)
    let part = min(owed, Amount.nearest(partUSD / price) ?? owed)
    let loss = min(part, amount ?? part)
    let most = try capacity(place)
    let outcome = try LossWaterfall(
      fee: .zero, fund: .zero, deleveraging: .zero, socialised: most
    ).outcome(of: max(loss, .zero))
    let paid = outcome.paid(by: .socialisedLoss)
    let reason =
      "Of \(loss) \(asset) that the fund owes and can't pay, \(paid) are shared in proportion to what may "
      + "leave each account, at most \(percentText(rules.liquidations.waterfall.balanceShare)) of it."
    let command = LedgerCommand(
      .shareLoss(
        LossSharing(
          liquidation: LiquidationIdentifier(rawValue: ask.liquidation), asset: asset, loss: paid,
          base: .balances, reason: reason)),
      identifier: WaterfallWriter.name("share", ask.liquidation, sequence))
    return try state.ledger.decide(command, at: time).map(EngineEvent.ledger) + [
      .waterfall(
        WaterfallEvent(
          account: account, liquidation: ask.liquidation, sequence: sequence, time: time,
          frame: frame.number, kind: .shared(asset, amount: paid, usd: paid.doubleValue * price),
          explanation: reason))
    ]
  }

  /// What clients may be asked for of an asset in one sharing.
  private func capacity(_ asset: AssetIndex) throws(SteelyardError) -> Amount {
    var sum = Amount.zero
    for account in state.ledger.accounts where !account.isHouse {
      let available = account.balance(of: asset).available
      if available > .zero { sum = try sum.adding(available) }
    }
    return try sum.multiplied(
      by: Amount.nearest(rules.liquidations.waterfall.balanceShare) ?? .one, rounding: .down)
  }
}

// What follows from fees and takeovers, and what policies charge.
extension WaterfallWriter {
  /// What is journaled beside a fee or takeover that the liquidator has asked for, so that neither is done twice.
  func mark(_ action: LedgerAction, at time: Timestamp) throws(SteelyardError) -> EngineEvent? {
    let kind: WaterfallEvent.Kind
    let name: AccountName
    let number: UInt64
    let explanation: String
    switch action {
    case .chargeLiquidationFee(let fee):
      guard let known = state.liquidations.open[fee.account] else { return nil }
      (name, number) = (fee.account, known.number)
      kind = .feeCharged(round: known.roundCount)
      explanation = "The fee of round \(known.roundCount) was charged."
    case .takeOver(let takeover):
      guard let frame, let account = state.ledger.index(of: takeover.account) else { return nil }
      (name, number) = (takeover.account, takeover.liquidation.rawValue)
      let deficit = try deficitUSD(of: account, frame)
      kind = .takenOver(deficitUSD: deficit)
      explanation = "The fund took over what was left; the account lacked \(usdText(deficit))."
    default: return nil
    }
    return .waterfall(
      WaterfallEvent(
        account: name, liquidation: number, sequence: 0, time: time, frame: frame?.number ?? 0,
        kind: kind, explanation: explanation))
  }

  /// Whether a fee or takeover was done before, however long ago.
  func isDone(_ action: LedgerAction) -> Bool {
    switch action {
    case .chargeLiquidationFee(let fee):
      guard let known = state.liquidations.open[fee.account],
        known.number == fee.liquidation.rawValue
      else { return false }
      return state.waterfall.steps[known.number]?.feeRound ?? 0 >= max(1, known.roundCount)
    case .takeOver(let takeover):
      return state.waterfall.steps[takeover.liquidation.rawValue]?.deficitUSD != nil
    default: return false
    }
  }

  private func penalty(
    _ usd: Double?, of account: AccountName, _ round: Int, _ ask: WaterfallAsk, at time: Timestamp
  ) throws(SteelyardError) -> [EngineEvent] {
    guard let known = state.liquidations.open[account], known.number == ask.liquidation,
      known.round == nil, round == known.roundCount + 1, usd.map({ $0 >= 0 && $0.isFinite }) ?? true
    else {
      throw SteelyardError(
        .conflict, "Round \(round) of the liquidation is not the next one.",
        remedy: "Look at the account again.", subject: .account(account.description))
    }
    return [
      .waterfall(
        WaterfallEvent(
          account: account, liquidation: ask.liquidation, sequence: 0, time: time,
          frame: frame?.number ?? 0, kind: .penaltySet(round: round, usd: usd),
          explanation: usd.map { "The policy charges \(usdText($0)) for round \(round)." }
            ?? "The policy charges nothing of its own for round \(round)."))
    ]
  }
}
