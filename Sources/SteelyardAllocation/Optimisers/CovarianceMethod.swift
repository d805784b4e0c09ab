public import SteelyardContracts
public import SteelyardForecasts

/// How moments are estimated from a panel of returns.
public enum CovarianceMethod: String, Sendable, Hashable, CaseIterable {
  /// The sample's, over n − 1.
  case sample
  /// Drawn to the mean variance without correlation.
  case identity
  /// The same, with the weight that is best for normal returns.
  case identityForNormalReturns = "identity-for-normal-returns"
  /// Drawn to one correlation for all pairs.
  case constantCorrelation = "constant-correlation"
  /// Drawn to a model of one factor.
  case singleFactor = "single-factor"

  /// Means and covariances of a panel without gaps; means are the sample's.
  ///
  /// - Throws: `missingMarketData` for a gap or fewer than two steps; `invalidInput` where an asset does not move.
  public func moments(_ panel: ReturnPanel) throws(SteelyardError) -> AssetMoments {
    let target: ShrinkageTarget? =
      switch self {
      case .sample: nil
      case .identity: .identity
      case .identityForNormalReturns: .identityForNormalReturns
      case .constantCorrelation: .constantCorrelation
      case .singleFactor: .singleFactor
      }
    let estimate =
      if let target {
        try CovarianceEstimate.shrunk(panel, towards: target, mean: .sample)
      } else {
        try CovarianceEstimate.sample(panel, mean: .sample, divisor: .countLessOne)
      }
    return try AssetMoments(estimate, of: panel)
  }
}
