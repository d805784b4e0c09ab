public import SteelyardContracts

/// A correlation forecast between a fast and a slow one.
///
/// R = θ R_fast + (1 − θ) R_slow, each exponentially weighted. The deviations of the dynamic model are
/// damped by the geometric mean fast^θ × slow^(1 − θ); the arithmetic mean is its counterpart for
/// correlations, because a geometric one of matrices needs inverses and loses the unit diagonal, and
/// this one is positive semi-definite as both are.
public struct DampedCorrelation: Sendable, Hashable {
  /// θ, the weight of the fast one.
  public let fastWeight: Double
  private var fast: EWMACovariance
  private var slow: EWMACovariance

  /// A tracker that begins with one correlation for both.
  ///
  /// - Parameters:
  ///   - start: The first forecast.
  ///   - fastDecay: λ of the fast one, below that of the slow one.
  ///   - slowDecay: λ of the slow one.
  ///   - fastWeight: θ, 0 to 1.
  /// - Throws: `invalidInput` for a decay or weight outside its range, or fast not below slow.
  public init(
    start: CorrelationMatrix, fastDecay: Double, slowDecay: Double, fastWeight: Double
  ) throws(SteelyardError) {
    guard fastDecay < slowDecay, fastWeight >= 0, fastWeight <= 1 else {
      throw SteelyardError(
        .invalidInput,
        "Decays \(fastDecay) and \(slowDecay) with the weight \(fastWeight) damp nothing.",
        remedy: "Give a fast decay below the slow one and a weight from 0 to 1.")
    }
    self.fastWeight = fastWeight
    fast = try EWMACovariance(start: start.matrix, decay: fastDecay)
    slow = try EWMACovariance(start: start.matrix, decay: slowDecay)
  }

  /// Takes the standardised residuals of one step.
  ///
  /// - Parameter residuals: Returns over their forecast deviations, nil where there is none; shape
  ///   `[asset]`.
  /// - Throws: `invalidInput` for another count or a number that is not finite; nothing is changed.
  public mutating func update(_ residuals: [Double?]) throws(SteelyardError) {
    try fast.update(residuals)
    try slow.update(residuals)
  }

  /// The forecast for the next step.
  ///
  /// - Throws: `notApplicable` where an asset has stood still for so long that its variance is zero.
  public func correlation() throws(SteelyardError) -> CorrelationMatrix {
    try slow.correlation().blended(with: fast.correlation(), weight: fastWeight)
  }
}
