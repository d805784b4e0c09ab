public import SteelyardContracts

/// How many times over a portfolio is held.
public enum PositionSize {
  /// The multiple at which the volatility is a target: target / volatility, at most a leverage.
  ///
  /// - Parameters:
  ///   - target: Volatility wanted, in the unit of the other.
  ///   - volatility: Of the portfolio held once.
  ///   - most: The largest multiple.
  /// - Throws: `invalidInput` for a target or limit that is negative, or a volatility that is not positive.
  /// - Source: A. Moreira, T. Muir, "Volatility-managed portfolios", Journal of Finance 72 (2017), pp. 1611-1644, with volatility for variance.
  public static func volatilityTarget(
    _ target: Double, volatility: Double, most: Double
  ) throws(SteelyardError) -> Double {
    try multiple(target, of: volatility, most: most, "volatility")
  }

  /// The multiple at which the expected shortfall is a budget: it is homogeneous, so budget / shortfall, at most a leverage.
  ///
  /// - Parameters:
  ///   - budget: Loss allowed for, in the unit of the other.
  ///   - shortfall: Expected shortfall of the portfolio held once.
  ///   - most: The largest multiple.
  /// - Throws: `invalidInput` for a budget or limit that is negative, or a shortfall that is not positive.
  public static func shortfallBudget(
    _ budget: Double, shortfall: Double, most: Double
  ) throws(SteelyardError) -> Double {
    try multiple(budget, of: shortfall, most: most, "expected shortfall")
  }

  private static func multiple(
    _ wanted: Double, of one: Double, most: Double, _ what: String
  ) throws(SteelyardError) -> Double {
    guard wanted >= 0, wanted.isFinite, one > 0, one.isFinite, most >= 0 else {
      throw SteelyardError(
        .invalidInput, "A \(what) of \(wanted) from one of \(one), at most \(most) times, is none.",
        remedy: "Give numbers from 0 up, and a positive \(what) to start from.")
    }
    return min(wanted / one, most)
  }
}
