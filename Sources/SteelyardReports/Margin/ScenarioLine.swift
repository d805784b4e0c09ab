import SteelyardScenarios
import SteelyardMargin

/// A scenario of a bucket in report currency.
struct ScenarioLine {
  let bucket: BucketExplanation
  let outcome: BucketExplanation.Outcome
  /// The scenario's label, with its bucket in front where there are several.
  let label: String
  /// Plain sum over the positions.
  let profit: Double
  /// What the measure sees after offsets and dampener.
  let countedProfit: Double
  /// What each position added, in the order of the bucket's instruments.
  let contributions: [Double]
  /// Whether the bucket's requirement stands on it.
  let isBinding: Bool
}

extension MarginReport {
  /// How many of the worst scenarios are told by position.
  private static let worstCount = 5

  /// Every scenario of every bucket, in order.
  var scenarios: [ScenarioLine] {
    explanation.buckets.flatMap { bucket in
      let scale = bucket.usdPerUnit / usdPerUnit
      return bucket.outcomes.map { outcome in
        ScenarioLine(
          bucket: bucket, outcome: outcome,
          label: (explanation.buckets.count > 1 ? bucket.name + ": " : "")
            + outcome.scenario.label,
          profit: outcome.profit * scale, countedProfit: outcome.countedProfit * scale,
          contributions: outcome.contributions.map { $0 * scale },
          isBinding: outcome.index == bucket.worstIndex)
      }
    }
  }

  /// The worst scenarios over all buckets by counted profit, each bucket's binding one among them.
  func worst(of scenarios: [ScenarioLine]) -> [ScenarioLine] {
    let order = scenarios.indices.sorted {
      (scenarios[$0].countedProfit, $0) < (scenarios[$1].countedProfit, $1)
    }
    let first = Set(order.prefix(Self.worstCount))
    return order.filter { first.contains($0) || scenarios[$0].isBinding }.map { scenarios[$0] }
  }
}
