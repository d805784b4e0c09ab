public import SteelyardContracts
import SteelyardMath

/// Whether breaches were as many as promised: the proportion-of-failures test, two-sided.
///
/// LR = −2 ln[(1 − p)^(n − x) p^x / ((1 − x/n)^(n − x) (x/n)^x)], chi-square with 1 degree of freedom.
/// It takes periods to be independent.
///
/// - Source: P. Kupiec, "Techniques for verifying the accuracy of risk measurement models", Journal of
///   Derivatives 3 (1995), pp. 73-84.
public struct KupiecTest: Sendable, Hashable {
  /// x.
  public let breaches: Int
  /// n.
  public let periods: Int
  /// p, the promised share of breaches.
  public let probability: Double
  /// LR, ≥ 0.
  public let statistic: Double
  /// How probable a statistic at least as large is if the promise holds.
  public let pValue: Double

  /// Tests a count of breaches.
  ///
  /// - Throws: `invalidInput` for counts or a probability outside their ranges.
  public init(breaches: Int, periods: Int, probability: Double) throws(SteelyardError) {
    try CoverageProbability.check(probability)
    try CoverageProbability.check(breaches: breaches, periods: periods)
    self.breaches = breaches
    self.periods = periods
    self.probability = probability
    statistic = LikelihoodRatio.proportion(breaches, of: periods, promised: probability)
    pValue = LikelihoodRatio.pValue(statistic, degreesOfFreedom: 1)
  }

  /// Tests a series.
  ///
  /// - Throws: `invalidInput` for a probability outside (0, 1).
  public init(_ series: BreachSeries, probability: Double) throws(SteelyardError) {
    try self.init(
      breaches: series.breachCount, periods: series.count, probability: probability)
  }

  /// What it says, in a sentence.
  public func verdict(significance: Double) -> String {
    let direction = Double(breaches) > probability * Double(periods) ? "more" : "fewer"
    return CoverageProbability.verdict(
      "Kupiec", pValue: pValue, significance: significance,
      rejected: "\(breaches) breaches in \(periods) are \(direction) than promised",
      kept: "\(breaches) breaches in \(periods) agree with the promise")
  }
}
