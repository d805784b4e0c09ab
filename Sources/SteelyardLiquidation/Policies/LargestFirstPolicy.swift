public import SteelyardContracts
import SteelyardMargin

/// The plainest policy that does no harm: a share of the largest position whose reduction raises maintenance excess, round
/// after round, until the account stands a buffer above its maintenance margin.
///
/// It takes on no hedge and compares no costs. Positions go by their notional, of an option that of its underlying, equal
/// ones by name; a part is in whole lots, rounded up, as it is for every policy. What has no price is left alone. An account
/// whose equity is gone, or that no reduction helps, is taken over.
public struct LargestFirstPolicy: LiquidationPolicy {
  /// The policy's name.
  public let name = "largest_first"
  /// The share of a position that one round reduces, above 0 to 1, rounded up to whole lots.
  public let share: Double
  /// Maintenance excess at which the account is well, as a share of its maintenance margin, at least 0.
  public let bufferShare: Double

  /// A policy from its parts.
  ///
  /// - Throws: `invalidInput` for a share that is not above 0 to 1, or a buffer that is not 0 to 1.
  public init(share: Double, bufferShare: Double) throws(SteelyardError) {
    guard share > 0, share <= 1, bufferShare >= 0, bufferShare <= 1 else {
      throw SteelyardError(
        .invalidInput, "A share of \(share) with a buffer of \(bufferShare) can't be.",
        remedy: "Give a share above 0, at most 1, and a buffer of 0 to 1.")
    }
    self.share = share
    self.bufferShare = bufferShare
  }

  /// What is done next with an account.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    let figures = account.figures
    let excess = figures.maintenanceExcess
    if figures.equity <= 0, !account.portfolio.positions.isEmpty || figures.equity < 0 {
      return LiquidationDecision(
        .takeOver(.bankrupt), reason: "equity is \(usdText(figures.equity))")
    }
    let target = bufferShare * figures.maintenanceMargin
    if excess >= target {
      return LiquidationDecision(
        .end,
        reason:
          "maintenance excess is \(usdText(excess)), and \(usdText(target)) are asked for"
      )
    }
    let part = max(try Amount(nearest: share), Amount(units: 1))
    let held = PricedHoldings(account, in: market).holdings
      .filter { $0.instrument.product != .spot }
      .sorted { ($1.notionalUSD, $0.instrument) < ($0.notionalUSD, $1.instrument) }
    for holding in held {
      let quantity = try market.reduction(
        of: holding.quantity, of: holding.instrument, byShare: part)
      let found = try market.model.figures(
        of: account.portfolio,
        supposing: [try Trade(instrument: holding.instrument, quantity: quantity)],
        beside: account.others, before: account.others.isEmpty ? figures : nil, in: market.frame,
        of: market.universe)
      guard found.after.maintenanceExcess > found.before.maintenanceExcess else { continue }
      return LiquidationDecision(
        .trade([
          LiquidationTrade(
            instrument: holding.instrument, quantity: quantity, purpose: .reduction, step: 0)
        ]),
        reason:
          "\(holding.instrument) is the largest position whose reduction helps: maintenance excess "
          + "goes from \(usdText(excess)) to \(usdText(found.after.maintenanceExcess)) at the mark"
      )
    }
    return LiquidationDecision(
      .takeOver(.noTradeHelps),
      reason: "no position's reduction raises the maintenance excess of \(usdText(excess))")
  }
}
