/// What a minimiser found.
public struct MinimumResult: Sendable, Hashable {
  /// The best point seen; shape `[unknown]`.
  public let point: [Double]
  /// The objective at `point`.
  public let value: Double
  /// How many steps were taken.
  public let iterations: Int
  /// How the search ended.
  public let status: SolverStatus

  /// Makes a result.
  public init(point: [Double], value: Double, iterations: Int, status: SolverStatus) {
    self.point = point
    self.value = value
    self.iterations = iterations
    self.status = status
  }
}
