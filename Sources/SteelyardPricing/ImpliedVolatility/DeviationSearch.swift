import Glibc
import SteelyardMath

/// The search for the total deviation σ√T that gives a time value.
///
/// Below half the maximum the search runs on (−ln b)^(−1/2), which is a straight line in s where
/// b = e^(−x²/2s²), the far tail; above it on (−ln(1 − b))^(1/2), which is straight where
/// 1 − b = e^(−s²/8). Both ratios b/b' and (1 − b)/b' are sums of Mills ratios, so they keep their
/// digits where the prices themselves underflow.
///
/// - Source: The choice of transforms follows P. Jäckel, "Let's be rational", Wilmott (2015).
struct DeviationSearch {
  /// |ln(F/K)|.
  let distance: Double
  /// Time value over its maximum, in (0, 1).
  let ratio: Double
  /// 1 − ratio, with its own digits.
  let shortfall: Double

  /// Newton doubles the digits at each step; bisection, where Newton leaves the bracket, needs some
  /// 60 more at worst.
  static let maximumIterations = 200

  func solve() -> (deviation: Double, iterations: Int)? {
    if distance == 0 {
      // b = 2N(s/2) − 1 has a closed inverse where the quantile keeps its digits.
      if ratio > 0.5 { return (-2 * NormalDistribution.quantile(0.5 * shortfall), 0) }
    }
    var low = 0.0
    var high = Double.infinity
    var deviation = start()
    var lastRelativeStep = Double.infinity
    for iteration in 1...DeviationSearch.maximumIterations {
      let step = newtonStep(deviation)
      guard step.isFinite else { return nil }
      // A step within rounding says that nothing is left to gain; it must not narrow the bracket.
      if abs(step) <= 2e-16 * deviation { return (deviation, iteration) }
      if step > 0 { low = deviation } else { high = deviation }
      var next = deviation + step
      if next <= low || next >= high {
        next = high.isFinite ? 0.5 * (low + high) : 2 * deviation
        if next == low || next == high { return (deviation, iteration) }
      }
      let relativeStep = abs(next - deviation) / next
      deviation = next
      // Nor is it when small steps stop shrinking: that is the noise of the residual.
      if relativeStep < 1e-10 && relativeStep >= 0.25 * lastRelativeStep {
        return (deviation, iteration)
      }
      lastRelativeStep = relativeStep
    }
    return nil
  }

  /// The inflection point √(2|x|) of the price, or the at-the-money solution where that is larger.
  private func start() -> Double {
    max((2 * distance).squareRoot(), ratio * 2.5066282746310002)
  }

  private func newtonStep(_ deviation: Double) -> Double {
    let half = 0.5 * deviation
    let centre = distance / deviation
    let argument = half - centre
    if ratio > 0.5 {
      let current = timeValueShortfall(logDistance: distance, totalDeviation: deviation)
      // (1 − b)/(−d(1 − b)/ds)
      let length =
        NormalDistribution.millsRatio(argument) + NormalDistribution.millsRatio(centre + half)
      let excess = log(current / shortfall)
      if abs(excess) < 1e-3 { return excess * length }
      let wanted = (-log(shortfall)).squareRoot()
      let depth = -log(current)
      return depth > 0 ? 2 * (wanted - depth.squareRoot()) * depth.squareRoot() * length : 1
    }
    if argument > 0 && deviation >= 1 {
      let current = timeValueRatio(logDistance: distance, totalDeviation: deviation)
      return (ratio - current) / NormalDistribution.density(argument)
    }
    let length = NormalDistribution.millsRatioDifference(centre: centre, halfWidth: half)
    let depth = 0.5 * argument * argument + 0.91893853320467274178 - log(length)
    let wanted = -log(ratio)
    if abs(depth - wanted) < 1e-3 {
      let current = timeValueRatio(logDistance: distance, totalDeviation: deviation)
      let direct = current.isNormal && current > 1e-290
      return (direct ? log1p((ratio - current) / current) : depth - wanted) * length
    }
    // y = depth^(−1/2), dy/ds = depth^(−3/2) / (2 length)
    return 2 * (wanted.squareRoot().inverse - depth.squareRoot().inverse)
      * depth * depth.squareRoot() * length
  }
}

extension Double {
  fileprivate var inverse: Double { 1 / self }
}
