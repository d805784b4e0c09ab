public import SteelyardContracts
public import SteelyardMath

/// The tail of a profit of which four moments are known, by an expansion around the normal quantile.
///
/// z + (z² − 1)S/6 + (z³ − 3z)K/24 − (2z³ − 5z)S²/36 with skewness S and excess kurtosis K. Outside a
/// region of (S, K) the expansion is no quantile, because it falls as z rises; `isMonotone` tells.
///
/// - Source: E. Cornish, R. Fisher, "Moments and cumulants in the specification of distributions",
///   Revue de l'Institut International de Statistique 5 (1937), pp. 307-320; region D. Maillard, "A
///   user's guide to the Cornish Fisher expansion" (2012).
public struct CornishFisherTail: Sendable, Hashable {
  /// The mean profit, in its currency.
  public let mean: Double
  /// Its standard deviation, > 0.
  public let standardDeviation: Double
  /// S of the profit.
  public let skewness: Double
  /// K of the profit: 0 for a normal one.
  public let excessKurtosis: Double

  /// A tail from four moments.
  ///
  /// - Throws: `invalidInput` for moments that are not finite or a deviation that is not above 0.
  public init(
    mean: Double, standardDeviation: Double, skewness: Double, excessKurtosis: Double
  ) throws(SteelyardError) {
    guard mean.isFinite, standardDeviation > 0, standardDeviation.isFinite, skewness.isFinite,
      excessKurtosis.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "Moments \(mean), \(standardDeviation), \(skewness), \(excessKurtosis) make no tail.",
        remedy: "Give finite moments and a standard deviation above 0.")
    }
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.skewness = skewness
    self.excessKurtosis = excessKurtosis
  }

  /// A tail from the moments of scenario profits.
  ///
  /// - Throws: `invalidInput`, also where all profits are equal.
  public init(_ moments: SampleMoments) throws(SteelyardError) {
    try self.init(
      mean: moments.mean, standardDeviation: moments.standardDeviation,
      skewness: moments.skewness, excessKurtosis: moments.excessKurtosis)
  }

  /// The expanded quantile of the standardised profit at a probability in (0, 1).
  public func standardisedQuantile(_ probability: Double) -> Double {
    let score = NormalDistribution.quantile(probability)
    let square = score * score
    return score + (square - 1) * skewness / 6 + score * (square - 3) * excessKurtosis / 24
      - score * (2 * square - 5) * skewness * skewness / 36
  }

  /// Whether the expansion rises with the probability over the whole tail below 1 − level.
  ///
  /// - Throws: `invalidInput` for a level outside (0, 1).
  public func isMonotone(beyond level: Double) throws(SteelyardError) -> Bool {
    try TailLevel.check(level)
    // The slope is a z² + b z + c; it must not be negative for any z up to the boundary.
    let boundary = NormalDistribution.quantile(1 - level)
    let curve = excessKurtosis / 8 - skewness * skewness / 6
    let tilt = skewness / 3
    let base = 1 - excessKurtosis / 8 + 5 * skewness * skewness / 36
    func slope(_ score: Double) -> Double { (curve * score + tilt) * score + base }
    if curve < 0 || (curve == 0 && tilt > 0) { return false }
    let lowest = curve > 0 ? min(boundary, -tilt / (2 * curve)) : boundary
    return slope(lowest) >= 0
  }

  /// The value at risk, also where the expansion is not monotone: look at `isMonotone` then.
  ///
  /// - Throws: `invalidInput` for a level outside (0, 1).
  public func valueAtRisk(level: Double) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    return -mean - standardDeviation * standardisedQuantile(1 - level)
  }

  /// The expected shortfall: the mean of the expanded quantile below 1 − level, in closed form.
  ///
  /// With z the normal quantile at 1 − level it is n(z)/(1 − level) times
  /// 1 + zS/6 + (z² − 1)K/24 − (2z² − 1)S²/36.
  ///
  /// - Throws: `invalidInput`; `notApplicable` where the expansion is not monotone in the tail.
  public func expectedShortfall(level: Double) throws(SteelyardError) -> Double {
    guard try isMonotone(beyond: level) else {
      throw SteelyardError(
        .notApplicable,
        "With skewness \(skewness) and excess kurtosis \(excessKurtosis) the expansion turns back "
          + "within the tail at \(level).",
        remedy: "Use a historical or Pareto tail.")
    }
    let score = NormalDistribution.quantile(1 - level)
    let square = score * score
    let bracket =
      1 + score * skewness / 6 + (square - 1) * excessKurtosis / 24
      - (2 * square - 1) * skewness * skewness / 36
    return standardDeviation * NormalDistribution.density(score) / (1 - level) * bracket - mean
  }
}
