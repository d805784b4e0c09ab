public import SteelyardContracts

/// A position in a future or perpetual sized in coin and paid in quote currency.
///
/// P&L = Q(F₁ − F₀).
public struct LinearFuture: Sendable, Hashable {
  /// Q, signed size in coin; negative is short.
  public let quantity: Double
  /// F₀, quote currency per coin, above zero.
  public let entryPrice: Double

  /// A position.
  ///
  /// - Throws: `invalidInput` naming the field.
  public init(quantity: Double, entryPrice: Double) throws(SteelyardError) {
    try Admissible.finite.check(quantity, "quantity")
    try Admissible.positive.check(entryPrice, "entryPrice")
    self.quantity = quantity
    self.entryPrice = entryPrice
  }

  /// P&L in quote currency at a price.
  public func profitAndLoss(at price: Double) -> Double { quantity * (price - entryPrice) }

  /// The price at which collateral plus P&L equals a maintenance rate on the size |Q|F.
  ///
  /// E + Q(P − F₀) = m|Q|P gives P = (QF₀ − E)/(Q − m|Q|).
  ///
  /// - Parameters:
  ///   - collateral: E, quote currency held against the position.
  ///   - maintenanceRate: m, requirement over size; 0.01 is 1 %.
  /// - Returns: The price, or nil where no positive price is reached.
  /// - Throws: `invalidInput` naming the field.
  public func liquidationPrice(collateral: Double, maintenanceRate: Double)
    throws(SteelyardError) -> Double?
  {
    try Admissible.finite.check(collateral, "collateral")
    try Admissible.notNegative.check(maintenanceRate, "maintenanceRate")
    if quantity == 0 { return nil }
    let price =
      (quantity * entryPrice - collateral) / (quantity - maintenanceRate * abs(quantity))
    return price > 0 && price.isFinite ? price : nil
  }
}
