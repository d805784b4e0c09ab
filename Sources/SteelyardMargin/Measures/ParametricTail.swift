import Glibc
public import SteelyardContracts
import SteelyardMath

/// The tail of a profit that follows a stated distribution.
///
/// - Source: A. McNeil, R. Frey, P. Embrechts, "Quantitative Risk Management" (2005), examples 2.14
///   and 2.18 to 2.19.
public struct ParametricTail: Sendable, Hashable {
  /// The shape of the distribution.
  public enum Shape: Sendable, Hashable {
    /// Normal.
    case normal
    /// Student's t with so many degrees of freedom, above 0; the shortfall exists above 1.
    case studentT(degreesOfFreedom: Double)
  }

  /// What the profit is distributed like.
  public let shape: Shape
  /// The centre of the profit, in its currency.
  public let location: Double
  /// What the standardised distribution is multiplied by, > 0; for t it is not the deviation.
  public let scale: Double

  /// A profit of location + scale × a standardised variable.
  ///
  /// - Throws: `invalidInput` for a scale or degrees of freedom that are not above 0.
  public init(shape: Shape, location: Double, scale: Double) throws(SteelyardError) {
    guard location.isFinite, scale > 0, scale.isFinite else {
      throw SteelyardError(
        .invalidInput, "A tail of location \(location) and scale \(scale) has no distribution.",
        remedy: "Give a finite location and a scale above 0.")
    }
    if case .studentT(let freedom) = shape, !(freedom > 0) {
      throw SteelyardError(
        .invalidInput, "\(freedom) degrees of freedom are not above 0.",
        remedy: "Give degrees of freedom above 0, 3 to 6 for returns of coins.")
    }
    self.shape = shape
    self.location = location
    self.scale = scale
  }

  /// A profit of stated mean and standard deviation.
  ///
  /// - Throws: `invalidInput`; `notApplicable` for a t distribution without a variance.
  public init(
    shape: Shape, mean: Double, standardDeviation: Double
  ) throws(SteelyardError) {
    var factor = 1.0
    if case .studentT(let freedom) = shape, freedom.isFinite {
      guard freedom > 2 else {
        throw SteelyardError(
          .notApplicable, "A t distribution with \(freedom) degrees of freedom has no variance.",
          remedy: "Give its scale, or more than 2 degrees of freedom.")
      }
      factor = ((freedom - 2) / freedom).squareRoot()
    }
    try self.init(shape: shape, location: mean, scale: standardDeviation * factor)
  }

  /// The value at risk: the loss that is exceeded with probability 1 − level.
  ///
  /// - Throws: `invalidInput` for a level outside (0, 1).
  public func valueAtRisk(level: Double) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    return scale * standardQuantile(1 - level) - location
  }

  /// The expected shortfall: the mean of the losses beyond the value at risk.
  ///
  /// - Throws: `invalidInput`; `notApplicable` for a t distribution without a mean.
  public func expectedShortfall(level: Double) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    let tail = 1 - level
    let boundary = standardQuantile(tail)
    switch shape {
    case .normal: return scale * NormalDistribution.density(boundary) / tail - location
    case .studentT(let freedom):
      guard freedom > 1 else {
        throw SteelyardError(
          .notApplicable, "A t distribution with \(freedom) degrees of freedom has no mean.",
          remedy: "Ask for the value at risk, or give more than 1 degree of freedom.")
      }
      if freedom == .infinity {
        return scale * NormalDistribution.density(boundary) / tail - location
      }
      let stretch = (freedom + boundary * boundary) / (freedom - 1)
      return scale * student(freedom).density(boundary) / tail * stretch - location
    }
  }

  /// The entropic value at risk, the tightest bound on both that a moment generating function gives:
  /// σ√(−2 ln(1 − level)) less the mean.
  ///
  /// - Throws: `invalidInput`; `notApplicable` for a t distribution, which has no such function.
  /// - Source: A. Ahmadi-Javid, "Entropic value-at-risk", Journal of Optimization Theory and
  ///   Applications 155 (2012), pp. 1105-1123.
  public func entropicValueAtRisk(level: Double) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    guard case .normal = shape else {
      throw SteelyardError(
        .notApplicable, "A t distribution has no moment generating function.",
        remedy: "Ask for the expected shortfall.")
    }
    return scale * (-2 * log(1 - level)).squareRoot() - location
  }

  /// The standardised loss exceeded with a probability.
  ///
  /// From the tail's side, so that a level next to 1 loses no digits.
  private func standardQuantile(_ tail: Double) -> Double {
    switch shape {
    case .normal: -NormalDistribution.quantile(tail)
    case .studentT(let freedom): -student(freedom).quantile(tail)
    }
  }

  private func student(_ freedom: Double) -> StudentTDistribution {
    guard let student = StudentTDistribution(degreesOfFreedom: freedom) else {
      preconditionFailure("degrees of freedom were checked to be above 0")
    }
    return student
  }
}
