public import SteelyardContracts
import SteelyardMargin

/// The rest of an account that whoever backs the venue takes over, at the prices where the account's equity is zero.
///
/// One share s says how far every position passes from its mark, against the account:
///
///     s = equity / sum of |quantity x price|,   price = mark (1 -+ s) for long and short
///
/// A negative s, of an account that is bankrupt, gives prices better than the marks: what is missing is the backer's
/// loss. Beyond s = 1 what is long would cost less than nothing; then s is 1, and the rest of the equity is left.
public struct Takeover: Sendable, Hashable {
  /// A position at its price of bankruptcy.
  public struct Position: Sendable, Hashable {
    /// What passes.
    public let instrument: Instrument
    /// How much, in `Instrument.quantityCurrency`.
    public let quantity: Amount
    /// What it counts at, in `Instrument.priceCurrency`.
    public let mark: Amount
    /// The price at which it passes, in `Instrument.priceCurrency`; nil where no price is high enough, as for a short
    /// coin-settled future that all its dollars are asked of.
    public let price: Double?
    /// What the account gives up by the price, in US dollars.
    public let givenUp: Double
  }

  /// Why.
  public let reason: LiquidationDecision.TakeOverReason
  /// The positions, in the order of their instruments.
  public let positions: [Position]
  /// s: how far prices are from the marks, against the account.
  public let share: Double
  /// What the account is worth after it, in US dollars: 0 but for what prices of nothing leave.
  public let equityLeft: Double

  /// The takeover of what is held.
  ///
  /// - Parameter equity: What it is worth at the marks after all that is taken off, in US dollars.
  init(
    of portfolio: Portfolio, equity: Double, _ reason: LiquidationDecision.TakeOverReason,
    in market: LiquidationMarket
  ) {
    self.reason = reason
    let held = portfolio.positions.sorted { $0.instrument < $1.instrument }.compactMap {
      position in
      TradedUnit(position.instrument, in: market.frame, market.universe).map {
        (position, $0, abs(position.quantity.doubleValue * $0.price))
      }
    }
    let base = held.reduce(0) { $0 + $1.2 }
    let share = base > 0 ? min(1, equity / base) : 0
    self.share = share
    positions = held.map { position, unit, worth in
      let mark = unit.mark.doubleValue
      let away = position.quantity.isNegative ? share : -share
      // A contract of N dollars gives up N (1 / p - 1 / mark) coins, each worth what the coin is worth now.
      let isReciprocal =
        !position.instrument.isOption && position.instrument.underlying.isInverse
      return Position(
        instrument: position.instrument, quantity: position.quantity, mark: unit.mark,
        price: isReciprocal ? Self.reciprocal(mark, away, unit) : mark * (1 + away),
        givenUp: share * worth)
    }
    equityLeft = equity - share * base
  }

  private static func reciprocal(_ mark: Double, _ away: Double, _ unit: TradedUnit) -> Double? {
    let divisor = 1 - away * mark * unit.price / unit.settlement
    return divisor > 0 ? mark / divisor : nil
  }
}
