import SteelyardAllocation
import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// Makes orders of trades: whole lots, limits within the band around the mark, within the budgets of the mandate.
struct MandateLegs {
  let mandate: StrategyMandate
  let portfolio: Portfolio
  let frame: LiveFrame
  /// The terms of everything that is listed.
  let listed: [Instrument: ContractTerms]
  /// What is spent of the window's budget, in US dollars.
  let spentUSD: Double
  /// The legs.
  private(set) var legs: [MandateLeg] = []
  /// What was cut, and why.
  private(set) var cuts: [MandateCut] = []

  /// Takes trades.
  ///
  /// - Parameter reductionsOnly: Nil where everything may go, else why only what makes a holding smaller may.
  /// - Throws: `limitExceeded` out of the exact range; `missingMarketData` without a mark.
  mutating func take(
    _ trades: [StrategyTrade], reductionsOnly: MandateCut? = nil
  ) throws(SteelyardError) {
    var wanted: [StrategyTrade] = []
    for trade in trades { try merge(trade, into: &wanted) }
    if let held = reductionsOnly {
      let kept = wanted.filter { isReduction($0.quantity, of: $0.instrument) }
      if kept.count < wanted.count { cuts.append(held) }
      wanted = kept
    }
    let share = try budgetShare(of: wanted)
    for trade in wanted {
      let reduces = isReduction(trade.quantity, of: trade.instrument)
      if let leg = try leg(trade, share: reduces ? 1 : share, reduces: reduces) { legs.append(leg) }
    }
    // Legs that belong together are opened together or not at all.
    let opening = wanted.count { !isReduction($0.quantity, of: $0.instrument) }
    let left = legs.count { !$0.isReduction }
    if left < opening {
      if left > 0 { legs.removeAll { !$0.isReduction } }
      cuts.append(
        MandateCut(
          limit: "lot", share: 0, reason: "less than a lot is left of what was to be opened"))
    }
  }

  private func merge(
    _ trade: StrategyTrade, into wanted: inout [StrategyTrade]
  ) throws(SteelyardError) {
    guard let place = wanted.firstIndex(where: { $0.instrument == trade.instrument }) else {
      return wanted.append(trade)
    }
    let sum = try wanted[place].quantity.adding(trade.quantity)
    guard !sum.isZero else {
      wanted.remove(at: place)
      return
    }
    wanted[place] = StrategyTrade(
      instrument: trade.instrument, quantity: sum, purpose: wanted[place].purpose,
      reason: "\(wanted[place].reason); \(trade.reason)")
  }

  private func isReduction(_ quantity: Amount, of instrument: Instrument) -> Bool {
    let held = portfolio.held(of: instrument)
    return !held.isZero && held.isNegative != quantity.isNegative
      && quantity.magnitude <= held.magnitude
  }

  /// The share of what is opened that the budgets leave, and why.
  private mutating func budgetShare(of trades: [StrategyTrade]) throws(SteelyardError) -> Double {
    var opening = 0.0
    for trade in trades where !isReduction(trade.quantity, of: trade.instrument) {
      opening += abs(trade.quantity.doubleValue) * (try mark(of: trade.instrument))
    }
    guard opening > 0 else { return 1 }
    let left = max(0, mandate.budget.windowUSD - spentUSD)
    let share = min(1, mandate.budget.lookUSD / opening, left / opening)
    guard share < 1 else { return 1 }
    let isWindow = left < mandate.budget.lookUSD
    cuts.append(
      MandateCut(
        limit: isWindow ? "window_budget" : "look_budget", share: share,
        reason: "\(usdText(opening)) were to be opened, and "
          + (isWindow
            ? "\(usdText(left)) are left of the window's \(usdText(mandate.budget.windowUSD))"
            : "a look may open \(usdText(mandate.budget.lookUSD))")))
    return share
  }

  private func mark(of instrument: Instrument) throws(SteelyardError) -> Double {
    guard let mark = frame.strategyMark(of: instrument), mark > 0, mark.isFinite else {
      throw SteelyardError(
        .missingMarketData, "\(instrument) has no mark.", remedy: "Wait until there is one.",
        subject: .instrument(instrument.description))
    }
    return mark
  }

  private func leg(
    _ trade: StrategyTrade, share: Double, reduces: Bool
  ) throws(SteelyardError) -> MandateLeg? {
    let instrument = trade.instrument
    guard let terms = listed[instrument] else {
      throw SteelyardError(
        .notFound, "\(instrument) is not listed.", remedy: "List it, or choose another strategy.",
        subject: .instrument(instrument.description))
    }
    guard !instrument.underlying.isInverse else {
      throw SteelyardError(
        .unsupported, "\(instrument) is settled in the coin.",
        remedy: "Let the strategy trade linear contracts.",
        subject: .instrument(instrument.description))
    }
    let quantity =
      share == 1
      ? try trade.quantity.rounded(toMultipleOf: terms.lot, .towardsZero)
      : try Amount(nearest: trade.quantity.doubleValue * share)
        .rounded(toMultipleOf: terms.lot, .towardsZero)
    guard !quantity.isZero else { return nil }
    let mark = try mark(of: instrument)
    let sign = quantity.isNegative ? -1.0 : 1.0
    // To the inside of the band, so that it is never left for a tick.
    let limit = try Amount(nearest: mark * (1 + sign * mandate.slippageMax))
      .rounded(toMultipleOf: terms.tick, quantity.isNegative ? .up : .down)
    guard limit > .zero else {
      throw SteelyardError(
        .notApplicable, "\(instrument) is worth less than a tick.",
        remedy: "Let it expire.", subject: .instrument(instrument.description))
    }
    return MandateLeg(
      instrument: instrument, quantity: quantity, mark: try Amount(nearest: mark), limit: limit,
      purpose: trade.purpose, isReduction: reduces,
      notionalUSD: abs(quantity.doubleValue) * mark, reason: trade.reason)
  }
}
