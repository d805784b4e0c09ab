/// What became of a tail program.
public struct TailSolution: Sendable, Hashable {
  /// How it ended.
  public let status: LinearSolution.Status
  /// The cost, computed anew from the variables; of no meaning unless optimal.
  public let cost: Double
  /// The variables.
  public let values: [Double]
  /// The tail mean of the losses, computed anew from the variables.
  public let tailMean: Double
  /// The loss on the edge of the tail: value at risk.
  public let threshold: Double
  /// What one more of each row's binding bound adds to the cost.
  public let rowPrices: [Double]
  /// What one more of each variable's binding bound adds to the cost.
  public let reducedCosts: [Double]
  /// The share of the tail that each scenario has, summing to 1: the prices of the scenarios.
  public let scenarioShares: [Double]
  /// The cost less the bound that the prices prove for every solution, as a share of the larger of the two and the largest loss.
  public let gap: Double
  /// The largest violation of a bound or row, as a share of the larger of it and 1.
  public let violation: Double
  /// Steps of the simplex method.
  public let iterationCount: Int
}
