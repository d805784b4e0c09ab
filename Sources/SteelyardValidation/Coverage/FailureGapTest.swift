public import SteelyardContracts
import SteelyardMath

/// Whether the gaps between breaches vary as those of independent breaches do.
///
/// `independence` (TBFI) is the sum of the first-failure ratios over all gaps, chi-square with as many
/// degrees of freedom as breaches; `mixed` (TBF) adds Kupiec's ratio and one degree.
///
/// - Source: M. Haas, "New methods in backtesting" (2001), Financial Engineering Research Center caesar,
///   Bonn.
public struct FailureGapTest: Sendable, Hashable {
  /// Periods from breach to breach, the first from the beginning; shape `[breach]`.
  public let gaps: [Int]
  /// p, the promised share of breaches.
  public let probability: Double
  /// TBFI, ≥ 0.
  public let independenceStatistic: Double
  /// The p-value of TBFI.
  public let independencePValue: Double
  /// TBF, ≥ 0.
  public let statistic: Double
  /// The p-value of TBF.
  public let pValue: Double

  /// Tests a series.
  ///
  /// - Throws: `invalidInput`; `notApplicable` for a series without a breach.
  public init(_ series: BreachSeries, probability: Double) throws(SteelyardError) {
    let kupiec = try KupiecTest(series, probability: probability)
    let gaps = series.gaps
    guard !gaps.isEmpty else { throw NoBreach.error(series) }
    self.gaps = gaps
    self.probability = probability
    let ratios = gaps.lazy.map { LikelihoodRatio.proportion(1, of: $0, promised: probability) }
    independenceStatistic = CompensatedSum(ratios).value
    independencePValue = LikelihoodRatio.pValue(
      independenceStatistic, degreesOfFreedom: gaps.count)
    statistic = independenceStatistic + kupiec.statistic
    pValue = LikelihoodRatio.pValue(statistic, degreesOfFreedom: gaps.count + 1)
  }

  /// What the mixed test says, in a sentence.
  public func verdict(significance: Double) -> String {
    CoverageProbability.verdict(
      "Time between failures", pValue: pValue, significance: significance,
      rejected: "the \(gaps.count) gaps are not those of independent breaches at the promised rate",
      kept: "the \(gaps.count) gaps agree with independent breaches at the promised rate")
  }
}
