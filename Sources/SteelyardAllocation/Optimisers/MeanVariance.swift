public import SteelyardContracts
import SteelyardMath

/// Portfolios by mean and variance under constraints.
///
/// - Source: H. Markowitz, "Portfolio selection", Journal of Finance 7 (1952), pp. 77-91, and "Portfolio Selection", Wiley (1959).
public struct MeanVariance: Sendable {
  /// Means and covariances.
  public let moments: AssetMoments
  /// What the weights have to keep to.
  public let constraints: AllocationConstraints
  let program: AllocationProgram

  /// A problem from its parts.
  ///
  /// - Throws: `invalidInput` where the constraints do not fit the assets or each other.
  public init(
    _ moments: AssetMoments, _ constraints: AllocationConstraints
  ) throws(SteelyardError) {
    self.moments = moments
    self.constraints = constraints
    program = try AllocationProgram(moments.assets, constraints)
  }

  private func solved(
    _ kind: Allocation.Objective.Kind, _ program: AllocationProgram, aversion: Double,
    costs: [Double]
  ) throws(SteelyardError) -> Allocation {
    let hessian = moments.covariance.combined(with: moments.covariance) { element, _ in
      aversion * element
    }
    return Allocation(
      kind, try program.solvedQuadratic(hessian: hessian, costs: costs), moments: moments,
      constraints: constraints)
  }

  private var noCosts: [Double] { [Double](repeating: 0, count: moments.assets.count) }

  /// The least variance; the cost of trading, a return, is added to it.
  ///
  /// - Throws: `invalidInput` where some combination has a negative variance.
  public func minimumVariance() throws(SteelyardError) -> Allocation {
    try solved(.minimumVariance, program, aversion: 2, costs: noCosts)
  }

  /// The least variance whose expected return, after the cost of trading, is at least a target.
  ///
  /// - Throws: `invalidInput` for a target that is not finite; as `minimumVariance()`.
  public func minimumVariance(
    targetReturn: Double
  ) throws(SteelyardError) -> Allocation {
    guard targetReturn.isFinite else {
      throw SteelyardError(
        .invalidInput, "The target return is \(targetReturn).", remedy: "Give a finite number.")
    }
    var targeted = program
    targeted.addTarget(targetReturn, means: moments.means)
    return try solved(.minimumVariance, targeted, aversion: 2, costs: noCosts)
  }

  /// The most of mean − aversion / 2 × variance, less the cost of trading; the objective has the other sign.
  ///
  /// - Parameter riskAversion: Positive; 1 over it is the growth-optimal multiple.
  /// - Throws: `invalidInput` for an aversion that is not positive; as `minimumVariance()`.
  public func maximumUtility(riskAversion: Double) throws(SteelyardError) -> Allocation {
    guard riskAversion > 0, riskAversion.isFinite else {
      throw SteelyardError(
        .invalidInput, "The risk aversion is \(riskAversion).",
        remedy: "Give a positive number, such as 3.")
    }
    return try solved(
      .maximumUtility, program, aversion: riskAversion, costs: moments.means.map { -$0 })
  }

  /// The most expected return for a step without bound on risk, less the cost of trading; the objective has the other sign.
  func maximumReturn() throws(SteelyardError) -> Allocation {
    Allocation(
      .maximumUtility, try program.solvedLinear(costs: moments.means.map { -$0 }),
      moments: moments, constraints: constraints)
  }

  /// The most of (mean − riskless) / deviation, after the cost of trading: the tangency portfolio. Infeasible where no weights beat the riskless return.
  ///
  /// - Parameter riskless: What capital earns without risk per step; it is taken off each asset's mean, so weights that do not sum to 1 pay
  ///   or earn it on the rest.
  /// - Throws: As `minimumVariance()`.
  public func tangency(riskless: Double) throws(SteelyardError) -> Allocation {
    let outcome = try program.solvedRatio(
      covariance: moments.covariance, rewards: moments.means.map { $0 - riskless })
    return Allocation(.tangency, outcome, moments: moments, constraints: constraints)
  }

  /// The most of Σ w_i σ_i / σ: how much of the assets' own deviations the portfolio diversifies away.
  ///
  /// - Throws: As `minimumVariance()`; `notApplicable` with a cost of trading, which is no deviation.
  /// - Source: Y. Choueifaty, Y. Coignard, "Toward maximum diversification", Journal of Portfolio Management 35 (2008), pp. 40-51.
  public func maximumDiversification() throws(SteelyardError) -> Allocation {
    guard constraints.tradingCosts == nil else {
      throw SteelyardError(
        .notApplicable, "A ratio of deviations has no place for the cost of trading.",
        remedy: "Limit the turnover in its place.")
    }
    let outcome = try program.solvedRatio(
      covariance: moments.covariance, rewards: moments.deviations)
    return Allocation(.maximumDiversification, outcome, moments: moments, constraints: constraints)
  }
}
