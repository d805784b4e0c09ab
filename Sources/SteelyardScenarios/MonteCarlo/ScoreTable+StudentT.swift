import Glibc
import SteelyardMath

extension ScoreTable {
  /// Scores beyond which a table stays where it is: 1.8e-33 of the probability lies there.
  static let scoreMax = 12.0
  /// Nodes of one unit of the score where a function grows like a heavy tail.
  private static let density = 32.0
  /// Nodes of one unit where it is nearly constant.
  private static let ratioDensity = 16.0

  /// √(ν/χ²) with the χ² of ν degrees of freedom at 1 − N(score): rising in the score.
  ///
  /// The score itself is a normal number, within ±8.3. Relative error below 1e-9 within 4 deviations,
  /// from ν = 1 up; below 1e-10 there from ν = 2.5 up.
  static func mixing(degreesOfFreedom: Double) -> ScoreTable {
    guard let distribution = ChiSquareDistribution(degreesOfFreedom: degreesOfFreedom) else {
      preconditionFailure("degrees of freedom of a copula are checked")
    }
    let end = 8.5
    let count = Int(2 * end * density)
    let nodes = (0...count).map { index in
      let score = -end + Double(index) / density
      // The exact side: a probability near 1 has lost its digits.
      let value =
        score < 0
        ? distribution.complementaryQuantile(NormalDistribution.cumulative(score))
        : distribution.quantile(NormalDistribution.complementary(score))
      // ln χ² falls by φ/(χ² f(χ²)) per unit of the score.
      let exponent =
        -0.5 * score * score - 0.5 * degreesOfFreedom * log(value) + 0.5 * value
        + 0.5 * degreesOfFreedom * log(2) + lgamma(0.5 * degreesOfFreedom)
      let fall = -exp(exponent) * NormalDistribution.densityAtZero
      let bend = fall * (-score - 0.5 * (degreesOfFreedom - value) * fall)
      let mixing = (degreesOfFreedom / value).squareRoot()
      return Node(
        value: mixing, slope: -0.5 * mixing * fall,
        curvature: mixing * (0.25 * fall * fall - 0.5 * bend))
    }
    return ScoreTable(first: -end, nodesPerUnit: density, nodes: nodes)
  }

  /// s/r of a t variable, as a function of r = √(ν ln(1 + t²/ν)), where N(s) = F(t).
  ///
  /// Relative error below 1e-11.
  static func scoreRatio(degreesOfFreedom: Double) -> ScoreTable {
    let student = distribution(degreesOfFreedom)
    let count = Int((scoreMax + 0.5) * ratioDensity)
    let slopeAtZero = student.density(0) / NormalDistribution.densityAtZero
    let bendAtZero = -0.5 + 0.25 / degreesOfFreedom + 0.5 * slopeAtZero * slopeAtZero
    let nodes = (0...count).map { index in
      guard index > 0 else {
        return Node(
          value: slopeAtZero, slope: 0, curvature: 2.0 / 3.0 * bendAtZero * slopeAtZero)
      }
      let root = Double(index) / ratioDensity
      let exponent = root * root / degreesOfFreedom
      let argument = (degreesOfFreedom * expm1(exponent)).squareRoot()
      let score = -NormalDistribution.quantile(student.complementary(argument))
      let stretch = exp(exponent) * root / argument
      let slope = student.density(argument) * stretch / NormalDistribution.density(score)
      let logarithmic =
        (1 - root * root) / root + root / degreesOfFreedom
        + root / degreesOfFreedom / expm1(-exponent)
      let bend = slope * (logarithmic + score * slope)
      let ratio = score / root
      let ratioSlope = (slope - ratio) / root
      return Node(
        value: ratio, slope: ratioSlope, curvature: (bend - 2 * ratioSlope) / root)
    }
    return ScoreTable(first: 0, nodesPerUnit: ratioDensity, nodes: nodes)
  }

  /// location + scale × the t quantile of N(score).
  ///
  /// Error of the t quantile relative to its size: below 1e-9 within 4 deviations, from ν = 1 up; below
  /// 1e-10 there from ν = 2.5 up.
  static func studentQuantile(
    degreesOfFreedom: Double, location: Double, scale: Double
  ) -> ScoreTable {
    let student = distribution(degreesOfFreedom)
    let half = Int(scoreMax * density)
    let upper = (0...half).map { index in
      let score = Double(index) / density
      let value = -student.quantile(NormalDistribution.complementary(score))
      let slope = NormalDistribution.density(score) / student.density(value)
      let decay = (degreesOfFreedom + 1) * value / (degreesOfFreedom + value * value)
      return Node(value: value, slope: slope, curvature: slope * (decay * slope - score))
    }
    let lower = upper.dropFirst().reversed().map {
      Node(value: -$0.value, slope: $0.slope, curvature: -$0.curvature)
    }
    let nodes = (lower + upper).map {
      Node(
        value: location + scale * $0.value, slope: scale * $0.slope,
        curvature: scale * $0.curvature)
    }
    return ScoreTable(first: -scoreMax, nodesPerUnit: density, nodes: nodes)
  }

  private static func distribution(_ degreesOfFreedom: Double) -> StudentTDistribution {
    guard let student = StudentTDistribution(degreesOfFreedom: degreesOfFreedom) else {
      preconditionFailure("degrees of freedom are checked to be above zero")
    }
    return student
  }
}
