import SteelyardMath

extension Allocation {
  /// Weights whose risk is their deviation.
  init(
    _ kind: Objective.Kind, _ outcome: ProgramOutcome, moments: AssetMoments,
    constraints: AllocationConstraints
  ) {
    let risk = RiskContributions.deviation(of: outcome.weights, covariance: moments.covariance)
    self.init(
      status: outcome.status, objective: .init(kind: kind, value: outcome.value),
      assets: moments.assets, weights: outcome.weights, bindings: outcome.bindings,
      riskMeasure: .deviation, risk: risk.risk, riskContributions: risk.parts,
      expectedReturn: zip(outcome.weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 },
      tradingCost: constraints.tradingCost(outcome.weights), residual: outcome.residual,
      iterationCount: outcome.iterationCount)
  }

  /// Weights that a rule gives.
  init(
    _ kind: Objective.Kind, weights: [Double], value: Double, moments: AssetMoments,
    bindings: [Binding] = [], status: Status = .optimal, residual: Double = 0,
    iterationCount: Int = 0
  ) {
    let risk = RiskContributions.deviation(of: weights, covariance: moments.covariance)
    self.init(
      status: status, objective: .init(kind: kind, value: value), assets: moments.assets,
      weights: weights, bindings: bindings, riskMeasure: .deviation, risk: risk.risk,
      riskContributions: risk.parts,
      expectedReturn: zip(weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 },
      tradingCost: 0, residual: residual, iterationCount: iterationCount)
  }

  /// Weights whose risk is their tail loss.
  init(
    _ kind: Objective.Kind, _ outcome: ProgramOutcome, scenarios: ReturnScenarios, level: Double,
    constraints: AllocationConstraints
  ) {
    let risk = RiskContributions.tailLoss(of: outcome.weights, in: scenarios, level: level)
    self.init(
      status: outcome.status, objective: .init(kind: kind, value: outcome.value),
      assets: scenarios.assets, weights: outcome.weights, bindings: outcome.bindings,
      riskMeasure: .tailLoss(level: level), risk: risk.risk, riskContributions: risk.parts,
      expectedReturn: zip(outcome.weights, scenarios.means).reduce(0) { $0 + $1.0 * $1.1 },
      tradingCost: constraints.tradingCost(outcome.weights), residual: outcome.residual,
      iterationCount: outcome.iterationCount)
  }
}
