/// What a root finder found.
public struct RootResult: Sendable, Hashable {
  /// The argument with the smallest residual seen.
  public let value: Double
  /// The function at `value`.
  public let residual: Double
  /// How many steps were taken after the ends of the bracket were evaluated.
  public let iterations: Int
  /// How the search ended.
  public let status: SolverStatus

  /// Makes a result.
  public init(value: Double, residual: Double, iterations: Int, status: SolverStatus) {
    self.value = value
    self.residual = residual
    self.iterations = iterations
    self.status = status
  }
}
