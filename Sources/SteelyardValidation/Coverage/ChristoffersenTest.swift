public import SteelyardContracts

/// Whether breaches came one by one, and as many as promised.
///
/// `independence` compares a chain in which a breach makes the next one likelier with one in which it
/// does not, chi-square with 1 degree of freedom over n − 1 transitions; `statistic` adds Kupiec's ratio
/// over n periods, chi-square with 2. Windows that overlap breach together whatever the model:
/// thin the series first, or use `BlockBootstrapTest`.
///
/// - Source: P. Christoffersen, "Evaluating interval forecasts", International Economic Review 39
///   (1998), pp. 841-862.
public struct ChristoffersenTest: Sendable, Hashable {
  /// How breaches and quiet periods followed each other.
  public let transitions: BreachTransitions
  /// The count of breaches, tested alone.
  public let coverage: KupiecTest
  /// The independence ratio, ≥ 0.
  public let independenceStatistic: Double
  /// Its p-value.
  public let independencePValue: Double
  /// The joint ratio, ≥ 0.
  public let statistic: Double
  /// Its p-value.
  public let pValue: Double

  /// Tests a series of periods that do not overlap.
  ///
  /// - Throws: `invalidInput` for a probability outside (0, 1) or a single period.
  public init(_ series: BreachSeries, probability: Double) throws(SteelyardError) {
    guard series.count > 1 else {
      throw SteelyardError(
        .invalidInput, "One period has no successor.", remedy: "Give at least two periods.")
    }
    coverage = try KupiecTest(series, probability: probability)
    transitions = series.transitions
    independenceStatistic = LikelihoodRatio.independence(transitions)
    independencePValue = LikelihoodRatio.pValue(independenceStatistic, degreesOfFreedom: 1)
    statistic = coverage.statistic + independenceStatistic
    pValue = LikelihoodRatio.pValue(statistic, degreesOfFreedom: 2)
  }

  /// What the joint test says, and which half of it, in a sentence.
  public func verdict(significance: Double) -> String {
    let clustered =
      Double(transitions.breachToBreach) > 0 && independencePValue < significance
      ? "breaches come in clusters (\(transitions.breachToBreach) right after another)"
      : "the count of breaches is off"
    return CoverageProbability.verdict(
      "Christoffersen", pValue: pValue, significance: significance, rejected: clustered,
      kept: "breaches agree with independence at the promised rate")
  }
}
