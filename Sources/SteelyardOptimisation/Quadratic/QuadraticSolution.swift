/// What became of a quadratic program.
public struct QuadraticSolution: Sendable, Hashable {
  /// How it ended.
  public let status: LinearSolution.Status
  /// The cost cᵀx + ½ xᵀHx; of no meaning unless optimal.
  public let cost: Double
  /// The variables; of an unbounded program the direction in which the cost falls without end.
  public let values: [Double]
  /// What one more of each row's binding bound adds to the cost, to first order.
  public let rowPrices: [Double]
  /// What one more of each variable's binding bound adds to the cost, to first order.
  public let reducedCosts: [Double]
  /// Constraints taken in or dropped.
  public let iterationCount: Int
  /// The largest of what is left of the Karush-Kuhn-Tucker conditions.
  ///
  /// Stationarity Hx + c − Aᵀ prices − reduced costs as a share of the largest gradient; violation of bounds as a share of the larger of
  /// the bound and 1; price × slack as a share of the largest gradient. An optimal solution has at most `residualMax`.
  public let residual: Double

  /// The largest residual that counts as solved.
  public static let residualMax = 1e-8
}
