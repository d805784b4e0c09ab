public import SteelyardContracts
import SteelyardMargin

/// The rest of an account that whoever backs the venue takes over, at the prices where the account's equity is zero.
///
/// Equity, or what is missing of it, is assigned to positions by the maintenance margin of each by itself
/// (`AccountBankruptcy`); where none has any, by its worth at the mark.
public struct PlannedTakeover: Sendable, Hashable {
  /// A position at its price of bankruptcy.
  public struct Position: Sendable, Hashable {
    /// What passes.
    public let instrument: Instrument
    /// How much, in `Instrument.quantityCurrency`.
    public let quantity: Amount
    /// What it counts at, in `Instrument.priceCurrency`.
    public let mark: Amount
    /// The price at which it passes, in `Instrument.priceCurrency`.
    public let price: Amount
    /// What the account gives up by the price, in US dollars; negative where the backer does.
    public let givenUp: Double
    /// How the price came about.
    public let reason: String
  }

  /// Why.
  public let reason: LiquidationDecision.TakeOverReason
  /// The positions, in the order of their instruments.
  public let positions: [Position]
  /// What the account is worth after it, in US dollars: 0 but for what no price can carry.
  public let equityLeft: Double

  /// The takeover of what is held; balances stay.
  ///
  /// - Parameter equity: What it is worth at the marks after all that is taken off, in US dollars.
  /// - Throws: `limitExceeded` where an amount leaves the exact range.
  init(
    of portfolio: Portfolio, equity: Double, _ reason: LiquidationDecision.TakeOverReason,
    in market: LiquidationMarket
  ) throws(SteelyardError) {
    self.reason = reason
    let held = portfolio.positions.sorted { $0.instrument < $1.instrument }.compactMap { position in
      position.quantity.isZero || position.instrument.product == .spot
        ? nil
        : TradedUnit(position.instrument, in: market.frame, market.universe).map { (position, $0) }
    }
    guard !held.isEmpty else {
      positions = []
      equityLeft = equity
      return
    }
    var margins: [Double] = []
    for (position, _) in held {
      let alone = try PortfolioBatch(
        try Portfolio(positions: [position], balances: []), over: market.universe)
      margins.append(market.model.figures(of: alone, in: market.frame)[0].maintenanceMargin)
    }
    if margins.allSatisfy({ $0 <= 0 }) {
      margins = held.map { abs($0.0.quantity.doubleValue * $0.1.price) }
    }
    // Worthless options need no margin and are worth nothing: any equal weight does.
    if margins.allSatisfy({ $0 <= 0 }) { margins = held.map { _ in 1 } }
    var holdings: [AccountBankruptcy.Holding] = []
    for ((position, unit), margin) in zip(held, margins) {
      holdings.append(
        AccountBankruptcy.Holding(
          instrument: position.instrument, quantity: position.quantity, mark: unit.mark,
          maintenanceMargin: try Amount(nearest: max(0, margin)),
          settlementPrice: try Amount(nearest: unit.settlement)))
    }
    let bankruptcy = try AccountBankruptcy(
      equity: try Amount(nearest: equity), holdings: holdings)
    positions = bankruptcy.prices.map {
      Position(
        instrument: $0.holding.instrument, quantity: $0.holding.quantity, mark: $0.holding.mark,
        price: $0.price, givenUp: $0.assigned.doubleValue, reason: $0.reason)
    }
    equityLeft = bankruptcy.unassigned.doubleValue
  }
}
