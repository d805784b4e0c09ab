/// What a pressure of sales does to a price on one venue: `SaleImpact` with the venue's share of the depth, and its mirror for purchases.
struct PressureImpact {
  private let impact: SaleImpact

  init(_ impact: CascadeMarket.Impact, depthShare: Double) {
    switch impact {
    case .linear(let slope): self.impact = .linear(slope: slope / depthShare)
    case .pool(let reserve): self.impact = .pool(reserve: reserve * depthShare)
    case .squareRoot(let coefficient, let volume):
      self.impact = .squareRoot(coefficient: coefficient, dailyVolume: volume * depthShare)
    }
  }

  /// The price under a pressure.
  ///
  /// - Parameters:
  ///   - price: Without any, > 0.
  ///   - pressure: Coins sold net; negative where bought.
  func price(from price: Double, pressure: Double) -> Double {
    if pressure >= 0 { return impact.price(from: price, selling: pressure) }
    switch impact {
    case .linear(let slope): return price - slope * pressure
    case .pool(let reserve):
      // A pool can't sell its last tenth: there the price is a hundredfold.
      let share = reserve / (reserve + max(pressure, -0.9 * reserve))
      return price * share * share
    case .squareRoot(let coefficient, let volume):
      return price * (1 + coefficient * (-pressure / volume).squareRoot())
    }
  }

  /// How much the price falls for a coin more, at a pressure; USD a coin.
  func slope(at price: Double, pressure: Double, step: Double) -> Double {
    (self.price(from: price, pressure: pressure)
      - self.price(from: price, pressure: pressure + step)) / step
  }
}
