import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMarket

// What the insurance fund took over is traded away, behind everything that is done for clients.
extension LiquidationTurn {
  /// The share of a window's budget that the fund leaves to clients.
  private static let clientsShare = 0.5

  /// Whether there is something of the fund to look at.
  static func hasFundWork(_ engine: Engine, _ book: LiquidationBook, isRun: Bool) -> Bool {
    if book.fund.course != nil { return true }
    return isRun && engine.configuration.rules.liquidations.waterfall.fundPositions == .reduce
      && !(engine.fund?.positions.isEmpty ?? true)
  }

  /// Takes the fund's next step.
  mutating func reduceFund(beside looks: [LiquidationLook]) {
    guard LiquidationTurn.hasFundWork(engine, book, isRun: policy != nil),
      let held = engine.fundHolding
    else { return }
    let name = HouseAccount.insurance.name
    let look = FundLook(
      held, beside: looks, book, rules: rules,
      isStopped: policy == nil || rules.waterfall.fundPositions == .hold
        || book.stop(of: name) != nil, frame: engine.frame)
    guard let course = book.fund.course else { return beginFund(look) }
    if course.round == nil, look.portfolio.positions.isEmpty, look.orders.isEmpty {
      return tellFund(
        .ended, look, number: course.number,
        "The insurance fund holds no position any more, after \(course.roundCount) rounds.")
    }
    if let round = course.round, round.stop == nil,
      round.legs.contains(where: { !$0.hasEnded && look.dueInstruments.contains($0.instrument) })
    {
      return tellFund(
        .stopping(.takeOverDue), look, number: course.number,
        "The rest of round \(course.roundCount) is cancelled: a takeover is due that makes a position of it smaller."
      )
    }
    let sight = LiquidationSight(now: now, orders: look.orders, obstacle: look.obstacle)
    switch course.step(sight, rules: rules) {
    case .wait: break
    case .cancel(let orders): cancel(orders, of: name)
    case .place(let legs): for leg in legs { place(leg, of: course) }
    case .tell(let kind):
      tellFund(kind, look, number: course.number, fundExplanation(of: kind, course))
    case .ask: decideForFund(course, look)
    }
  }

  private mutating func beginFund(_ look: FundLook) {
    guard look.obstacle == nil, !look.isBehindClients, !fundTrades(look).trades.isEmpty else {
      return
    }
    tellFund(
      .begun(policy: FundReduction.policy), look, number: nextNumber(),
      "The insurance fund holds \(look.portfolio.positions.count) positions, which are traded away from now on."
    )
  }

  private mutating func decideForFund(_ course: LiquidationCase, _ look: FundLook) {
    guard !look.isBehindClients, let frame = look.frame else { return }
    // What was refused or found nobody is not tried again at once.
    if let last = course.rounds.last, let ended = last.ended, last.legs.allSatisfy(\.filled.isZero),
      now < ended.advanced(bySeconds: LiquidationTurn.noDecisionSeconds)
    {
      return
    }
    let wanted = fundTrades(look)
    let terms = listedTerms()
    let left = (1 - LiquidationTurn.clientsShare) * rules.windowBudgetUSD - spentUSD
    let budget = LiquidationBudget(
      usd: min(rules.roundBudgetUSD, left),
      allowsOneLot: left >= rules.roundBudgetUSD || spentUSD == 0)
    // Nothing that can be traded, or no budget: it is looked at again with the next window, mark or takeover.
    guard
      let fitting = budget.fitting(
        wanted.trades, notional: wanted.notionalUSD(of:), lot: { terms[$0]?.lot }),
      fitting.usd.isFinite, fitting.usd <= left || spentUSD == 0
    else { return }
    spentUSD += fitting.usd
    let number = course.roundCount + 1
    let reason =
      "Of \(look.portfolio.positions.count) positions the largest come first, none worse than "
      + "\(percentText(rules.waterfall.fundSlippage)) from its mark."
    let round = LiquidationRound(
      number: number, decided: now, frame: frame.number, policy: FundReduction.policy,
      reason: reason, notionalUSD: fitting.usd,
      window: LiquidationWindow.number(at: now, seconds: rules.windowSeconds),
      until: now.advanced(bySeconds: rules.roundSeconds), trades: fitting.trades)
    tellFund(
      .decided(round), look, number: course.number,
      "Round \(number) of the insurance fund: \(fitting.trades.count) of \(wanted.trades.count) orders for "
        + "\(usdText(fitting.usd)). \(reason)")
  }

  private mutating func fundTrades(_ look: FundLook) -> FundTrades {
    let terms = listedTerms()
    guard let frame = look.frame else { return .none }
    return FundTrades(
      of: look.portfolio, excluded: look.dueInstruments, terms: terms,
      slippage: rules.waterfall.fundSlippage, in: frame, at: now)
  }

  private mutating func tellFund(
    _ kind: LiquidationEvent.Kind, _ look: FundLook, number: UInt64, _ explanation: String
  ) {
    let event = LiquidationEvent(
      account: HouseAccount.insurance.name, number: number, time: now,
      frame: look.frame?.number ?? 0, kind: kind, figures: nil, explanation: explanation)
    asks.append(Ask(account: event.account, command: .liquidation(event, call: nil)))
  }

  private func fundExplanation(of kind: LiquidationEvent.Kind, _ course: LiquidationCase) -> String
  {
    guard case .held(let hold) = kind else { return explanation(of: kind, course) }
    switch hold.reason {
    case .stopped:
      return book.stop(of: course.account)?.explanation
        ?? "By the rules the insurance fund's positions are held."
    case .oracleHalted:
      return "A price of the insurance fund's positions is halted or degraded; nothing is traded."
    default: return "There is no risk frame; nothing of the insurance fund is traded."
    }
  }
}
