import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin

// What a policy is asked, and what is made of its answer.
extension LiquidationTurn {
  mutating func ask(_ known: LiquidationCase, _ look: LiquidationLook) {
    let decision: LiquidationDecision
    do throws(SteelyardError) {
      decision = try self.decision(known, look)
    } catch {
      return hold(
        .noDecision, until: soon, known, look, "The policy gives no decision: \(error.message)")
    }
    if case .auction = decision.action {
    } else if known.isAuctioned {
      return endAuction(auctionEnd(decision.action, look), known, look, decision.reason)
    }
    switch decision.action {
    case .end: end(known, look, decision.reason)
    case .trade(let trades): decide(trades, known, look, decision.reason, decision.penaltyUSD)
    case .wait(let until): hold(.policyWaits, until: max(until, now), known, look, decision.reason)
    case .auction(let offer):
      do throws(SteelyardError) {
        try auction(offer, known, look, decision.reason)
      } catch {
        hold(.noDecision, until: soon, known, look, "No auction can be held: \(error.message)")
      }
    case .repayment:
      hold(
        .auction, until: soon, known, look,
        "A debt is offered for collateral, which the service has no market for: \(decision.reason)")
    case .takeOver(let reason):
      hold(
        .takeOverDue, until: nil, known, look,
        "What is left is to be taken over (\(reason.rawValue)): \(decision.reason)")
    }
  }

  private mutating func decide(
    _ trades: [LiquidationTrade], _ known: LiquidationCase, _ look: LiquidationLook,
    _ reason: String, _ penaltyUSD: Double?
  ) {
    guard let policy, !trades.isEmpty else {
      return hold(.noDecision, until: soon, known, look, "The policy trades nothing: \(reason)")
    }
    let terms = listedTerms()
    let left = rules.windowBudgetUSD - spentUSD
    let budget = LiquidationBudget(
      usd: min(rules.roundBudgetUSD, left),
      allowsOneLot: left >= rules.roundBudgetUSD || spentUSD == 0)
    guard
      let fitting = budget.fitting(
        trades, notional: look.notionalUSD(of:), lot: { terms[$0]?.lot }),
      fitting.usd.isFinite, fitting.usd <= left || spentUSD == 0
    else {
      return hold(
        .budget, until: LiquidationWindow.end(after: now, seconds: rules.windowSeconds), known,
        look,
        "\(usdText(spentUSD)) of \(usdText(rules.windowBudgetUSD)) are traded in this window.")
    }
    spentUSD += fitting.usd
    let number = known.roundCount + 1
    let round = LiquidationRound(
      number: number, decided: now, frame: look.frame, policy: policy.name, reason: reason,
      notionalUSD: fitting.usd,
      window: LiquidationWindow.number(at: now, seconds: rules.windowSeconds),
      until: now.advanced(bySeconds: rules.roundSeconds), trades: fitting.trades)
    let asked = trades.reduce(0) { $0 + look.notionalUSD(of: $1) }
    // What is cut to the budget is charged for what is left of it.
    setPenalty(penaltyUSD.map { $0 * min(1, fitting.usd / asked) }, of: known, round: number)
    let cut = fitting.trades.count < trades.count || fitting.trades != trades
    tell(
      .decided(round), look, number: known.number,
      "Round \(number): \(fitting.trades.count) of \(trades.count) orders for "
        + "\(usdText(fitting.usd))\(cut ? ", cut to the budget" : ""): \(reason)")
  }

  /// What the policy wants next.
  ///
  /// - Throws: `notAllowed` for an account that can't be evaluated; what the policy throws.
  mutating func decision(
    _ known: LiquidationCase, _ look: LiquidationLook
  ) throws(SteelyardError) -> LiquidationDecision {
    let (policy, account, market) = try question(known, look)
    let progress = known.progress(cause(of: look), paidIn: try paidIn(known, look))
    let decision = try policy.decision(for: account, in: market, progress)
    // The price of an auction that opens now falls from now on, however long the account was held before.
    guard case .auction = decision.action, known.course == nil else { return decision }
    return try policy.decision(
      for: account, in: market,
      LiquidationProgress(
        begun: now, roundCount: progress.roundCount, lastRound: progress.lastRound,
        cause: progress.cause))
  }

  /// The policy's decision to end; nil where something is still to be done.
  ///
  /// - Throws: As `decision`.
  mutating func ending(
    _ known: LiquidationCase, _ look: LiquidationLook
  ) throws(SteelyardError) -> LiquidationDecision? {
    let (policy, account, market) = try question(known, look)
    return try policy.ending(
      for: account, in: market, known.progress(cause(of: look), paidIn: try paidIn(known, look)))
  }

  private mutating func question(
    _ known: LiquidationCase, _ look: LiquidationLook
  ) throws(SteelyardError) -> (
    policy: any LiquidationPolicy, account: LiquidationAccount, market: LiquidationMarket
  ) {
    let terms = listedTerms()
    guard let policy, let account = look.account,
      let market = look.market(listed: terms, hedges: rules.hedges, at: now)
    else {
      throw SteelyardError(
        .notAllowed, "The account can't be evaluated.", remedy: "Wait for the next frame.",
        subject: .account(known.account.description))
    }
    return (TargetPolicy(policy), account, market)
  }

  /// What bidders paid in, in US dollars.
  private func paidIn(
    _ known: LiquidationCase, _ look: LiquidationLook
  ) throws(SteelyardError) -> Amount {
    guard let auction = known.course, !auction.paidIn.isZero else { return .zero }
    guard let frame = look.question?.slot.frame, let cash = AuctionCash(auction.asset, in: frame)
    else {
      throw SteelyardError(
        .missingMarketData, "\(auction.asset) has no price.", remedy: "Wait until there is one.",
        subject: .account(known.account.description))
    }
    return try Amount(nearest: auction.paidIn.doubleValue * cash.usd)
  }

  /// A call that was not met is met where the margin calls' own rules would end it.
  private func cause(of look: LiquidationLook) -> LiquidationCause {
    guard look.handedOverFor == .deadlinePassed else { return .belowMaintenance }
    return .deadlinePassed(initialRatio: engine.configuration.rules.marginCalls.callRatioOut)
  }

  /// The terms of everything that the ledger lists, found once a turn.
  mutating func listedTerms() -> [Instrument: ContractTerms] {
    if let listed { return listed }
    var terms: [Instrument: ContractTerms] = [:]
    for entry in engine.directory.instruments where entry.status == .listed {
      terms[entry.listing.instrument] = entry.listing.terms
    }
    listed = terms
    return terms
  }

  private var soon: Timestamp { now.advanced(bySeconds: LiquidationTurn.noDecisionSeconds) }

  mutating func end(
    _ known: LiquidationCase, _ look: LiquidationLook, _ reason: String
  ) {
    guard let observation = look.observation else { return }
    var call = look.view.callCase
    guard
      let transition = try? call.endLiquidation(
        observation, rules: engine.configuration.rules.marginCalls)
    else { return }
    tell(
      .ended, look, number: known.number, call: transition,
      "Liquidation \(known.number) ends after \(known.roundCount) rounds: \(reason)")
  }

  private mutating func hold(
    _ reason: LiquidationHold.Reason, until: Timestamp?, _ known: LiquidationCase,
    _ look: LiquidationLook, _ why: String
  ) {
    tell(
      .held(LiquidationHold(reason: reason, since: now, until: until)), look, number: known.number,
      why)
  }
}
