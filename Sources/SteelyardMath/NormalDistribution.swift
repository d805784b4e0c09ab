import Glibc

/// The standard normal distribution, with full relative accuracy in both tails.
///
/// - Accuracy: Relative error below 1e-15 for `density`, `cumulative` and `complementary` down to
///   the smallest normal number; below 1e-15 for `millsRatio` of arguments above -7; below 4e-16
///   times max(1, condition) for `quantile`.
public enum NormalDistribution {
  /// The density at zero, 1/√(2π).
  public static let densityAtZero = 0.39894228040143267794

  /// The density exp(−x²/2)/√(2π).
  public static func density(_ argument: Double) -> Double {
    let square = argument * argument
    if !(square < 1500) { return square.isNaN ? .nan : 0 }
    // The half unit that rounding takes off x² is put back: it would cost x² / 2 units in the tail.
    let lost = (-square).addingProduct(argument, argument)
    let value = exp(-0.5 * square) * densityAtZero
    return value - 0.5 * lost * value
  }

  /// The probability that a standard normal variable is at most `argument`.
  public static func cumulative(_ argument: Double) -> Double {
    argument < -1 ? lowerTail(argument) : 0.5 * erfc(-argument * inverseRootTwo)
  }

  /// The probability that a standard normal variable exceeds `argument`.
  public static func complementary(_ argument: Double) -> Double { cumulative(-argument) }

  /// The natural logarithm of `cumulative`, finite where the probability itself underflows.
  public static func logarithmOfCumulative(_ argument: Double) -> Double {
    if argument > -1 { return log1p(-complementary(argument)) }
    return log(millsRatio(-argument)) - 0.5 * argument * argument - 0.91893853320467274178
  }

  /// The Mills ratio (1 − N(x))/n(x).
  ///
  /// It falls like 1/x to the right and overflows to infinity below about -37.6.
  public static func millsRatio(_ argument: Double) -> Double {
    rootHalfPi * scaledComplementaryError(argument * inverseRootTwo)
  }

  /// The argument whose `cumulative` probability is given.
  ///
  /// - Parameter probability: A probability.
  /// - Returns: The quantile; minus or plus infinity at 0 and 1, NaN outside [0, 1].
  /// - Source: Starting point M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964),
  ///   26.2.23; then three Halley steps on the distribution itself.
  public static func quantile(_ probability: Double) -> Double {
    if probability > 0.5 && probability <= 1 {
      // 1 − p is exact here, so the upper half is the mirror of the lower half.
      return -lowerQuantile(1 - probability)
    }
    return lowerQuantile(probability)
  }

  private static func lowerQuantile(_ probability: Double) -> Double {
    if probability == 0 { return -.infinity }
    guard probability > 0, probability <= 0.5 else { return .nan }
    let root = (-2 * log(probability)).squareRoot()
    let numerator = 2.515517 + root * (0.802853 + root * 0.010328)
    let denominator = 1 + root * (1.432788 + root * (0.189269 + root * 0.001308))
    var argument = numerator / denominator - root
    for _ in 0..<3 {
      // (N(x) − p)/n(x), through the Mills ratio where N(x) is small, through erf where it is half.
      let step: Double
      if argument < -1 {
        let ratio = millsRatio(-argument)
        let excess = log(probability) - logarithmOfCumulative(argument)
        step = -expm1(excess) * ratio
      } else {
        let centred = 0.5 * erf(argument * inverseRootTwo) - (probability - 0.5)
        step = centred / density(argument)
      }
      argument -= step / (1 + 0.5 * argument * step)
    }
    return argument
  }

  private static func lowerTail(_ argument: Double) -> Double {
    let exponent = density(argument)
    return exponent == 0 ? 0 : exponent * millsRatio(-argument)
  }

  private static let inverseRootTwo = 0.70710678118654752440
  private static let rootHalfPi = 1.2533141373155002512
}
