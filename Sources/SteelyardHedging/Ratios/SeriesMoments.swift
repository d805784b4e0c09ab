import SteelyardMath

/// Second moments of a pair of series about their means, n − 1 in the denominators.
struct SeriesMoments {
  let targetMean: Double
  let hedgeMean: Double
  let targetVariance: Double
  let hedgeVariance: Double
  let covariance: Double

  init(_ series: HedgeSeries) {
    let count = Double(series.count)
    let targetMean = CompensatedSum(series.target).value / count
    let hedgeMean = CompensatedSum(series.hedge).value / count
    self.targetMean = targetMean
    self.hedgeMean = hedgeMean
    targetVariance =
      CompensatedSum(series.target.map { ($0 - targetMean) * ($0 - targetMean) }).value
      / (count - 1)
    hedgeVariance =
      CompensatedSum(series.hedge.map { ($0 - hedgeMean) * ($0 - hedgeMean) }).value / (count - 1)
    covariance =
      CompensatedSum(
        zip(series.target, series.hedge).map { ($0 - targetMean) * ($1 - hedgeMean) }
      ).value / (count - 1)
  }

  /// Variance of target less a ratio of the hedge.
  func hedgedVariance(ratio: Double) -> Double {
    max(0, targetVariance - 2 * ratio * covariance + ratio * ratio * hedgeVariance)
  }
}
