import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

// Closing positions against holders of the opposite.
extension WaterfallWriter {
  func deleverage(
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
        let decided = try state.ledger.decide(command, at: time)
        try state.checkFundOrders(beneath: decided)
        events += decided.map(EngineEvent.ledger)
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
}
