import SteelyardMath

/// Likelihood ratios of counts, as sums of deviances: nothing large is subtracted, and 0 ln 0 is 0.
enum LikelihoodRatio {
  /// Of a share of breaches against the promised one.
  static func proportion(_ breaches: Int, of periods: Int, promised: Double) -> Double {
    let (hits, size) = (Double(breaches), Double(periods))
    return 2 * (deviance(hits, size * promised) + deviance(size - hits, size * (1 - promised)))
  }

  /// Of breaches that depend on the period before against breaches that do not.
  static func independence(_ transitions: BreachTransitions) -> Double {
    let quiet = Double(transitions.quietToQuiet + transitions.quietToBreach)
    let hit = Double(transitions.breachToQuiet + transitions.breachToBreach)
    let rate =
      Double(transitions.quietToBreach + transitions.breachToBreach) / (quiet + hit)
    let afterQuiet =
      deviance(Double(transitions.quietToBreach), quiet * rate)
      + deviance(Double(transitions.quietToQuiet), quiet * (1 - rate))
    let afterHit =
      deviance(Double(transitions.breachToBreach), hit * rate)
      + deviance(Double(transitions.breachToQuiet), hit * (1 - rate))
    return 2 * (afterQuiet + afterHit)
  }

  /// The chi-square tail beyond a statistic.
  static func pValue(_ statistic: Double, degreesOfFreedom: Int) -> Double {
    guard let chiSquare = ChiSquareDistribution(degreesOfFreedom: Double(degreesOfFreedom)) else {
      preconditionFailure("a likelihood ratio has at least one degree of freedom")
    }
    return chiSquare.complementary(statistic)
  }
}
