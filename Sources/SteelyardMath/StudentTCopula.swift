import Glibc

/// The dependence of two variables that a Student t copula joins.
///
/// - Source: A. McNeil, R. Frey, P. Embrechts, "Quantitative Risk Management" (2005), 5.3.1 for the
///   tail dependence, 5.3.2 for the rank correlations.
public struct StudentTCopula: Sendable, Hashable {
  /// ρ, the correlation of the two variables under the t distribution, above −1 and at most 1.
  public let correlation: Double
  /// ν, above zero; infinity is the Gaussian copula.
  public let degreesOfFreedom: Double

  /// The copula, or nil for a correlation or degrees of freedom outside their ranges.
  public init?(correlation: Double, degreesOfFreedom: Double) {
    guard correlation > -1, correlation <= 1, degreesOfFreedom > 0 else { return nil }
    self.correlation = correlation
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The correlation that gives a rank correlation τ: sin(πτ/2), for τ from −1 to 1.
  public static func correlation(kendallTau: Double) -> Double { sin(0.5 * Double.pi * kendallTau) }

  /// The probability, in the limit, that one variable is beyond a far quantile given the other is:
  /// 2 P(T > √((ν + 1)(1 − ρ)/(1 + ρ))) with ν + 1 degrees of freedom; the same in both tails.
  public var tailDependence: Double {
    if correlation == 1 { return 1 }
    if degreesOfFreedom == .infinity { return 0 }
    guard let student = StudentTDistribution(degreesOfFreedom: degreesOfFreedom + 1) else {
      preconditionFailure("degrees of freedom were checked to be above zero")
    }
    let argument = (degreesOfFreedom + 1) * (1 - correlation) / (1 + correlation)
    return 2 * student.complementary(argument.squareRoot())
  }

  /// Kendall's τ: 2/π asin ρ, for any degrees of freedom.
  public var kendallTau: Double { 2 / Double.pi * asin(correlation) }

  /// Spearman's rank correlation of the Gaussian copula with this ρ: 6/π asin(ρ/2).
  ///
  /// That of the t copula has no closed form and is a little nearer to zero.
  public var gaussianSpearman: Double { 6 / Double.pi * asin(0.5 * correlation) }
}
