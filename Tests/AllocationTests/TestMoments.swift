import SteelyardAllocation
import SteelyardMath

/// Moments and scenarios of our own making.
enum TestMoments {
  /// Covariances of a common factor and own moves, different in size, and means between −2 and 5 per mille.
  static func random(_ count: Int, seed: UInt64) throws -> AssetMoments {
    let scenarios = try scenarios(count, count: 4 * count + 40, seed: seed)
    let means = scenarios.means
    var covariance = Matrix(rowCount: count, columnCount: count, repeating: 0)
    for row in 0..<scenarios.returns.rowCount {
      for first in 0..<count {
        for second in 0..<count {
          covariance[first, second] +=
            (scenarios.returns[row, first] - means[first])
            * (scenarios.returns[row, second] - means[second])
            / Double(scenarios.returns.rowCount - 1)
        }
      }
    }
    return try AssetMoments(
      assets: scenarios.assets, means: means,
      covariance: covariance.combined(with: covariance.transposed) { 0.5 * $0 + 0.5 * $1 })
  }

  /// Returns of a few per cent, all as likely.
  static func scenarios(
    _ assets: Int, count: Int, seed: UInt64
  ) throws -> ReturnScenarios {
    var random = SplitMix64(seed: seed)
    var returns = Matrix(rowCount: count, columnCount: assets, repeating: 0)
    for row in 0..<count {
      let common = random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5
      for asset in 0..<assets {
        let own = random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5
        let size = 0.02 + 0.03 * Double(asset) / Double(assets)
        returns[row, asset] =
          size * (0.7 * common + own) + 0.007 * Double((asset * 7) % 5) / 5 - 0.001
      }
    }
    return try ReturnScenarios(
      assets: (0..<assets).map { "A\($0)" }, returns: returns,
      probabilities: [Double](repeating: 1 / Double(count), count: count))
  }

  /// Weights of three assets on a grid of the simplex.
  static func grid(_ parts: Int) -> [[Double]] {
    (0...parts).flatMap { first in
      (0...(parts - first)).map { second in
        [first, second, parts - first - second].map { Double($0) / Double(parts) }
      }
    }
  }
}
