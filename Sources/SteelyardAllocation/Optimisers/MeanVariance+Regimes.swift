public import SteelyardContracts
public import SteelyardMath
import SteelyardOptimisation

extension MeanVariance {
  /// Cutting planes, and Newton steps after them.
  private static let regimePlanesMax = 60
  private static let regimeStepsMax = 30
  /// Largest gap that counts as solved, of the variance.
  static let regimeGapMax = 1e-8

  /// The least of the largest variance over several covariances; the moments' own is the first of them.
  ///
  /// For probabilities p of the regimes, the least variance under Σ p_k Σ_k is a lower bound of the optimum; it is
  /// concave in p, and the weights found say by which plane it is bounded. A linear program over the planes gives
  /// the next p, and its prices the mixture of weights whose largest variance is an upper bound. Newton's method
  /// ends it. The difference of the bounds is the residual.
  ///
  /// - Parameter others: Covariances of other regimes; shape `[regime][asset × asset]`.
  /// - Returns: The objective is the largest variance. Shadow prices are those of the last program.
  /// - Throws: `invalidInput` for a matrix of another shape or that is not positive semi-definite; what the
  ///   programs throw.
  /// - Source: The saddle point of a convex function (J. von Neumann, 1928; M. Sion, 1958), by J. Kelley's cutting
  ///   planes, Journal of SIAM 8 (1960), pp. 703-712.
  public func worstCaseVariance(over others: [Matrix]) throws(SteelyardError) -> Allocation {
    let count = moments.assets.count
    guard
      others.allSatisfy({
        $0.rowCount == count && $0.columnCount == count && $0.elements.allSatisfy(\.isFinite)
      })
    else {
      throw SteelyardError(
        .invalidInput, "A regime's covariance has not a finite row for each of \(count) assets.",
        remedy: "Give a covariance of the same assets.")
    }
    let regimes = [moments.covariance] + others
    var planes: [(weights: [Double], variances: [Double], cost: Double)] = []
    var shares = [Double](repeating: 1 / Double(regimes.count), count: regimes.count)
    var steps = 0
    var best: (outcome: ProgramOutcome, upper: Double)?
    var lower = -Double.infinity
    for _ in 0..<Self.regimePlanesMax {
      let outcome = try leastVariance(regimes, shares)
      steps += outcome.iterationCount
      guard outcome.status == .optimal else {
        return Allocation(
          .worstCaseVariance, outcome, moments: moments, constraints: constraints)
      }
      lower = max(lower, outcome.value)
      planes.append(
        (
          outcome.weights, regimes.map { $0.quadraticForm(outcome.weights) },
          constraints.tradingCost(outcome.weights)
        ))
      let master = try nextShares(planes, regimes.count)
      shares = master.shares
      var mixed = [Double](repeating: 0, count: count)
      for (plane, part) in zip(planes, master.parts) {
        for asset in mixed.indices { mixed[asset] += part * plane.weights[asset] }
      }
      for weights in [outcome.weights, mixed] {
        let upper =
          (regimes.map { $0.quadraticForm(weights) }.max() ?? 0) + constraints.tradingCost(weights)
        if upper < best?.upper ?? .infinity {
          best = (
            ProgramOutcome(
              status: .optimal, weights: weights, value: upper, bindings: outcome.bindings,
              residual: 0, iterationCount: 0), upper
          )
        }
      }
      if let best, best.upper - lower <= 1e-4 * best.upper { break }
    }
    guard var best else { preconditionFailure("Every step finds weights or returns.") }
    // Planes come near slowly at the end, and linear programs are right to seven digits: Newton's method goes the
    // rest of the way.
    var point = best.outcome.weights
    for _ in 0..<Self.regimeStepsMax
    where best.upper - lower > 0.01 * Self.regimeGapMax * best.upper {
      let step = try newtonStep(regimes, shares, from: point)
      guard step.outcome.status == .optimal else { break }
      steps += step.outcome.iterationCount
      point = step.outcome.weights
      shares = step.shares
      let bound = try leastVariance(regimes, shares)
      guard bound.status == .optimal else { break }
      steps += bound.iterationCount
      lower = max(lower, bound.value)
      let upper =
        (regimes.map { $0.quadraticForm(point) }.max() ?? 0) + constraints.tradingCost(point)
      if upper < best.upper {
        best = (
          ProgramOutcome(
            status: .optimal, weights: point, value: upper, bindings: bound.bindings, residual: 0,
            iterationCount: 0), upper
        )
      }
    }
    let gap = max(0, (best.upper - lower) / max(best.upper, .leastNormalMagnitude))
    return Allocation(
      .worstCaseVariance,
      ProgramOutcome(
        status: gap <= Self.regimeGapMax ? .optimal : .stopped, weights: best.outcome.weights,
        value: best.upper, bindings: best.outcome.bindings, residual: gap, iterationCount: steps),
      moments: moments, constraints: constraints)
  }

  /// The least variance under a mixture of the regimes: a lower bound.
  private func leastVariance(
    _ regimes: [Matrix], _ shares: [Double]
  ) throws(SteelyardError) -> ProgramOutcome {
    let count = moments.assets.count
    return try program.solvedQuadratic(
      hessian: mixture(regimes, shares), costs: [Double](repeating: 0, count: count))
  }

  /// 2 Σ p_k Σ_k.
  private func mixture(_ regimes: [Matrix], _ shares: [Double]) -> Matrix {
    Matrix(size: moments.assets.count) { row, column in
      2 * zip(shares, regimes).reduce(0) { $0 + $1.0 * $1.1[row, column] }
    }
  }

  /// The least t with each variance's tangent at some weights at most t, and the curvature of the mixture: a step
  /// of Newton's method on the conditions for an optimum.
  ///
  /// The prices of the tangents are the next probabilities.
  private func newtonStep(
    _ regimes: [Matrix], _ shares: [Double], from weights: [Double]
  ) throws(SteelyardError) -> (outcome: ProgramOutcome, shares: [Double]) {
    let hessian = mixture(regimes, shares)
    var prices = shares
    // A height near 1 keeps the program's numbers near one another.
    let scale = regimes.map { $0.quadraticForm(weights) }.max() ?? 1
    let outcome = try program.withDrawdowns { program throws(SteelyardError) in
      let pull = hessian * weights
      var linear = try program.linear(costs: pull.map { -$0 }, tradingFactor: 1)
      let height = try linear.addVariable(cost: scale, within: .init(-.infinity, .infinity))
      for regime in regimes {
        let slopes = (regime * weights).map { 2 * $0 / scale }
        try linear.addRow(
          slopes.enumerated().map { .init($0, $1) } + [.init(height, -1)],
          within: .atMost(regime.quadraticForm(weights) / scale))
      }
      let solution = try QuadraticProgram(
        linear: linear, hessian: program.padded(hessian, variables: linear.variableCount)
      ).solved()
      let first = linear.rowCount - regimes.count
      prices = solution.rowPrices[first...].map { max(0, -$0) / scale }
      return program.outcome(
        Allocation.Status(solution.status), values: solution.values, value: solution.cost,
        rowPrices: Array(solution.rowPrices[..<first]),
        reducedCosts: Array(solution.reducedCosts.dropLast()), residual: solution.residual,
        iterations: solution.iterationCount)
    }
    let sum = prices.reduce(0, +)
    return (outcome, prices.map { sum > 0 ? $0 / sum : 1 / Double(regimes.count) })
  }

  /// The probabilities that the planes allow most for, and how much of each plane's weights answers them.
  private func nextShares(
    _ planes: [(weights: [Double], variances: [Double], cost: Double)], _ regimeCount: Int
  ) throws(SteelyardError) -> (shares: [Double], parts: [Double]) {
    let scale = planes.flatMap(\.variances).max() ?? 1
    var linear = LinearProgram()
    for _ in 0..<regimeCount { try linear.addVariable(cost: 0, within: .init(0, 1)) }
    let height = try linear.addVariable(cost: -1, within: .init(-.infinity, .infinity))
    try linear.addRow((0..<regimeCount).map { .init($0, 1) }, within: .init(1, 1))
    for plane in planes {
      try linear.addRow(
        plane.variances.enumerated().map { .init($0, -$1 / scale) } + [.init(height, 1)],
        within: .atMost(plane.cost / scale))
    }
    let solution = try linear.solved()
    let parts = solution.rowPrices.dropFirst().map { max(0, -$0) }
    let sum = parts.reduce(0, +)
    return (
      Array(solution.values[0..<regimeCount]), parts.map { sum > 0 ? $0 / sum : 0 }
    )
  }
}
