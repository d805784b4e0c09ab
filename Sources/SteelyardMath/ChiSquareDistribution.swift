import Glibc

/// The chi-square distribution.
///
/// - Accuracy: Relative error below 1e-13 for `cumulative` and `complementary` from 1 to 1e6 degrees
///   of freedom and probabilities above 1e-300; quantiles to 1e-13 times max(1, condition).
/// - Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), 26.4.19.
public struct ChiSquareDistribution: Sendable, Hashable {
  /// Above zero, at most 1e12.
  public let degreesOfFreedom: Double

  /// The distribution with these degrees of freedom, or nil unless they lie in (0, 1e12].
  public init?(degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0, degreesOfFreedom <= 1e12 else { return nil }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The density at an argument.
  public func density(_ argument: Double) -> Double {
    guard argument > 0 else {
      if argument < 0 { return 0 }
      if argument.isNaN { return .nan }
      return degreesOfFreedom == 2 ? 0.5 : degreesOfFreedom < 2 ? .infinity : 0
    }
    if argument == .infinity { return 0 }
    return IncompleteGamma.prefactor(0.5 * argument, shape: 0.5 * degreesOfFreedom) / argument
  }

  /// The probability of at most `argument`.
  public func cumulative(_ argument: Double) -> Double {
    argument < 0 ? 0 : IncompleteGamma(0.5 * argument, shape: 0.5 * degreesOfFreedom).lower
  }

  /// The probability of more than `argument`.
  public func complementary(_ argument: Double) -> Double {
    argument < 0 ? 1 : IncompleteGamma(0.5 * argument, shape: 0.5 * degreesOfFreedom).upper
  }

  /// The argument whose `cumulative` probability is given; NaN outside [0, 1].
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 0 { return 0 }
    if probability == 1 { return .infinity }
    if probability > 0.5 { return complementaryQuantile(1 - probability) }
    return solve(probability, normal: NormalDistribution.quantile(probability), cumulative, 1)
  }

  /// The argument whose `complementary` probability is given; NaN outside [0, 1].
  ///
  /// A test's critical value at a small significance keeps its digits here.
  public func complementaryQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 0 { return .infinity }
    if probability == 1 { return 0 }
    if probability > 0.5 { return quantile(1 - probability) }
    return solve(probability, normal: -NormalDistribution.quantile(probability), complementary, -1)
  }

  /// Newton on ln p in ln x, from the normal approximation to the cube root.
  ///
  /// - Source: E. Wilson, M. Hilferty, PNAS 17 (1931), p. 684.
  private func solve(
    _ target: Double, normal: Double, _ side: (Double) -> Double, _ sign: Double
  ) -> Double {
    let width = 2 / (9 * degreesOfFreedom)
    let root = 1 - width + normal * width.squareRoot()
    // Far down, P is x^(k/2) times a constant.
    let half = 0.5 * degreesOfFreedom
    let power = (log(target) + lgamma(half + 1)) / half + 0.69314718055994530942
    let guess = root > 0.05 ? log(degreesOfFreedom * root * root * root) : power
    if sign > 0 && power < -700 { return exp(power) }
    let found = newtonRoot(
      lower: -745, upper: log(degreesOfFreedom + 60 * degreesOfFreedom.squareRoot() + 3000),
      start: guess, tolerance: 1e-17, maximumIterations: 300
    ) { logarithm in
      let argument = exp(logarithm)
      let probability = side(argument)
      guard probability > 0 else { return (-1e4, sign) }
      return (log(probability / target), sign * argument * density(argument) / probability)
    }
    let argument = exp(found.value)
    let correction = (side(argument) - target) / density(argument)
    return correction.isFinite ? argument - sign * correction : argument
  }
}
