import Glibc
public import SteelyardContracts
import SteelyardMath

/// The mean of optimal weights over histories drawn from the moments: what is left of an optimum where its inputs are estimates.
///
/// - Source: R. Michaud, "Efficient Asset Management", Harvard (1998).
public enum Resampled {
  /// Most histories.
  public static let drawsMax = 10_000

  /// Draws histories of normal returns, takes the moments of each, and averages what the optimiser makes of them.
  ///
  /// Where the constraints are convex, as all of `AllocationConstraints` are, the mean keeps them too. Draws without an optimum are left out, and
  /// the allocation is stopped where that is more than half of them.
  ///
  /// - Parameters:
  ///   - moments: What is drawn from.
  ///   - observationCount: Steps of each history: as many as the moments were estimated from; at least 2.
  ///   - draws: Histories; at least 1.
  ///   - seed: Of the draws.
  ///   - optimiser: The weights for the moments of one history.
  /// - Returns: The objective is the deviation under the moments given.
  /// - Throws: `invalidInput` for counts out of range or a covariance that is not positive semi-definite; what the optimiser throws.
  public static func allocation(
    _ moments: AssetMoments, observationCount: Int, draws: Int, seed: UInt64,
    optimiser: (AssetMoments) throws(SteelyardError) -> Allocation
  ) throws(SteelyardError) -> Allocation {
    guard observationCount >= 2, (1...drawsMax).contains(draws) else {
      throw SteelyardError(
        .invalidInput, "\(draws) histories of \(observationCount) steps can't be drawn.",
        remedy: "Ask for 1 to \(drawsMax) histories of at least 2 steps.")
    }
    let factor = choleskyFactor(moments.covariance, tolerance: 1e-12)
    guard factor.status == .converged else {
      throw SteelyardError(
        .invalidInput, "The covariance is not positive semi-definite.",
        remedy: "Estimate it from one panel without gaps, or shrink it.")
    }
    let count = moments.assets.count
    var generator = SplitMix64(seed: seed)
    var sum = [Double](repeating: 0, count: count)
    var solved = 0
    var residual = 0.0
    var steps = 0
    for _ in 0..<draws {
      let drawn = try history(moments, factor, observationCount, &generator)
      let allocation = try optimiser(drawn)
      steps += allocation.iterationCount
      guard allocation.status == .optimal else { continue }
      solved += 1
      residual = max(residual, allocation.residual)
      for asset in sum.indices { sum[asset] += allocation.weights[asset] }
    }
    let weights = sum.map { solved > 0 ? $0 / Double(solved) : 0 }
    return Allocation(
      .resampled, weights: weights,
      value: RiskContributions.deviation(of: weights, covariance: moments.covariance).risk,
      moments: moments, status: 2 * solved > draws ? .optimal : .stopped, residual: residual,
      iterationCount: steps)
  }

  /// The sample moments of one drawn history.
  private static func history(
    _ moments: AssetMoments, _ factor: CholeskyFactor, _ observationCount: Int,
    _ generator: inout SplitMix64
  ) throws(SteelyardError) -> AssetMoments {
    let count = moments.assets.count
    var rows: [[Double]] = []
    rows.reserveCapacity(observationCount)
    var normals = [Double](repeating: 0, count: count)
    for _ in 0..<observationCount {
      for asset in 0..<count {
        // Box and Muller; the second of each pair is not used.
        let radius = (-2 * log(generator.nextUnit())).squareRoot()
        normals[asset] = radius * cos(2 * .pi * generator.nextUnit())
      }
      rows.append(
        (0..<count).map { asset in
          (0...asset).reduce(moments.means[asset]) { $0 + factor.lower[asset, $1] * normals[$1] }
        })
    }
    let means = (0..<count).map { asset in
      rows.reduce(0) { $0 + $1[asset] } / Double(observationCount)
    }
    var products = Matrix(rowCount: count, columnCount: count, repeating: 0)
    for row in rows {
      for first in 0..<count {
        for second in 0...first {
          products[first, second] +=
            (row[first] - means[first]) * (row[second] - means[second])
            / Double(observationCount - 1)
        }
      }
    }
    return try AssetMoments(
      assets: moments.assets, means: means,
      covariance: Matrix(size: count) { products[max($0, $1), min($0, $1)] })
  }
}
