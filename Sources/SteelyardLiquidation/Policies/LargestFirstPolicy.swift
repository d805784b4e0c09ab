public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// The plainest policy that does no harm: a share of the largest position whose reduction raises maintenance excess, round
/// after round, until the account stands a buffer above its maintenance margin.
///
/// It takes on no hedge and compares no costs. An account whose equity is gone, or that no reduction helps, is taken over.
public struct LargestFirstPolicy: LiquidationPolicy {
  /// The policy's name.
  public let name = "largest_first"
  /// The share of a position that one round reduces, above 0 to 1; at least a lot.
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
        .takeOver(.bankrupt), reason: "equity is \(usd(figures.equity))")
    }
    let target = bufferShare * figures.maintenanceMargin
    if excess >= target {
      return LiquidationDecision(
        .end,
        reason:
          "maintenance excess is \(usd(excess)), and \(usd(target)) are asked for"
      )
    }
    for position in sorted(account.portfolio, in: market) {
      let quantity = reduction(of: position, market.terms[position.instrument]?.lot)
      let found = try market.model.figures(
        of: account.portfolio,
        supposing: [try Trade(instrument: position.instrument, quantity: quantity)],
        beside: account.others, before: account.others.isEmpty ? figures : nil, in: market.frame,
        of: market.universe)
      guard found.after.maintenanceExcess > found.before.maintenanceExcess else { continue }
      return LiquidationDecision(
        .trade([
          LiquidationTrade(
            instrument: position.instrument, quantity: quantity, purpose: .reduction, step: 0)
        ]),
        reason:
          "\(position.instrument) is the largest position whose reduction helps: maintenance excess "
          + "goes from \(usd(excess)) to \(usd(found.after.maintenanceExcess)) at the mark"
      )
    }
    return LiquidationDecision(
      .takeOver(.noTradeHelps),
      reason: "no position's reduction raises the maintenance excess of \(usd(excess))")
  }

  /// Positions by what they are worth at the index, the largest first; those without a price last.
  private func sorted(_ portfolio: Portfolio, in market: LiquidationMarket) -> [Position] {
    func worth(_ position: Position) -> Double {
      guard let place = market.universe.index(of: position.instrument),
        let price = market.frame.prices[place],
        let usd = market.frame.usdPrice(of: position.instrument.underlying.quote)
      else { return 0 }
      let size = abs(position.quantity.doubleValue) * usd
      return position.instrument.quantityCurrency == position.instrument.underlying.quote
        ? size : size * price.index
    }
    return portfolio.positions.filter { $0.instrument.product != .spot }
      .map { (position: $0, worth: worth($0)) }
      .sorted {
        $0.worth != $1.worth
          ? $0.worth > $1.worth : $0.position.instrument < $1.position.instrument
      }
      .map(\.position)
  }

  /// A share of a position in whole lots, at least one, with the opposite sign.
  private func reduction(of position: Position, _ lot: Amount?) -> Amount {
    let size = position.quantity.magnitude.units
    let smallest = lot?.units ?? 1
    // Billionths are enough of a share, and exact from there on.
    let wanted = size / 1_000_000_000 * Int128((share * 1e9).rounded(.up))
    let units = min(size, max(wanted / smallest * smallest, smallest))
    return Amount(units: position.quantity.isNegative ? units : -units)
  }
}
