public import SteelyardContracts

/// A volatility surface; the fit follows in the next commits.
public struct VolatilitySurface: Sendable {
  /// The volatility, decimal, at a strike and an expiry.
  public func volatility(strike: Double, expiry: Timestamp) throws(SteelyardError) -> Double {
    throw SteelyardError(
      .missingMarketData, "No surface is fitted.", remedy: "Price from marks.")
  }
}
