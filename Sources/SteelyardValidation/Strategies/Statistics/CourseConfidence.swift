import SteelyardMath

/// How sure the Sharpe ratio of one of several rules is that were walked side by side.
///
/// The interval is that of the stationary bootstrap, blocks of 20 steps in the mean; the deflated ratio is the
/// probability that the true one is above what the best of all rules would reach by chance.
///
/// - Source: D. Politis, J. Romano, "The stationary bootstrap", JASA 89 (1994); D. Bailey, M. López de Prado, "The
///   deflated Sharpe ratio", J. Portfolio Management 40 (2014).
public struct CourseConfidence: Sendable, Hashable {
  /// 90 % of the drawn Sharpe ratios of a year lie in it.
  public let sharpe: StationaryBootstrap.Interval
  /// The probability, 0 to 1.
  public let deflated: Double
  /// How many rules there were.
  public let trials: Int

  /// The confidence of each of several rules; nil for one that did not move or is shorter than twenty steps.
  ///
  /// - Parameters:
  ///   - courses: Returns of each rule over the same steps; shape `[rule][step]`.
  ///   - stepsPerYear: 365 for days.
  ///   - seed: Of the bootstrap.
  public static func ofEach(
    _ courses: [[Double]], stepsPerYear: Double, seed: UInt64
  ) -> [CourseConfidence?] {
    let ratios = courses.map { returns -> Double? in
      guard returns.count >= 20, let moments = SampleMoments(returns), moments.variance > 0 else {
        return nil
      }
      return moments.mean / moments.unbiasedVariance.squareRoot()
    }
    let known = ratios.compactMap { $0 }
    let variance = known.count > 1 ? SampleMoments(known)?.unbiasedVariance ?? 0 : 0
    return zip(courses, ratios).map { returns, ratio in
      guard let ratio, let moments = SampleMoments(returns),
        let deflated = try? DeflatedSharpe(
          sharpe: ratio, skewness: moments.skewness, kurtosis: moments.excessKurtosis + 3,
          periods: returns.count, trials: known.count, trialVariance: variance),
        let bootstrap = try? StationaryBootstrap(
          returns: returns, periodDays: 365 / stepsPerYear,
          blockLength: min(20, max(1, Double(returns.count) / 10)), trials: 1000, confidence: 0.9,
          seed: seed)
      else { return nil }
      return CourseConfidence(
        sharpe: bootstrap.sharpe, deflated: deflated.probability, trials: known.count)
    }
  }
}
