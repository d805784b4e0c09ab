/// What became of a linear program.
public struct LinearSolution: Sendable, Hashable {
  /// How it ended.
  public enum Status: String, Sendable, Hashable {
    /// The least cost was found.
    case optimal
    /// Nothing meets all bounds.
    case infeasible
    /// The cost falls without end.
    case unbounded
    /// The solver gave up: the numbers are what it had.
    case stopped
  }

  /// How it ended.
  public let status: Status
  /// The cost; of no meaning unless optimal.
  public let cost: Double
  /// The variables.
  public let values: [Double]
  /// What one more of each row's binding bound adds to the cost.
  public let rowPrices: [Double]
  /// What one more of each variable at its bound adds to the cost.
  public let reducedCosts: [Double]
  /// Steps of the simplex method.
  public let iterationCount: Int
}
