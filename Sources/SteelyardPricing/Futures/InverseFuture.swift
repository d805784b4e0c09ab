public import SteelyardContracts

/// A position in a future or perpetual sized in quote currency and paid in coin.
///
/// P&L in coin = N(1/F₀ − 1/F₁).
public struct InverseFuture: Sendable, Hashable {
  /// N, signed size in quote currency; negative is short.
  public let notional: Double
  /// F₀, quote currency per coin, above zero.
  public let entryPrice: Double

  /// A position.
  ///
  /// - Throws: `invalidInput` naming the field.
  public init(notional: Double, entryPrice: Double) throws(SteelyardError) {
    try Admissible.finite.check(notional, "notional")
    try Admissible.positive.check(entryPrice, "entryPrice")
    self.notional = notional
    self.entryPrice = entryPrice
  }

  /// P&L in coin at a price in quote currency, above zero.
  public func profitAndLoss(at price: Double) -> Double {
    // 1/F₀ − 1/F₁ loses the digits that F₁ − F₀ keeps.
    notional * ((price - entryPrice) / entryPrice / price)
  }

  /// dP&L/dF in coin per quote unit, N/F².
  public func coinDelta(at price: Double) -> Double { notional / price / price }

  /// d²P&L/dF² in coin per quote unit squared, −2N/F³.
  public func coinGamma(at price: Double) -> Double { -2 * notional / price / price / price }

  /// The price at which coin collateral plus P&L equals a maintenance rate on the size |N|/F.
  ///
  /// E + N/F₀ − N/P = m|N|/P gives P = (m|N| + N)/(E + N/F₀).
  ///
  /// - Parameters:
  ///   - collateral: E, coin held against the position.
  ///   - maintenanceRate: m, requirement over size; 0.01 is 1 %.
  /// - Returns: The price in quote currency, or nil where no positive price is reached: a long with
  ///   nothing at stake, or a short covered by its own coin.
  /// - Throws: `invalidInput` naming the field.
  public func liquidationPrice(collateral: Double, maintenanceRate: Double)
    throws(SteelyardError) -> Double?
  {
    try Admissible.finite.check(collateral, "collateral")
    try Admissible.notNegative.check(maintenanceRate, "maintenanceRate")
    if notional == 0 { return nil }
    let price =
      (maintenanceRate * abs(notional) + notional) / (collateral + notional / entryPrice)
    return price > 0 && price.isFinite ? price : nil
  }
}
