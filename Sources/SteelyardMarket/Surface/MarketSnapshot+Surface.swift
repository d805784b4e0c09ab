public import SteelyardContracts

extension MarketSnapshot {
  /// Fits the volatility surface of an underlying to its quotes.
  ///
  /// - Throws: `missingMarketData` where the underlying is unknown or no expiry has enough quotes.
  public func fittedSurface(
    of underlying: Underlying, options: SurfaceFitOptions
  ) throws(SteelyardError) -> SurfaceFit {
    guard let market = market(of: underlying) else {
      throw SteelyardError(
        .missingMarketData, "\(underlying) is not in the market at \(time).",
        remedy: "Add a market file with its options.")
    }
    return try SurfaceFitter(market, time: time, options: options).fit()
  }
}
