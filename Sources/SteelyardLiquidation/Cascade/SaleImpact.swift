/// What sales do to a price.
public enum SaleImpact: Sendable, Hashable {
  /// The price falls by so much for each unit sold: price - slope x quantity.
  case linear(slope: Double)
  /// A constant-product pool with this reserve of the coin at the shocked price: price x (reserve / (reserve + quantity))^2.
  case pool(reserve: Double)
  /// The price falls by the square root of what is sold: price x (1 - coefficient x sqrt(quantity / dailyVolume)), with the
  /// coefficient in units of daily volatility.
  case squareRoot(coefficient: Double, dailyVolume: Double)

  /// The price after a quantity was sold, never below 0.
  ///
  /// - Parameters:
  ///   - price: Before, > 0.
  ///   - quantity: Sold in all, ≥ 0.
  public func price(from price: Double, selling quantity: Double) -> Double {
    switch self {
    case .linear(let slope): return max(price - slope * quantity, 0)
    case .pool(let reserve):
      let share = reserve / (reserve + quantity)
      return price * share * share
    case .squareRoot(let coefficient, let dailyVolume):
      return max(price * (1 - coefficient * (quantity / dailyVolume).squareRoot()), 0)
    }
  }
}
