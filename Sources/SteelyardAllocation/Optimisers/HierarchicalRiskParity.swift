public import SteelyardContracts
import SteelyardMath

/// Hierarchical risk parity: assets in the order of their correlations, and weight divided from the top by the variances of the halves.
///
/// 1. Distance √((1 − ρ) / 2) of each pair, and a tree by single linkage.
/// 2. The assets in the order of the tree's leaves.
/// 3. The list is halved, again and again. Each half's variance is that of its assets in proportion to one over their variances, and
///    the left half has the share 1 − V_left / (V_left + V_right) of what the list has.
///
/// With ranges, the share is drawn to the nearest that leaves each half something between the sums of its own ends: so every weight
/// keeps its range, and without ranges nothing changes.
///
/// - Source: M. López de Prado, "Building diversified portfolios that outperform out of sample", Journal of Portfolio Management 42 (2016),
///   pp. 59-69. The tree is of the distances themselves, not of the distances between their columns. The ranges are ours, after
///   J. Pfitzinger, N. Katzke, "A constrained hierarchical risk parity algorithm with cluster-based capital allocation" (2019).
public struct HierarchicalRiskParity: Sendable {
  /// Covariances.
  public let moments: AssetMoments
  /// Where each weight may lie; they sum to 1.
  public let ranges: [AllocationConstraints.Range]

  /// Weights from 0 to 1.
  public init(_ moments: AssetMoments) {
    self.moments = moments
    ranges = moments.assets.map { _ in .init(0, 1) }
  }

  /// Weights within ranges.
  ///
  /// - Throws: `invalidInput` for another count, a range that is empty or goes below 0, or ranges in which nothing sums to 1.
  public init(
    _ moments: AssetMoments, ranges: [AllocationConstraints.Range]
  ) throws(SteelyardError) {
    let lower = ranges.reduce(0) { $0 + $1.lower }
    let upper = ranges.reduce(0) { $0 + $1.upper }
    guard ranges.count == moments.assets.count,
      ranges.allSatisfy({ $0.lower >= 0 && $0.lower <= $0.upper }), lower <= 1, upper >= 1
    else {
      throw SteelyardError(
        .invalidInput,
        "\(ranges.count) ranges, together from \(lower) to \(upper), for \(moments.assets.count) assets.",
        remedy: "Give each asset a range from 0 up, and room for a sum of 1.")
    }
    self.moments = moments
    self.ranges = ranges
  }

  /// The weights; the objective is the deviation.
  public func allocation() -> Allocation {
    let count = moments.assets.count
    let deviations = moments.deviations
    let distances = Matrix(size: count) { row, column in
      let correlation = moments.covariance[row, column] / (deviations[row] * deviations[column])
      return (min(max(1 - correlation, 0), 2) / 2).squareRoot()
    }
    var weights = [Double](repeating: 0, count: count)
    var bindings: [Binding] = []
    var lists: [(assets: [Int], weight: Double)] = [(SingleLinkage.order(distances), 1)]
    // Every list is halved once: there are no more lists than twice the assets.
    while let list = lists.popLast() {
      guard list.assets.count > 1 else {
        weights[list.assets[0]] = list.weight
        continue
      }
      let left = Array(list.assets[..<(list.assets.count / 2)])
      let right = Array(list.assets[(list.assets.count / 2)...])
      let leftVariance = variance(left)
      let rightVariance = variance(right)
      let free = list.weight * (1 - leftVariance / (leftVariance + rightVariance))
      let most = min(sum(left, \.upper), list.weight - sum(right, \.lower))
      let least = max(sum(left, \.lower), list.weight - sum(right, \.upper))
      let share = min(max(free, least), most)
      lists.append((left, share))
      lists.append((right, list.weight - share))
    }
    for (asset, weight) in weights.enumerated() {
      let range = ranges[asset]
      if range.lower > 0, weight <= range.lower + 1e-12 {
        bindings.append(
          .init(constraint: .weight(asset: asset), end: .lower, bound: range.lower, price: 0))
      } else if range.upper < 1, weight >= range.upper - 1e-12 {
        bindings.append(
          .init(constraint: .weight(asset: asset), end: .upper, bound: range.upper, price: 0))
      }
    }
    return Allocation(
      .hierarchical, weights: weights,
      value: RiskContributions.deviation(of: weights, covariance: moments.covariance).risk,
      moments: moments, bindings: bindings)
  }

  private func sum(
    _ assets: [Int], _ end: KeyPath<AllocationConstraints.Range, Double>
  ) -> Double {
    assets.reduce(0) { $0 + ranges[$1][keyPath: end] }
  }

  /// The variance of assets in proportion to one over their variances.
  private func variance(_ assets: [Int]) -> Double {
    let inverses = assets.map { 1 / moments.covariance[$0, $0] }
    let total = inverses.reduce(0, +)
    return moments.covariance.selecting(assets).quadraticForm(inverses.map { $0 / total })
  }
}
