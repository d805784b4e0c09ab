import Glibc
public import SteelyardContracts
public import SteelyardMath

/// The tail of losses beyond a high threshold, by a generalised Pareto distribution: extreme value
/// theory, peaks over threshold.
///
/// It reaches beyond the worst loss seen, and says with what error.
///
/// - Source: A. McNeil, R. Frey, "Estimation of tail-related risk measures for heteroscedastic
///   financial time series", Journal of Empirical Finance 7 (2000), pp. 271-300, eqs. 6 and 13.
public struct ParetoTail: Sendable, Hashable {
  /// The loss from which the distribution holds, in the currency of the losses.
  public let threshold: Double
  /// How many losses were seen.
  public let count: Int
  /// How many of them exceed the threshold.
  public let exceedances: Int
  /// What exceeds the threshold.
  public let excess: GeneralisedPareto

  private let covariance: ParameterCovariance?

  private struct ParameterCovariance: Sendable, Hashable {
    let shape, scale, both: Double
  }

  /// Fits what exceeds a threshold.
  ///
  /// - Parameters:
  ///   - profit: P&L, positive for a gain; shape `[observation]`.
  ///   - threshold: A loss; a tenth to a fortieth of the observations should exceed it.
  /// - Throws: `invalidInput` for too few exceedances; `noConvergence` where the likelihood has no
  ///   maximum.
  public init(profit: [Double], threshold: Double) throws(SteelyardError) {
    try TailLevel.check(profit: profit, weights: nil)
    let excesses = profit.lazy.map { -$0 - threshold }.filter { $0 > 0 }
    guard let fit = GeneralisedParetoFit(Array(excesses)) else {
      throw SteelyardError(
        .invalidInput,
        "\(excesses.count) of \(profit.count) losses exceed \(threshold); a fit needs "
          + "\(GeneralisedParetoFit.countMin).",
        remedy: "Lower the threshold or give a longer history.")
    }
    guard fit.status == .converged else {
      throw SteelyardError(
        .noConvergence,
        "The likelihood of \(fit.count) losses beyond \(threshold) has no maximum.",
        remedy: "Choose another threshold: the excesses end abruptly.")
    }
    self.threshold = threshold
    count = profit.count
    exceedances = fit.count
    excess = fit.distribution
    covariance = fit.covariance.map {
      ParameterCovariance(shape: $0.shape, scale: $0.scale, both: $0.both)
    }
  }

  /// A tail with stated parameters, without standard errors.
  ///
  /// - Throws: `invalidInput` unless 0 < exceedances <= count and the threshold is finite.
  public init(
    threshold: Double, count: Int, exceedances: Int, excess: GeneralisedPareto
  ) throws(SteelyardError) {
    guard threshold.isFinite, exceedances > 0, exceedances <= count else {
      throw SteelyardError(
        .invalidInput, "\(exceedances) of \(count) losses beyond \(threshold) make no tail.",
        remedy: "Give a finite threshold that some of the losses exceed.")
    }
    self.threshold = threshold
    self.count = count
    self.exceedances = exceedances
    self.excess = excess
    covariance = nil
  }

  /// The value at risk.
  ///
  /// - Throws: `invalidInput`; `notApplicable` for a level whose loss lies under the threshold.
  public func valueAtRisk(level: Double) throws(SteelyardError) -> Double {
    threshold + excess.scale * paretoPower(try depth(level), shape: excess.shape)
  }

  /// The expected shortfall, (VaR + β − ξu)/(1 − ξ).
  ///
  /// - Throws: As `valueAtRisk`; `notApplicable` for ξ ≥ 1, where no mean exists.
  public func expectedShortfall(level: Double) throws(SteelyardError) -> Double {
    guard excess.shape < 1 else {
      throw SteelyardError(
        .notApplicable, "With a shape of \(excess.shape) the tail has no mean.",
        remedy: "Ask for the value at risk.")
    }
    let risk = try valueAtRisk(level: level)
    return (risk + excess.scale - excess.shape * threshold) / (1 - excess.shape)
  }

  /// The standard error of `valueAtRisk` by the delta method, over shape, scale and how many losses
  /// exceed the threshold; nil for stated parameters or ξ ≤ −1/2.
  ///
  /// - Throws: As `valueAtRisk`.
  public func valueAtRiskStandardError(level: Double) throws(SteelyardError) -> Double? {
    error(try gradient(level))
  }

  /// The standard error of `expectedShortfall`, likewise.
  ///
  /// - Throws: As `expectedShortfall`.
  public func expectedShortfallStandardError(level: Double) throws(SteelyardError) -> Double? {
    let shortfall = try expectedShortfall(level: level)
    let risk = try gradient(level)
    let rest = 1 - excess.shape
    return error(
      (
        shape: (risk.shape - threshold + shortfall) / rest, scale: (risk.scale + 1) / rest,
        share: risk.share / rest
      ))
  }

  /// ln of how much rarer than the threshold the level is, ≥ 0.
  private func depth(_ level: Double) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    let share = Double(exceedances) / Double(count)
    guard 1 - level <= share else {
      throw SteelyardError(
        .notApplicable,
        "The loss at \(level) lies under the threshold \(threshold), which \(exceedances) of "
          + "\(count) losses exceed.",
        remedy: "Ask for a level of at least \(1 - share), or lower the threshold.")
    }
    return log(share / (1 - level))
  }

  private typealias Gradient = (shape: Double, scale: Double, share: Double)

  private func gradient(_ level: Double) throws(SteelyardError) -> Gradient {
    let depth = try depth(level)
    let (shape, scale) = (excess.shape, excess.scale)
    let growth = paretoPower(depth, shape: shape)
    // d/dξ of (e^(ξt) − 1)/ξ, by its series where the two terms would cancel.
    let product = shape * depth
    let bend =
      abs(product) < 1e-4
      ? depth * depth * (0.5 + product * (1.0 / 3 + product / 8))
      : (depth * exp(product) - growth) / shape
    let share = Double(exceedances) / Double(count)
    return (scale * bend, growth, scale * exp(product) / share)
  }

  private func error(_ gradient: Gradient) -> Double? {
    guard let covariance else { return nil }
    let share = Double(exceedances) / Double(count)
    let fitted =
      gradient.shape * gradient.shape * covariance.shape
      + gradient.scale * gradient.scale * covariance.scale
      + 2 * gradient.shape * gradient.scale * covariance.both
    let counted = gradient.share * gradient.share * share * (1 - share) / Double(count)
    return (fitted + counted).squareRoot()
  }
}
