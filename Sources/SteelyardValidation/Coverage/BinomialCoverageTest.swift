public import SteelyardContracts
import SteelyardMath

/// Whether there were too many breaches: the exact one-sided test.
///
/// A model that collects more than it promised passes it, as it should where the question is whether
/// margin was enough.
public struct BinomialCoverageTest: Sendable, Hashable {
  /// x.
  public let breaches: Int
  /// n.
  public let periods: Int
  /// p, the promised share of breaches.
  public let probability: Double
  /// (x − np)/√(np(1 − p)), for reading; the p-value does not use it.
  public let statistic: Double
  /// P(X ≥ x): how probable so many breaches or more are if the promise holds.
  public let pValue: Double
  /// P(X ≤ x): how probable so few or fewer are.
  public let cumulative: Double

  /// Tests a count of breaches.
  ///
  /// - Throws: `invalidInput` for counts or a probability outside their ranges.
  public init(breaches: Int, periods: Int, probability: Double) throws(SteelyardError) {
    try CoverageProbability.check(probability)
    try CoverageProbability.check(breaches: breaches, periods: periods)
    guard let binomial = BinomialDistribution(trials: periods, probability: probability) else {
      preconditionFailure("periods and probability were checked")
    }
    self.breaches = breaches
    self.periods = periods
    self.probability = probability
    let expected = Double(periods) * probability
    statistic = (Double(breaches) - expected) / (expected * (1 - probability)).squareRoot()
    pValue = binomial.complementary(breaches - 1)
    cumulative = binomial.cumulative(breaches)
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
    CoverageProbability.verdict(
      "Binomial, one-sided", pValue: pValue, significance: significance,
      rejected: "\(breaches) breaches in \(periods) are too many",
      kept: "\(breaches) breaches in \(periods) are not too many")
  }
}
