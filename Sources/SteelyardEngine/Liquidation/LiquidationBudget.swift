package import SteelyardContracts
package import SteelyardLiquidation

/// Cuts a decision to what a round may trade.
package struct LiquidationBudget: Sendable {
  /// US dollars of notional that may be traded.
  package let usd: Double
  /// Whether one lot may be traded where the budget is less: else an account of large lots would never be liquidated.
  package let allowsOneLot: Bool

  package init(usd: Double, allowsOneLot: Bool) {
    self.usd = usd
    self.allowsOneLot = allowsOneLot
  }

  /// The steps of a decision that fit, in their order, whole but for the first, which is cut where it alone is too large.
  ///
  /// The legs of a step are cut by one factor, to whole lots: what belongs together stays together.
  ///
  /// - Parameters:
  ///   - notional: US dollars of a trade; infinite where they are not known.
  ///   - lot: The lot of an instrument; nil for any quantity.
  /// - Returns: Trades and their US dollars; nil where nothing fits.
  package func fitting(
    _ trades: [LiquidationTrade], notional: (LiquidationTrade) -> Double,
    lot: (Instrument) -> Amount?
  ) -> (trades: [LiquidationTrade], usd: Double)? {
    var taken: [LiquidationTrade] = []
    var spent = 0.0
    var place = 0
    while place < trades.count {
      var end = place
      while end < trades.count, trades[end].step == trades[place].step { end += 1 }
      var step = Array(trades[place..<end])
      var cost = step.reduce(0) { $0 + notional($1) }
      guard taken.count + step.count <= LiquidationRules.legsMax else { break }
      if spent + cost > usd {
        guard taken.isEmpty, let cut = cut(step, to: usd / cost, lot) else { break }
        step = cut
        cost = step.reduce(0) { $0 + notional($1) }
        return cost <= usd || allowsOneLot ? (step, cost) : nil
      }
      taken += step
      spent += cost
      place = end
    }
    return taken.isEmpty ? nil : (taken, spent)
  }

  /// A step by a factor below one; nil where a leg has no quantity left, not even a lot that may be traded.
  private func cut(
    _ step: [LiquidationTrade], to factor: Double, _ lot: (Instrument) -> Amount?
  ) -> [LiquidationTrade]? {
    var trades: [LiquidationTrade] = []
    for trade in step {
      // Billionths are enough of a factor, and exact from there on.
      let share = Int128((max(0, factor) * 1e9).rounded(.down))
      let size = trade.quantity.magnitude.units
      let smallest = lot(trade.instrument)?.units ?? 1
      var units = size / 1_000_000_000 * share / smallest * smallest
      if units == 0, allowsOneLot { units = min(smallest, size) }
      guard units > 0 else { return nil }
      trades.append(
        LiquidationTrade(
          instrument: trade.instrument,
          quantity: Amount(units: trade.quantity.isNegative ? -units : units), limit: trade.limit,
          purpose: trade.purpose, step: trade.step))
    }
    return trades
  }
}
