import Glibc
public import SteelyardContracts
import SteelyardMath

/// How the standard error of a value at risk is estimated.
public enum QuantileErrorMethod: Sendable, Hashable, CaseIterable {
  /// From the distribution of order statistics: the variance of a beta-weighted mean of them.
  ///
  /// - Source: J. Maritz, R. Jarrett, "A note on estimating the variance of the sample median",
  ///   Journal of the American Statistical Association 73 (1978), pp. 194-196, with the weights of
  ///   F. Harrell, C. Davis, Biometrika 69 (1982), pp. 635-640.
  case orderStatistics
  /// √(q(1 − q)/n) over a Gaussian kernel density at the value at risk, with Silverman's bandwidth.
  case kernelDensity
}

/// An interval between two order statistics that holds the true value at risk.
public struct QuantileInterval: Sendable, Hashable {
  /// The smaller loss; minus infinity where the sample is too small for an end.
  public let lower: Double
  /// The larger loss; infinity where the sample is too small for an end.
  public let upper: Double
  /// The exact probability that the interval holds it, at least what was asked for.
  public let coverage: Double
}

extension HistoricalTail {
  /// The standard error of the value at risk, were the scenarios independent draws.
  ///
  /// - Returns: In the currency of the input, ≥ 0.
  /// - Throws: `invalidInput`; `notApplicable` where the kernel sees no density at the value at risk.
  public func valueAtRiskStandardError(
    level: Double, method: QuantileErrorMethod
  ) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    switch method {
    case .orderStatistics: return orderStatisticError(level: level)
    case .kernelDensity:
      let boundary = try -valueAtRisk(level: level)
      let density = kernelDensity(at: boundary)
      guard density > 0 else {
        throw SteelyardError(
          .notApplicable,
          "All scenarios have one profit; there is no density to take an error from.",
          remedy: "Use order statistics.")
      }
      return (level * (1 - level) / effectiveCount).squareRoot() / density
    }
  }

  /// The standard error of the expected shortfall, were the scenarios independent draws: the spread
  /// of its influence function, max(L − VaR, 0)/(1 − level), over the root of the effective count.
  ///
  /// - Returns: In the currency of the input, ≥ 0.
  /// - Throws: `invalidInput`.
  /// - Source: B. Manistre, G. Hancock, "Variance of the CTE estimator", North American Actuarial
  ///   Journal 9 (2005), pp. 129-156.
  public func expectedShortfallStandardError(level: Double) throws(SteelyardError) -> Double {
    let boundary = try valueAtRisk(level: level)
    let influence = sortedProfit.map { max(-$0 - boundary, 0) / (1 - level) }
    guard let moments = SampleMoments(influence, weights: sortedWeights) else {
      preconditionFailure("a tail is not empty and its weights sum to one")
    }
    return (moments.variance / effectiveCount).squareRoot()
  }

  /// Two observed losses that hold the true value at risk between them, with its exact probability.
  ///
  /// How many of n independent losses exceed the true value at risk is binomial, whatever their
  /// distribution; each end leaves out at most half of 1 − confidence.
  ///
  /// - Throws: `invalidInput`; `notApplicable` for weighted scenarios.
  /// - Source: H. David, H. Nagaraja, "Order Statistics", 3rd edition (2003), section 7.1.
  public func valueAtRiskInterval(
    level: Double, confidence: Double
  ) throws(SteelyardError) -> QuantileInterval {
    try TailLevel.check(level)
    try TailLevel.check(confidence)
    guard isEquallyWeighted,
      let binomial = BinomialDistribution(trials: count, probability: 1 - level)
    else {
      throw SteelyardError(
        .notApplicable, "Exact intervals count observations; these carry weights.",
        remedy: "Use the standard error instead.")
    }
    let outside = 0.5 * (1 - confidence)
    // The worse end is the observation of rank r from the worst: missed if fewer than r exceed.
    let worse = rank { binomial.cumulative($0 - 1) <= outside }
    let better = rank { binomial.complementary($0 - 1) > outside } + 1
    let missedWorse = worse == 0 ? 0 : binomial.cumulative(worse - 1)
    let missedBetter = better > count ? 0 : binomial.complementary(better - 1)
    return QuantileInterval(
      lower: better > count ? -.infinity : -sortedProfit[better - 1],
      upper: worse == 0 ? .infinity : -sortedProfit[worse - 1],
      coverage: 1 - missedWorse - missedBetter)
  }

  /// The largest rank from 1 to the count for which a condition that begins true holds, 0 for none.
  private func rank(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return low
  }

  private func orderStatisticError(level: Double) -> Double {
    let size = effectiveCount + 1
    let (first, second) = (size * (1 - level), size * level)
    var (mean, square) = (CompensatedSum(), CompensatedSum())
    // Profits are taken from the boundary, or the square of a large mean would swallow the spread.
    let centre = sortedProfit[boundaryRank(level: level)]
    var passed = CompensatedSum()
    var before = 0.0
    for (profit, weight) in zip(sortedProfit, sortedWeights) {
      passed.add(weight)
      let share = min(passed.value, 1)
      let beta = IncompleteBeta(share, complement: 1 - share, first: first, second: second).lower
      let distance = profit - centre
      mean.add((beta - before) * distance)
      square.add((beta - before) * distance * distance)
      before = beta
      if beta == 1 { break }
    }
    return max(0, square.value - mean.value * mean.value).squareRoot()
  }

  /// - Source: B. Silverman, "Density Estimation" (1986), eq. 3.31.
  private func kernelDensity(at profit: Double) -> Double {
    guard let moments = SampleMoments(sortedProfit, weights: sortedWeights) else { return 0 }
    let quartiles =
      sortedProfit[boundaryRank(level: 0.25)] - sortedProfit[boundaryRank(level: 0.75)]
    let deviation = moments.standardDeviation
    let spread = quartiles > 0 ? min(deviation, quartiles / 1.34) : deviation
    let width = 0.9 * spread * pow(effectiveCount, -0.2)
    guard width > 0 else { return 0 }
    let kernels = zip(sortedProfit, sortedWeights).lazy.map {
      $1 * NormalDistribution.density(($0 - profit) / width)
    }
    return CompensatedSum(kernels).value / width
  }
}
