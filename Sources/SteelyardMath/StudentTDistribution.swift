import Glibc

/// Student's t distribution with location 0 and scale 1, for any degrees of freedom above zero.
///
/// - Accuracy: Relative error below 2e-14 for `density`, `cumulative` and `complementary` down to
///   probabilities of 1e-20, growing with |ln p| to 3e-13 at 1e-300, for degrees of freedom from
///   0.05 to 1e12; `quantile` to 1e-14 times max(1, condition).
/// - Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.1; many
///   degrees of freedom as G. Hill, "Algorithm 395", Communications of the ACM 13 (1970), p. 617.
public struct StudentTDistribution: Sendable, Hashable {
  /// ν, above zero; infinity is the normal distribution.
  public let degreesOfFreedom: Double

  /// The distribution with these degrees of freedom, or nil unless they are above zero.
  public init?(degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0 else { return nil }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The density at an argument.
  public func density(_ argument: Double) -> Double {
    if argument.isNaN { return .nan }
    if isNormal { return NormalDistribution.density(argument) }
    let size = abs(argument) / degreesOfFreedom.squareRoot()
    let half = 0.5 * degreesOfFreedom
    let peak = gammaRatio * 0.56418958354775628695 / degreesOfFreedom.squareRoot()
    if size > 1e100 { return peak * pow(size, -2 * half - 1) }
    let square = size * size
    if half < 20 { return peak * pow(1 + square, -half - 0.5) }
    return peak * exp(-(half + 0.5) * log1p(square))
  }

  /// The probability of at most `argument`.
  public func cumulative(_ argument: Double) -> Double { complementary(-argument) }

  /// The probability of more than `argument`.
  public func complementary(_ argument: Double) -> Double {
    if argument.isNaN { return .nan }
    if isNormal { return NormalDistribution.complementary(argument) }
    return argument >= 0 ? upperTail(argument) : 1 - upperTail(-argument)
  }

  /// The argument whose `cumulative` probability is given.
  ///
  /// - Parameter probability: A probability.
  /// - Returns: The quantile; minus or plus infinity at 0 and 1 and where it passes the largest
  ///   double, NaN outside [0, 1].
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if isNormal { return NormalDistribution.quantile(probability) }
    // 1 − p is exact above one half, so the upper half is the mirror of the lower half.
    return probability <= 0.5 ? -upperQuantile(probability) : upperQuantile(1 - probability)
  }

  private var isNormal: Bool { degreesOfFreedom > 1e15 }

  /// Γ((ν + 1)/2) / Γ(ν/2).
  private var gammaRatio: Double {
    let half = 0.5 * degreesOfFreedom
    if half < 10 { return exp(lgamma(half + 0.5) - lgamma(half)) }
    let exponent = half * log1p(0.5 / half) - 0.5 + stirlingError(half + 0.5) - stirlingError(half)
    return exp(exponent) * half.squareRoot()
  }

  private func upperTail(_ argument: Double) -> Double {
    let freedom = degreesOfFreedom
    let size = argument / freedom.squareRoot()
    if size > 1e100 { return farTail(logarithm: log(size)) }
    let square = size * size
    if freedom > 1e6 { return NormalDistribution.complementary(normalScore(square)) }
    return 0.5
      * IncompleteBeta(
        1 / (1 + square), complement: square / (1 + square), first: 0.5 * freedom, second: 0.5
      ).lower
  }

  /// The leading term of the tail, exact where 1 + t²/ν is t²/ν to the last digit.
  private func farTail(logarithm size: Double) -> Double {
    exp(-degreesOfFreedom * size) * farScale
  }

  private var farScale: Double {
    gammaRatio * 0.56418958354775628695 / degreesOfFreedom
  }

  /// The normal deviate with the same tail: three terms of an expansion in 1/ν², of which the third
  /// is already below 1e-15 for the degrees of freedom it serves.
  private func normalScore(_ square: Double) -> Double {
    let reduced = degreesOfFreedom - 0.5
    let deviate = (reduced * log1p(square)).squareRoot()
    let scale = 48 * reduced * reduced
    let cube = deviate * deviate * deviate
    let next = cube * (4 * cube * deviate + 33 * deviate * deviate + 240) + 855 * deviate
    return deviate + (cube + 3 * deviate) / scale - next / (10 * scale * scale)
  }

  /// Newton needs 3 to 6 steps.
  private var stepsMax: Int { 100 }

  private func upperQuantile(_ tail: Double) -> Double {
    if tail == 0 { return .infinity }
    if tail == 0.5 { return 0 }
    let freedom = degreesOfFreedom
    // Where the power law is exact it can be inverted; a wide tail leaves the doubles this way.
    let farLogarithm = (log(farScale) - log(tail)) / freedom
    if farLogarithm > 20 { return exp(farLogarithm) * freedom.squareRoot() }
    if tail > 0.25 { return centralQuantile(0.5 - tail) }
    // ln of the tail is concave and falling in ln t, so Newton steps come from one side and end.
    var logarithm = max(farLogarithm + 0.5 * log(freedom), log(-NormalDistribution.quantile(tail)))
    for _ in 0..<stepsMax {
      let argument = exp(logarithm)
      let probability = upperTail(argument)
      guard probability > 0 else {
        // Only a start beyond the doubles' reach underflows; the root lies left of it.
        logarithm -= 1
        continue
      }
      let step = log(probability / tail) * probability / (argument * density(argument))
      logarithm += step
      if abs(step) < 1e-9 { break }
    }
    // The logarithm carries only its own rounding; one step on t itself restores the digits.
    let argument = exp(logarithm)
    return argument + (upperTail(argument) - tail) / density(argument)
  }

  /// The t for which P(0 < T < t) is given, below 1/4.
  private func centralQuantile(_ centre: Double) -> Double {
    func half(_ argument: Double) -> Double {
      let square = argument * argument / degreesOfFreedom
      if degreesOfFreedom > 1e6 {
        return 0.5 * erf(normalScore(square) * 0.70710678118654752440)
      }
      return 0.5
        * IncompleteBeta(
          1 / (1 + square), complement: square / (1 + square), first: 0.5 * degreesOfFreedom,
          second: 0.5
        ).upper
    }
    var upper = 1.0
    while half(upper) < centre { upper *= 2 }
    return newtonRoot(
      lower: 0, upper: upper, start: centre / density(0), tolerance: 0, maximumIterations: 200
    ) { (half($0) - centre, density($0)) }.value
  }
}
