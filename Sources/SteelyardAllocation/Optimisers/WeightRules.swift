/// Weights by simple rules, to hold optimisers against.
public enum WeightRules {
  /// Weights in proportion to one over the deviation, summing to 1; the objective is the deviation.
  public static func inverseVolatility(_ moments: AssetMoments) -> Allocation {
    let inverses = moments.deviations.map { 1 / $0 }
    let sum = inverses.reduce(0, +)
    return rule(.inverseVolatility, inverses.map { $0 / sum }, moments)
  }

  /// As much of each asset, summing to 1; the objective is the deviation.
  public static func equalWeight(_ moments: AssetMoments) -> Allocation {
    let count = moments.assets.count
    return rule(
      .equalWeight, [Double](repeating: 1 / Double(count), count: count), moments)
  }

  private static func rule(
    _ kind: Allocation.Objective.Kind, _ weights: [Double], _ moments: AssetMoments
  ) -> Allocation {
    Allocation(
      kind, weights: weights,
      value: RiskContributions.deviation(of: weights, covariance: moments.covariance).risk,
      moments: moments)
  }
}
