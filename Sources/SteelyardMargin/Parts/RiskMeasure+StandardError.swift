public import SteelyardScenarios

extension RiskMeasure {
  /// The standard error of the measure, were the scenarios draws.
  ///
  /// - Parameters:
  ///   - profit: P&L, positive for a gain; shape `[scenario]`.
  ///   - weights: How much each scenario counts; shape `[scenario]`.
  ///   - sampling: How the scenarios were chosen.
  /// - Returns: In the currency of the P&L; nil for other measures than expected shortfall, scenarios of
  ///   different weights, and samples that have no error (see `TailEstimate`).
  public func standardError(
    of profit: [Double], weights: [Double], sampling: Sampling
  ) -> Double? {
    guard case .expectedShortfall(let level) = self, Set(weights).count == 1 else { return nil }
    let tail = try? TailEstimate(profit: profit, confidence: level, sampling: sampling)
    return tail?.expectedShortfall.standardError
  }
}
