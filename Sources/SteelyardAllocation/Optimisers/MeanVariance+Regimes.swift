public import SteelyardContracts
public import SteelyardMath
import SteelyardOptimisation

extension MeanVariance {
  private static let regimeStepsMax = 300
  /// Largest gap that counts as solved, of the variance.
  static let regimeGapMax = 1e-8

  /// The least of the largest variance over several covariances; the moments' own is the first of them.
  ///
  /// For probabilities p of the regimes, the least variance under Σ p_k Σ_k is a lower bound of the optimum; it is concave in p, and the weights
  /// found say by which plane it is bounded. A linear program over the planes gives the next p, and its prices the mixture of weights whose
  /// largest variance is an upper bound. The difference of the bounds is the residual.
  ///
  /// - Parameter others: Covariances of other regimes; shape `[regime][asset × asset]`.
  /// - Returns: The objective is the largest variance. Shadow prices are those of the last program.
  /// - Throws: `invalidInput` for a matrix of another shape or that is not positive semi-definite; what the programs throw.
  /// - Source: The saddle point of a convex function (J. von Neumann, 1928; M. Sion, 1958), by J. Kelley's cutting planes, Journal of SIAM 8
  ///   (1960), pp. 703-712.
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
    for _ in 0..<Self.regimeStepsMax {
      let mixture = Matrix(size: count) { row, column in
        2 * zip(shares, regimes).reduce(0) { $0 + $1.0 * $1.1[row, column] }
      }
      let outcome = try program.solvedQuadratic(
        hessian: mixture, costs: [Double](repeating: 0, count: count))
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
      if let best, best.upper - lower <= 0.1 * Self.regimeGapMax * best.upper { break }
    }
    guard let best else { preconditionFailure("Every step finds weights or returns.") }
    let gap = max(0, (best.upper - lower) / max(best.upper, .leastNormalMagnitude))
    return Allocation(
      .worstCaseVariance,
      ProgramOutcome(
        status: gap <= Self.regimeGapMax ? .optimal : .stopped, weights: best.outcome.weights,
        value: best.upper, bindings: best.outcome.bindings, residual: gap, iterationCount: steps),
      moments: moments, constraints: constraints)
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
