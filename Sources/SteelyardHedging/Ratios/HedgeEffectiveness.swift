public import SteelyardContracts
import SteelyardMath

/// What a hedge took away over some steps, at the ratios that were held.
///
///     effectiveness = 1 − Var(target − ratio × hedge) / Var(target)
///
/// Below zero the hedge added risk. Variances are about the mean, n − 1 in their denominators.
///
/// - Source: L. Ederington, J. Finance 34 (1979); for shortfalls, J. Cotter, J. Hanly, "Re-evaluating hedging
///   performance", J. Futures Markets 26 (2006).
public struct HedgeEffectiveness: Sendable, Hashable {
  /// Steps.
  public let stepCount: Int
  /// 1 − Var(hedged) / Var(target).
  public let varianceReduction: Double
  /// The same for the mean loss of the worst 5 % of the steps; nil where the target's own is no loss.
  public let shortfallReduction: Double?
  /// Correlation of target and hedge.
  public let correlation: Double
  /// Deviation of the target, in units of a step.
  public let targetDeviation: Double
  /// Basis risk: the deviation of what is left, in units of a step.
  public let basisRisk: Double
  /// The largest loss of a step of what is left, positive for a loss.
  public let worstLoss: Double
  /// Mean of the ratios held.
  public let ratioMean: Double
  /// Deviation of the ratios held: 0 for a ratio that stays.
  public let ratioDeviation: Double
  /// Mean change of the ratio from step to step, which is traded.
  public let turnover: Double

  /// The share of the steps whose mean loss is the shortfall.
  public static let shortfallShare = 0.05

  /// What ratios did over the steps that have one.
  ///
  /// - Parameter ratios: Nil for steps that are not hedged and not counted; shape `[step]`, or one more that is not
  ///   used.
  /// - Throws: `invalidInput` for ratios of another count; `missingMarketData` where fewer than
  ///   `HedgeSeries.stepsMin` steps have one; `notApplicable` where the target does not move.
  public init(of ratios: [Double?], over series: HedgeSeries) throws(SteelyardError) {
    guard ratios.count >= series.count else {
      throw SteelyardError(
        .invalidInput, "\(ratios.count) ratios for \(series.count) steps.",
        remedy: "Give one for each step, nil where there is none.")
    }
    let held = (0..<series.count).compactMap { step in
      ratios[step].map { (step: step, ratio: $0) }
    }
    guard held.count >= HedgeSeries.stepsMin else {
      throw SteelyardError(
        .missingMarketData, "\(held.count) steps have a ratio.",
        remedy: "Give a longer history, or a shorter window.")
    }
    let target = held.map { series.target[$0.step] }
    let hedged = held.map { series.target[$0.step] - $0.ratio * series.hedge[$0.step] }
    let used = SeriesMoments(
      HedgeSeries(checkedTarget: target, hedge: held.map { series.hedge[$0.step] }))
    let left = SeriesMoments(HedgeSeries(checkedTarget: hedged, hedge: held.map(\.ratio)))
    guard used.targetVariance > 0 else {
      throw SteelyardError(
        .notApplicable, "The target does not move.", remedy: "Give steps over which it moves.")
    }
    stepCount = held.count
    varianceReduction = 1 - left.targetVariance / used.targetVariance
    let before = HedgeEffectiveness.shortfall(target)
    shortfallReduction = before > 0 ? 1 - HedgeEffectiveness.shortfall(hedged) / before : nil
    correlation =
      used.hedgeVariance > 0
      ? used.covariance / (used.hedgeVariance * used.targetVariance).squareRoot() : 0
    targetDeviation = used.targetVariance.squareRoot()
    basisRisk = left.targetVariance.squareRoot()
    worstLoss = -(hedged.min() ?? 0)
    ratioMean = left.hedgeMean
    ratioDeviation = left.hedgeVariance.squareRoot()
    turnover =
      zip(held, held.dropFirst()).reduce(0) { $0 + abs($1.1.ratio - $1.0.ratio) }
      / Double(held.count - 1)
  }

  /// Mean loss of the worst steps, the last one counted by the part that is needed.
  static func shortfall(_ profits: [Double]) -> Double {
    let wanted = shortfallShare * Double(profits.count)
    var rest = wanted
    var sum = 0.0
    for profit in profits.sorted() where rest > 0 {
      sum -= min(rest, 1) * profit
      rest -= 1
    }
    return sum / wanted
  }
}
