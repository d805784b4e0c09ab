public import SteelyardContracts
import SteelyardMath

/// The ratio that makes the variance of target − ratio × hedge least, over one sample.
///
///     h* = Cov(target, hedge) / Var(hedge),  effectiveness = 1 − Var(hedged) / Var(target) = ρ²
///
/// It is also the beta of the target to the hedge. Variances have n − 1 in their denominators, which
/// ratio and effectiveness do not depend on.
///
/// - Source: L. Johnson, "The theory of hedging and speculation in commodity futures", Review of Economic Studies 27
///   (1960); L. Ederington, "The hedging performance of the new futures markets", J. Finance 34 (1979).
public struct MinimumVarianceRatio: Sendable, Hashable {
  /// h*: units of the hedge to be sold for one unit of the target.
  public let ratio: Double
  /// ρ² of the sample: the share of the target's variance that the hedge takes away, 0 to 1.
  public let effectiveness: Double
  /// Variance of the target, in squared units of a step.
  public let targetVariance: Double
  /// Variance of what is left.
  public let hedgedVariance: Double

  /// The ratio of a sample.
  ///
  /// - Throws: `notApplicable` where the hedge or the target does not move.
  public init(_ series: HedgeSeries) throws(SteelyardError) {
    let moments = SeriesMoments(series)
    guard moments.hedgeVariance > 0, moments.targetVariance > 0 else {
      throw SteelyardError(
        .notApplicable,
        "The \(moments.hedgeVariance > 0 ? "target" : "hedge") does not move over \(series.count) steps.",
        remedy: "Give steps over which both move.")
    }
    let ratio = moments.covariance / moments.hedgeVariance
    self.ratio = ratio
    targetVariance = moments.targetVariance
    // From the residuals themselves: the difference of moments loses the digits of a good hedge.
    let residuals = zip(series.target, series.hedge).map {
      ($0 - moments.targetMean) - ratio * ($1 - moments.hedgeMean)
    }
    hedgedVariance =
      CompensatedSum(residuals.map { $0 * $0 }).value / Double(series.count - 1)
    effectiveness = min(max(1 - hedgedVariance / targetVariance, 0), 1)
  }
}
