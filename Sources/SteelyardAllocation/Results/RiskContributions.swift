public import SteelyardMath
import SteelyardOptimisation

/// What each weight adds to a risk: weight × slope of the risk in it, summing to the risk (Euler's theorem for homogeneous functions).
///
/// - Source: D. Tasche, "Risk contributions and performance measurement", Technische Universität München (1999).
public enum RiskContributions {
  /// Of the standard deviation: w_i (Σ w)_i / σ; zeros where nothing moves.
  ///
  /// - Precondition: The covariance has a row and a column for each weight.
  public static func deviation(
    of weights: [Double], covariance: Matrix
  ) -> (risk: Double, parts: [Double]) {
    let slopes = covariance * weights
    let products = zip(weights, slopes).map { $0 * $1 }
    let deviation = max(CompensatedSum(products).value, 0).squareRoot()
    return (deviation, products.map { deviation > 0 ? $0 / deviation : 0 })
  }

  /// Of the tail loss: −Σ share_s w_i r_si over the worst scenarios, the one on the edge with the part of it that counts.
  public static func tailLoss(
    of weights: [Double], in scenarios: ReturnScenarios, level: Double
  ) -> (risk: Double, threshold: Double, parts: [Double]) {
    let losses = scenarios.returns(of: weights).map { -$0 }
    let tail = TailProgram.tailMean(
      of: losses, probabilities: scenarios.probabilities, level: level)
    var left = 1 - level
    var parts = [Double](repeating: 0, count: weights.count)
    for scenario in losses.indices.sorted(by: { (-losses[$0], $0) < (-losses[$1], $1) })
    where left > 0 {
      let share = min(left, scenarios.probabilities[scenario]) / (1 - level)
      left -= scenarios.probabilities[scenario]
      for asset in weights.indices {
        parts[asset] -= share * weights[asset] * scenarios.returns[scenario, asset]
      }
    }
    return (tail.mean, tail.threshold, parts)
  }
}
