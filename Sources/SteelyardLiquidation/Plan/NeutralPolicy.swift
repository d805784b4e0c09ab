public import SteelyardContracts
import SteelyardMargin

/// The policy `neutral`: the first steps of the cheapest plan, as far as a round's budget goes.
///
/// After a round the account is evaluated and planned anew, so what prices, fills and costs really were counts, not what
/// was projected. It begins below maintenance margin and goes on until the target of its settings.
public struct NeutralPolicy: LiquidationPolicy {
  /// What plans aim at and what trading is taken to cost.
  public let settings: PlanSettings
  /// Most notional that is traded in one round, in US dollars; one lot or one step that cannot be divided may be more.
  public let budgetUSD: Double

  /// A policy from its parts.
  ///
  /// - Throws: `invalidInput` for a budget that is not above zero; infinite is no limit.
  public init(_ settings: PlanSettings, budgetUSD: Double) throws(SteelyardError) {
    guard budgetUSD > 0 else {
      throw SteelyardError(
        .invalidInput, "The budget of a round is \(budgetUSD) USD.",
        remedy: "Give an amount above zero.")
    }
    self.settings = settings
    self.budgetUSD = budgetUSD
  }

  /// The policy's name.
  public var name: String { "neutral" }

  /// The next round: trades, the end where the target is reached, or a takeover where nothing helps.
  ///
  /// - Throws: What `LiquidationPlan` throws.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    if let ending = try ending(for: account, in: market, progress) { return ending }
    let before = account.figures
    let excess = usdText(before.maintenanceExcess)
    let plan = try LiquidationPlan(for: account, in: market, settings)
    let price = usdText(plan.price)
    switch plan.outcome {
    case .atTarget:
      return LiquidationDecision(.end, reason: Self.reached(before))
    case .takenOver(let takeover) where plan.steps.isEmpty:
      return LiquidationDecision(
        .takeOver(takeover.reason),
        reason: takeover.reason == .bankrupt
          ? "Equity is \(usdText(before.equity))."
          : "The maintenance excess is \(excess), and no trade raises it.")
    case .restored, .takenOver:
      let trades = try round(of: plan, for: account, market)
      let aim =
        plan.isRestored
        ? "\(plan.steps.count) steps for \(price) restore it"
        : "\(plan.steps.count) steps for \(price) raise it to "
          + "\(usdText(plan.end.maintenanceExcess)), which is not enough"
      return LiquidationDecision(
        .trade(trades), reason: "The maintenance excess is \(excess); \(aim).")
    }
  }

  /// The end where the figures alone say that the target is reached; nil where a plan is needed.
  public func ending(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision? {
    let figures = account.figures
    guard figures.health != .bankrupt else { return nil }
    if progress.roundCount == 0, figures.maintenanceExcess >= 0 {
      return LiquidationDecision(
        .end, reason: "The maintenance excess is \(usdText(figures.maintenanceExcess)).")
    }
    guard settings.isReached(by: figures) else { return nil }
    return LiquidationDecision(.end, reason: Self.reached(figures))
  }

  private static func reached(_ figures: AccountFigures) -> String {
    "The maintenance excess is \(usdText(figures.maintenanceExcess)): the target is reached."
  }

  /// The steps that a round's budget covers, the first of them in part where it is too large.
  private func round(
    of plan: LiquidationPlan, for account: LiquidationAccount, _ market: LiquidationMarket
  ) throws(SteelyardError) -> [LiquidationTrade] {
    var trades: [LiquidationTrade] = []
    var left = budgetUSD
    for step in plan.steps {
      let notional = step.trades.reduce(0) { $0 + $1.notionalUSD }
      guard notional > left else {
        trades += step.trades.map(\.trade)
        left -= notional
        continue
      }
      if trades.isEmpty {
        trades = try part(left / notional, of: step, for: account, market)
      }
      break
    }
    return trades
  }

  /// A part of a step in whole lots, at least one of each leg; the whole step where a part of it would lower the excess.
  private func part(
    _ share: Double, of step: LiquidationPlan.Step, for account: LiquidationAccount,
    _ market: LiquidationMarket
  ) throws(SteelyardError) -> [LiquidationTrade] {
    var evaluator = try PlanEvaluator(account, market, settings, stated: [])
    var lots = evaluator.start.lots
    for trade in step.trades {
      guard
        let place = evaluator.candidates.all.firstIndex(where: {
          $0.instrument == trade.trade.instrument && $0.purpose == trade.trade.purpose
        })
      else { return step.trades.map(\.trade) }
      let candidate = evaluator.candidates.all[place]
      let whole = trade.trade.quantity.doubleValue / candidate.lot.doubleValue
      lots[place] = min(candidate.lotCount, max(1, Int(share * whole)))
    }
    let state = try evaluator.state(of: lots)
    guard state.excess >= evaluator.start.excess else { return step.trades.map(\.trade) }
    var trades: [LiquidationTrade] = []
    for trade in step.trades {
      guard
        let place = evaluator.candidates.all.firstIndex(where: {
          $0.instrument == trade.trade.instrument && $0.purpose == trade.trade.purpose
        })
      else { continue }
      let candidate = evaluator.candidates.all[place]
      trades.append(
        LiquidationTrade(
          instrument: candidate.instrument,
          quantity: try candidate.quantity(candidate.lots(lots[place])),
          purpose: candidate.purpose, step: trade.trade.step))
    }
    return trades
  }
}
