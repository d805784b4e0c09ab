public import SteelyardContracts

/// Whether the first breach came when it should: the time until first failure.
///
/// LR = −2 ln[p(1 − p)^(v − 1) / ((1/v)(1 − 1/v)^(v − 1))], chi-square with 1 degree of freedom: Kupiec's
/// ratio of one breach in v periods. It can be asked while there is but one breach, and is weak.
///
/// - Source: P. Kupiec (1995), pp. 75-79.
public struct FirstFailureTest: Sendable, Hashable {
  /// v: the period of the first breach, counted from 1.
  public let firstFailure: Int
  /// p, the promised share of breaches.
  public let probability: Double
  /// LR, ≥ 0.
  public let statistic: Double
  /// How probable a statistic at least as large is if the promise holds.
  public let pValue: Double

  /// Tests the period of a first breach.
  ///
  /// - Throws: `invalidInput` for a period or a probability outside its range.
  public init(firstFailure: Int, probability: Double) throws(SteelyardError) {
    try CoverageProbability.check(probability)
    try CoverageProbability.check(breaches: 1, periods: firstFailure)
    self.firstFailure = firstFailure
    self.probability = probability
    statistic = LikelihoodRatio.proportion(1, of: firstFailure, promised: probability)
    pValue = LikelihoodRatio.pValue(statistic, degreesOfFreedom: 1)
  }

  /// Tests a series.
  ///
  /// - Throws: `invalidInput`; `notApplicable` for a series without a breach.
  public init(_ series: BreachSeries, probability: Double) throws(SteelyardError) {
    guard let first = series.gaps.first else { throw NoBreach.error(series) }
    try self.init(firstFailure: first, probability: probability)
  }

  /// What it says, in a sentence.
  public func verdict(significance: Double) -> String {
    let direction = Double(firstFailure) * probability < 1 ? "early" : "late"
    return CoverageProbability.verdict(
      "Time until first failure", pValue: pValue, significance: significance,
      rejected: "a first breach in period \(firstFailure) is \(direction)",
      kept: "a first breach in period \(firstFailure) agrees with the promise")
  }
}

/// The error of tests that look at breaches where there is none.
enum NoBreach {
  static func error(_ series: BreachSeries) -> SteelyardError {
    SteelyardError(
      .notApplicable, "None of \(series.count) periods is a breach; there is no gap to test.",
      remedy: "Use Kupiec's test, which counts.")
  }
}
