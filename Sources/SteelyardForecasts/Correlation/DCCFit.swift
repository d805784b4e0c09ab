import Glibc
public import SteelyardContracts
import SteelyardMath

/// Dynamic conditional correlation fitted to standardised residuals.
///
/// The second of two steps: the residuals come from a volatility model of each asset. The target is
/// their correlation; a and b maximise the rest of the likelihood.
///
/// - Source: R. Engle (2002), as `DCCModel`, eq. 26 to 29.
public struct DCCFit: Sendable, Hashable {
  /// Fewest steps a fit is made from.
  public static let stepsMin = 50
  /// Largest a + b tried.
  public static let persistenceMax = 0.9999

  /// The fitted model.
  public let model: DCCModel
  /// Where it stands after the last residual: its forecast is for the step after the sample.
  public let state: DCCState
  /// −½ Σ (ln det R_t + zᵀ R_t⁻¹ z − zᵀ z): what correlation adds to the log-likelihood.
  public let logLikelihood: Double
  /// What the target alone, a = b = 0, adds: a fit that is not above it says correlation is constant.
  public let constantLogLikelihood: Double
  /// Evaluations of the likelihood but for the first grid.
  public let iterations: Int

  /// Fits a and b to a panel of standardised residuals.
  ///
  /// - Parameters:
  ///   - residuals: Returns over their forecast deviations, without gaps, mean taken as zero; at least
  ///     `stepsMin` steps and more steps than assets.
  ///   - target: Where correlations return to; nil takes the residuals' own second moments, scaled to a
  ///     unit diagonal.
  /// - Throws: `missingMarketData` for a gap or too few steps; `notApplicable` where the target is
  ///   singular, so that no likelihood exists; `noConvergence` where the search does not end.
  public init(
    _ residuals: ReturnPanel, target: CorrelationMatrix? = nil
  ) throws(SteelyardError) {
    try residuals.checkComplete()
    let needed = max(DCCFit.stepsMin, residuals.assets.count + 1)
    guard residuals.stepCount >= needed else {
      throw SteelyardError(
        .missingMarketData, "\(residuals.stepCount) steps are too few for a fit.",
        remedy: "Give at least \(needed).")
    }
    let anchor: CorrelationMatrix
    if let target {
      anchor = target
    } else {
      let sample = try CovarianceEstimate.sample(residuals, mean: .zero, divisor: .count)
      anchor = try sample.correlation()
    }
    var likelihood = try DCCLikelihood(residuals, target: anchor)
    let constant = likelihood.value(newsWeight: 0, memory: 0)
    guard constant.isFinite else {
      throw SteelyardError(
        .notApplicable, "The target correlation is singular, so there is no likelihood.",
        remedy: "Leave out an asset that others make up, or give a shrunk target.")
    }
    let found = DCCFit.search(&likelihood)
    guard found.status == .converged else {
      throw SteelyardError(
        .noConvergence,
        "The fit ended as \(found.status) after \(found.iterations) steps.",
        remedy: "Check the residuals for outliers, or use an exponentially weighted correlation.")
    }
    // The search has an inner point for constant correlation only in the limit.
    let isConstant = -found.value <= constant
    model = try DCCModel(
      newsWeight: isConstant ? 0 : found.point[0] * found.point[1],
      memory: isConstant ? 0 : found.point[0] * (1 - found.point[1]), target: anchor)
    var walked = DCCState(model)
    for step in 0..<residuals.stepCount { try walked.update(residuals.step(step)) }
    state = walked
    logLikelihood = isConstant ? constant : -found.value
    constantLogLikelihood = constant
    iterations = found.iterations
  }

  /// The unknowns are a + b and a's share of it, so that the box is all that is allowed.
  private static func search(_ likelihood: inout DCCLikelihood) -> MinimumResult {
    // The likelihood can have a second maximum at a = 0, so the search begins at the best of a grid.
    var best = (persistence: 0.95, share: 0.05, value: -Double.infinity)
    for persistence in [0.5, 0.8, 0.9, 0.95, 0.98, 0.995] {
      for share in [0.01, 0.03, 0.08, 0.2] {
        let value = likelihood.value(
          newsWeight: persistence * share, memory: persistence * (1 - share))
        if value > best.value { best = (persistence, share, value) }
      }
    }
    return nelderMead(
      start: [best.persistence, best.share],
      steps: [best.persistence > 0.95 ? -0.01 : 0.02, 0.5 * best.share], lower: [0, 0],
      upper: [persistenceMax, 1], tolerance: 1e-12, maximumIterations: 500
    ) { point in
      -likelihood.value(newsWeight: point[0] * point[1], memory: point[0] * (1 - point[1]))
    }
  }
}
