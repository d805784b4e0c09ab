public import SteelyardContracts
import SteelyardMath

/// Portfolios by the mean of their worst losses in scenarios.
///
/// - Source: R. Rockafellar, S. Uryasev, "Optimization of conditional value-at-risk", Journal of Risk 2 (2000), pp. 21-41; P. Krokhmal,
///   J. Palmquist, S. Uryasev, "Portfolio optimization with conditional value-at-risk objective and constraints", Journal of Risk 4 (2002).
public struct TailAllocation: Sendable {
  /// Joint returns.
  public let scenarios: ReturnScenarios
  /// What the weights have to keep to.
  public let constraints: AllocationConstraints
  /// Where the tail begins: 0.95 counts the worst 5 %.
  public let level: Double
  private let program: AllocationProgram

  /// A problem from its parts.
  ///
  /// - Throws: `invalidInput` where the constraints do not fit the assets or each other, or for a level outside [0, 1).
  public init(
    _ scenarios: ReturnScenarios, _ constraints: AllocationConstraints, level: Double
  ) throws(SteelyardError) {
    guard level >= 0, level < 1 else {
      throw SteelyardError(
        .invalidInput, "A tail at level \(level) is none.",
        remedy: "Give a level from 0 to below 1, such as 0.95.")
    }
    self.scenarios = scenarios
    self.constraints = constraints
    self.level = level
    program = try AllocationProgram(scenarios.assets, constraints)
  }

  private func solved(
    _ kind: Allocation.Objective.Kind, _ program: AllocationProgram, weight: Double,
    costs: [Double]
  ) throws(SteelyardError) -> Allocation {
    let outcome = try program.solvedTail(
      losses: scenarios.losses, probabilities: scenarios.probabilities, level: level,
      weight: weight, costs: costs)
    return Allocation(
      kind, outcome, scenarios: scenarios, level: level, constraints: constraints)
  }

  private var noCosts: [Double] { [Double](repeating: 0, count: scenarios.assets.count) }

  /// The least tail loss, with the cost of trading added to it.
  ///
  /// - Throws: What a program throws that is too large.
  public func minimum() throws(SteelyardError) -> Allocation {
    try solved(.minimumTailLoss, program, weight: 1, costs: noCosts)
  }

  /// The least tail loss whose expected return, after the cost of trading, is at least a target.
  ///
  /// - Throws: `invalidInput` for a target that is not finite; as `minimum()`.
  public func minimum(targetReturn: Double) throws(SteelyardError) -> Allocation {
    guard targetReturn.isFinite else {
      throw SteelyardError(
        .invalidInput, "The target return is \(targetReturn).", remedy: "Give a finite number.")
    }
    var targeted = program
    targeted.addTarget(targetReturn, means: scenarios.means)
    return try solved(.minimumTailLoss, targeted, weight: 1, costs: noCosts)
  }

  /// The most of mean − aversion × tail loss, less the cost of trading; the objective has the other sign.
  ///
  /// - Throws: `invalidInput` for an aversion that is not positive; as `minimum()`.
  public func meanTail(riskAversion: Double) throws(SteelyardError) -> Allocation {
    guard riskAversion > 0, riskAversion.isFinite else {
      throw SteelyardError(
        .invalidInput, "The risk aversion is \(riskAversion).",
        remedy: "Give a positive number, such as 0.5.")
    }
    return try solved(
      .meanTailLoss, program, weight: riskAversion, costs: scenarios.means.map { -$0 })
  }
}
