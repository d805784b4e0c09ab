public import SteelyardContracts
import SteelyardMath

/// Whether the tail was as deep as promised: backtests of an expected shortfall.
///
/// With x the P&L, v and e the promised value at risk and shortfall, both positive, and a breach where
/// x + v < 0: Z₁ = Σ x/e over the N breaches / N + 1; Z₂ = Σ x/e over breaches / (n(1 − level)) + 1. Both
/// are 0 on average if the promise holds and negative where risk was understated. P-values are
/// simulated: see `ShortfallSimulation`.
///
/// - Source: C. Acerbi, B. Székely, "Backtesting expected shortfall", Risk, December 2014, eqs. 5 and 6;
///   the minimally biased ones, same authors, "General properties of backtestable statistics" (2017).
public struct AcerbiSzekelyTest: Sendable, Hashable {
  /// n.
  public let periods: Int
  /// N.
  public let breaches: Int
  /// The level of value at risk and shortfall.
  public let level: Double
  /// Z₁, or nil without a breach.
  public let depth: Double?
  /// Z₂.
  public let depthAndNumber: Double
  /// Mean of e − v − max(−x − v, 0)/(1 − level), in the currency of the input: small errors of v hardly
  /// move it.
  public let minimallyBiased: Double
  /// The same with each term divided by e.
  public let minimallyBiasedRelative: Double

  /// Computes the statistics of a series.
  ///
  /// - Parameters:
  ///   - profit: P&L of each period, positive for a gain; shape `[period]`.
  ///   - valueAtRisk: Promised for each period, positive; shape `[period]`.
  ///   - expectedShortfall: Promised for each period, > 0; shape `[period]`.
  ///   - level: Between 0 and 1.
  /// - Throws: `invalidInput`, naming the period.
  public init(
    profit: [Double], valueAtRisk: [Double], expectedShortfall: [Double], level: Double
  ) throws(SteelyardError) {
    let series = try BreachSeries(profit: profit, requirement: valueAtRisk)
    try CoverageProbability.check(1 - level)
    guard expectedShortfall.count == profit.count else {
      throw SteelyardError(
        .invalidInput, "\(expectedShortfall.count) shortfalls for \(profit.count) profits.",
        remedy: "Give each period one shortfall.")
    }
    if let period = expectedShortfall.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw SteelyardError(
        .invalidInput, "The shortfall of period \(period) is \(expectedShortfall[period]).",
        remedy: "Leave out periods without risk: there is nothing to divide by.")
    }
    var (ratios, bias, relativeBias) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for period in profit.indices {
      let shortfall = expectedShortfall[period]
      let beyond = max(-profit[period] - valueAtRisk[period], 0) / (1 - level)
      if series.breaches[period] { ratios.add(profit[period] / shortfall) }
      bias.add(shortfall - valueAtRisk[period] - beyond)
      relativeBias.add((shortfall - valueAtRisk[period] - beyond) / shortfall)
    }
    let count = Double(profit.count)
    periods = profit.count
    breaches = series.breachCount
    self.level = level
    depth = breaches == 0 ? nil : ratios.value / Double(series.breachCount) + 1
    depthAndNumber = ratios.value / (count * (1 - level)) + 1
    minimallyBiased = bias.value / count
    minimallyBiasedRelative = relativeBias.value / count
  }

  /// The value of a statistic; nil for the depth where there is no breach.
  public func statistic(_ statistic: ShortfallStatistic) -> Double? {
    switch statistic {
    case .depth: depth
    case .depthAndNumber: depthAndNumber
    }
  }

  /// What a statistic says against a simulation of the promise, in a sentence.
  ///
  /// - Throws: `invalidInput` for a simulation of other periods or another level.
  public func verdict(
    _ statistic: ShortfallStatistic, simulation: ShortfallSimulation, significance: Double
  ) throws(SteelyardError) -> String {
    guard simulation.periods == periods, simulation.level == level else {
      throw SteelyardError(
        .invalidInput,
        "Simulated were \(simulation.periods) periods at \(simulation.level), tested \(periods) "
          + "at \(level).",
        remedy: "Simulate the series that is tested.")
    }
    let name = statistic == .depth ? "Acerbi-Szekely Z1" : "Acerbi-Szekely Z2"
    guard let value = self.statistic(statistic) else {
      return "\(name): no breach in \(periods), so there is no depth to test."
    }
    return CoverageProbability.verdict(
      "\(name) \(CoverageProbability.digits(value))",
      pValue: simulation.pValue(statistic, observed: value), significance: significance,
      rejected: "the tail was deeper than promised",
      kept: "the tail was not deeper than promised")
  }
}
