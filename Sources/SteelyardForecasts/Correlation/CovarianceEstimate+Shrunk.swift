public import SteelyardContracts
import SteelyardMath

extension CovarianceEstimate {
  /// The covariance of a panel without gaps, drawn towards a target by the estimated weight.
  ///
  /// - Parameters:
  ///   - panel: At least two steps.
  ///   - target: What it is drawn towards; the sample covariance has the divisor that stands there.
  ///   - mean: What is taken off the returns.
  /// - Returns: (1 − w) × sample + w × target, with w as `shrinkage`.
  /// - Throws: `missingMarketData` for a gap or fewer than two steps; `notApplicable` where an asset
  ///   does not move and the target is a constant correlation.
  public static func shrunk(
    _ panel: ReturnPanel, towards target: ShrinkageTarget, mean: ReturnMean
  ) throws(SteelyardError) -> CovarianceEstimate {
    try panel.checkComplete()
    let means = panel.means(mean)
    var moments = ShrinkageMoments(assetCount: panel.assets.count)
    for step in 0..<panel.stepCount { moments.count(panel.centred(step, means), .enter) }
    return try CovarianceEstimate(
      moments, towards: target, means: means, meansTaken: mean)
  }

  init(
    _ moments: ShrinkageMoments, towards target: ShrinkageTarget, means: [Double],
    meansTaken: ReturnMean
  ) throws(SteelyardError) {
    if target == .constantCorrelation,
      let still = moments.products.diagonal.firstIndex(where: { !($0 > 0) })
    {
      throw SteelyardError(
        .notApplicable, "Asset \(still) does not move, so the assets have no mean correlation.",
        remedy: "Leave it out, or shrink to the identity.")
    }
    let shrinkage = moments.shrinkage(target, meansTaken: meansTaken)
    self.init(
      covariance: shrinkage.sample.blended(with: shrinkage.target, weight: shrinkage.weight),
      means: means, observationCount: moments.count, shrinkage: shrinkage.weight)
  }
}
