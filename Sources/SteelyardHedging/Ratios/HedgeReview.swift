public import SteelyardContracts
import SteelyardMath

/// Whether a hedge still works, by tests that are stated beforehand, and why not.
///
/// All numbers are out of sample: every ratio was made from the steps before it. Only `inSample` looks at everything,
/// so that the difference shows what hindsight is worth.
public struct HedgeReview: Sendable, Hashable {
  /// What a hedge is held against.
  public struct Rules: Sendable, Hashable {
    /// The last steps that are looked at.
    public let window: Int
    /// The variance that the hedge has to take away over them, as a share.
    public let effectivenessMin: Double
    /// A break is believed where its probability is below.
    public let breakProbabilityMax: Double
    /// Steps that a volatility of the regimes is made of.
    public let regimeWindow: Int
    /// The share of the steps that count as calm.
    public let calmShare: Double

    /// Rules from their parts.
    ///
    /// - Throws: `invalidInput` for a share outside (0, 1) or a window below 10 steps.
    public init(
      window: Int, effectivenessMin: Double, breakProbabilityMax: Double, regimeWindow: Int,
      calmShare: Double
    ) throws(SteelyardError) {
      for share in [effectivenessMin, breakProbabilityMax, calmShare]
      where !(share > 0 && share < 1) {
        throw SteelyardError(
          .invalidInput, "A share of the rules is \(share).", remedy: "Give one between 0 and 1.")
      }
      guard window >= 10, regimeWindow >= 2 else {
        throw SteelyardError(
          .invalidInput, "Windows of \(window) and \(regimeWindow) steps.",
          remedy: "Give at least 10 steps for the review and 2 for regimes.")
      }
      self.window = window
      self.effectivenessMin = effectivenessMin
      self.breakProbabilityMax = breakProbabilityMax
      self.regimeWindow = regimeWindow
      self.calmShare = calmShare
    }
  }

  /// What is said of the hedge.
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// It does what it is held for.
    case works
    /// It still takes risk away, but the line it stands on has moved.
    case changed
    /// It takes away less than is asked of it: it has stopped working.
    case stopped
  }

  /// The method of the ratios.
  public let method: HedgeRatioMethod
  /// What it was held against.
  public let rules: Rules
  /// The minimum-variance ratio of the whole history, with hindsight.
  public let inSample: MinimumVarianceRatio
  /// All steps that have a ratio.
  public let outOfSample: HedgeEffectiveness
  /// The last steps.
  public let recent: HedgeEffectiveness
  /// Variance taken away over each window of steps; shape `[window end]`, the last being `recent`.
  public let rolling: [Double]
  /// By regime; nil where it has too few steps.
  public let byRegime: [HedgeRegimes.Regime: HedgeEffectiveness]
  /// The break at the beginning of the last steps; nil where it cannot be tested.
  public let latestBreak: HedgeBreak?
  /// The ratio for the next step.
  public let nextRatio: Double
  /// What is said.
  public let verdict: Verdict
  /// Why, a sentence each, with the numbers.
  public let reasons: [String]

  /// A review of a hedge.
  ///
  /// - Throws: What the method, `HedgeEffectiveness`, `HedgeRegimes` and `MinimumVarianceRatio` throw;
  ///   `missingMarketData` where fewer steps than the window have a ratio.
  public init(
    of method: HedgeRatioMethod, over series: HedgeSeries, _ rules: Rules
  ) throws(SteelyardError) {
    let ratios = try method.ratios(over: series)
    let held = (0..<series.count).filter { ratios[$0] != nil }
    guard held.count >= rules.window, let next = ratios.last ?? nil else {
      throw SteelyardError(
        .missingMarketData,
        "\(held.count) steps have a ratio, the review looks at \(rules.window).",
        remedy: "Give a longer history, or a shorter window.")
    }
    self.method = method
    self.rules = rules
    nextRatio = next
    inSample = try MinimumVarianceRatio(series)
    outOfSample = try HedgeEffectiveness(of: ratios, over: series)
    var only = [Double?](repeating: nil, count: series.count)
    for step in held.suffix(rules.window) { only[step] = ratios[step] }
    let recent = try HedgeEffectiveness(of: only, over: series)
    self.recent = recent
    rolling = HedgeReview.rolling(series, ratios, held, rules.window)
    let regimes = try HedgeRegimes(
      of: series, window: rules.regimeWindow, calmShare: rules.calmShare)
    var byRegime: [HedgeRegimes.Regime: HedgeEffectiveness] = [:]
    for regime in HedgeRegimes.Regime.allCases {
      byRegime[regime] = try? HedgeEffectiveness(
        of: regimes.ratios(ratios, in: regime), over: series)
    }
    self.byRegime = byRegime
    let start = held[held.count - rules.window]
    let latestBreak = try? HedgeBreak(in: series, at: start)
    self.latestBreak = latestBreak
    (verdict, reasons) = HedgeReview.judged(recent, byRegime, latestBreak, rules)
  }

  /// Sliding sums: the same numbers as a `HedgeEffectiveness` of each window, but for rounding.
  private static func rolling(
    _ series: HedgeSeries, _ ratios: [Double?], _ held: [Int], _ window: Int
  ) -> [Double] {
    let target = held.map { series.target[$0] }
    let hedged = held.map { series.target[$0] - (ratios[$0] ?? 0) * series.hedge[$0] }
    return (window...held.count).map { end in
      let range = (end - window)..<end
      let moments = SeriesMoments(
        HedgeSeries(checkedTarget: Array(target[range]), hedge: Array(hedged[range])))
      return moments.targetVariance > 0 ? 1 - moments.hedgeVariance / moments.targetVariance : 0
    }
  }

  private static func judged(
    _ recent: HedgeEffectiveness, _ byRegime: [HedgeRegimes.Regime: HedgeEffectiveness],
    _ latestBreak: HedgeBreak?, _ rules: Rules
  ) -> (Verdict, [String]) {
    func percent(_ share: Double) -> String { "\((1000 * share).rounded() / 10) %" }
    func number(_ value: Double) -> String { "\((1000 * value).rounded() / 1000)" }
    let isWeak = recent.varianceReduction < rules.effectivenessMin
    let isBroken = latestBreak.map { $0.probability < rules.breakProbabilityMax } ?? false
    var reasons = [
      "Over the last \(recent.stepCount) steps the hedge took away \(percent(recent.varianceReduction)) of the "
        + "variance; "
        + "\(percent(rules.effectivenessMin)) is asked of it."
    ]
    if let latestBreak, isBroken {
      reasons.append(
        "The slope went from \(number(latestBreak.ratioBefore)) to \(number(latestBreak.ratioAfter)) at the "
          + "beginning of "
          + "these steps (Chow's F \(number(latestBreak.statistic)), probability under "
          + "\(rules.breakProbabilityMax) without a break).")
    }
    if isWeak {
      let asked = rules.effectivenessMin.squareRoot()
      reasons.append(
        abs(recent.correlation) < asked
          ? "The correlation is \(number(recent.correlation)): no ratio would have met the threshold, which takes "
            + "\(number(asked))."
          : "The correlation of \(number(recent.correlation)) would do: the ratio held, \(number(recent.ratioMean)) on "
            + "average, is the wrong one.")
    }
    if let calm = byRegime[.calm], let stressed = byRegime[.stressed] {
      reasons.append(
        "In calm markets it took away \(percent(calm.varianceReduction)), in stressed ones "
          + "\(percent(stressed.varianceReduction)).")
    }
    return (isWeak ? .stopped : isBroken ? .changed : .works, reasons)
  }
}
