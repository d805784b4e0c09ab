/// Weights that an optimiser chose, with their certificate and what they are made of.
public struct Allocation: Sendable, Hashable {
  /// How it ended.
  public enum Status: String, Sendable, Hashable {
    /// The optimum was found, and its certificate holds.
    case optimal
    /// No weights meet all constraints.
    case infeasible
    /// The objective gets better without end.
    case unbounded
    /// The method gave up: the weights are what it had.
    case stopped
  }

  /// What risk contributions are parts of.
  public enum RiskMeasure: Sendable, Hashable {
    /// The standard deviation of a step's return.
    case deviation
    /// The mean of the worst 1 − level of a step's losses.
    case tailLoss(level: Double)
  }

  /// How it ended.
  public let status: Status
  /// What was made best, and to what.
  public let objective: Objective
  /// What the assets are called; shape `[asset]`.
  public let assets: [String]
  /// The weights; zeros where nothing was found; shape `[asset]`.
  public let weights: [Double]
  /// Constraints that decide, the dearest first.
  public let bindings: [Binding]
  /// What the contributions are parts of.
  public let riskMeasure: RiskMeasure
  /// The risk of the weights.
  public let risk: Double
  /// What each asset adds to the risk: weight × slope of the risk in it (Euler), summing to the risk; shape `[asset]`.
  public let riskContributions: [Double]
  /// Expected return per step, before the cost of trading; nil where no means were given.
  public let expectedReturn: Double?
  /// What trading to the weights costs.
  public let tradingCost: Double
  /// What the certificate leaves: see `Objective`.
  public let residual: Double
  /// Steps of the method.
  public let iterationCount: Int

  /// Σ |weight|.
  public var gross: Double { weights.reduce(0) { $0 + abs($1) } }

  /// One over the sum of squared shares of the gross weight: how many equal weights spread as far.
  public var effectiveCount: Double {
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? gross * gross / squares : 0
  }
}
