import Glibc
import SteelyardMath

/// The undiscounted value of an out-of-the-money lognormal option, in units of the smaller of
/// forward and strike.
///
/// A call above the forward and a put below it have the same form, so one function serves both; an
/// in-the-money option is its intrinsic value plus this.
///
/// - Parameters:
///   - logDistance: |ln(F/K)|.
///   - totalDeviation: σ√T, decimal.
/// - Returns: From 0 to 1.
/// - Accuracy: Relative error below 1e-14 × max(1, cond), cond = vega × σ / value.
/// - Source: F. Black, "The pricing of commodity contracts", J. Financial Economics 3 (1976); written
///   with Mills ratios since F n(d₁) = K n(d₂).
package func timeValueRatio(logDistance: Double, totalDeviation: Double) -> Double {
  guard let (argument, distance, half) = standardised(logDistance, totalDeviation) else { return 0 }
  if totalDeviation >= 1 && argument > 0 {
    // N(d₁) is at least a half and the strike's leg at most half of that: nothing cancels.
    return NormalDistribution.cumulative(argument)
      - NormalDistribution.density(argument) * NormalDistribution.millsRatio(distance + half)
  }
  return NormalDistribution.density(argument)
    * NormalDistribution.millsRatioDifference(centre: distance, halfWidth: half)
}

/// What is missing from `timeValueRatio` to its maximum, 1, with all digits when that is little.
package func timeValueShortfall(logDistance: Double, totalDeviation: Double) -> Double {
  guard let (argument, distance, half) = standardised(logDistance, totalDeviation) else { return 1 }
  return NormalDistribution.cumulative(-argument)
    + NormalDistribution.density(argument) * NormalDistribution.millsRatio(distance + half)
}

/// The out-of-the-money d₁, |x|/s and s/2; nil where the deviation is zero or so small that the value
/// is zero in doubles.
package func standardised(
  _ logDistance: Double, _ totalDeviation: Double
) -> (argument: Double, distance: Double, half: Double)? {
  guard totalDeviation > 0 else { return nil }
  let distance = logDistance / totalDeviation
  guard distance < 1e6 else { return nil }
  let half = 0.5 * totalDeviation
  return (half - distance, distance, half)
}
