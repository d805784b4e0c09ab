import SteelyardContracts
import SteelyardMath

extension QuadraticProgram {
  /// Solves it by a dual active-set method.
  ///
  /// Where H is not definite, ε/2 ‖x − x_k‖² is added and the programs are solved one after another until x stands still: the proximal
  /// point method, which ends after few programs. The last active set is then solved as equations with iterative refinement, and the
  /// Karush-Kuhn-Tucker conditions of the program itself are checked.
  ///
  /// - Returns: `optimal` only with a residual of at most `QuadraticSolution.residualMax`.
  /// - Complexity: O((variables + constraints) × variables²) for each constraint that is taken in, at worst.
  /// - Source: `DualActiveSet`; R. Rockafellar, "Monotone operators and the proximal point algorithm", SIAM J. Control and Optimization 14
  ///   (1976), pp. 877-898.
  public func solved() -> QuadraticSolution {
    QuadraticSolver(self).solved()
  }
}

/// The work of one solution.
private struct QuadraticSolver {
  /// The weight ε of the proximal term, of the largest diagonal element of H.
  private static let proximalShare = 1e-6
  private static let proximalStepsMax = 100
  /// A pivot of H below this share of its diagonal element asks for the proximal term.
  private static let pivotShareMin = 1e-9
  /// By how much a side may be violated, of the larger of its threshold and 1.
  private static let tolerance = 1e-12

  let program: QuadraticProgram
  let sides: QuadraticSides
  /// What costs and H are divided by.
  let scale: Double
  let hessian: [Double]
  let costs: [Double]
  let count: Int

  init(_ program: QuadraticProgram) {
    self.program = program
    sides = QuadraticSides(program.linear)
    count = program.linear.variableCount
    let curvature = program.hessian.diagonal.max() ?? 0
    let slope = program.linear.costs.reduce(0) { max($0, abs($1)) }
    let scale = curvature > 0 ? curvature : slope > 0 ? slope : 1
    self.scale = scale
    hessian = program.hessian.elements.map { $0 / scale }
    costs = program.linear.costs.map { $0 / scale }
  }

  func solved() -> QuadraticSolution {
    if let factor = TriangularFactor(
      hessian, size: count, shift: 0, pivotShareMin: Self.pivotShareMin)
    {
      let attempt = attempt(factor, costs: costs)
      if attempt.outcome == .infeasible { return failed(.infeasible, attempt.iterations) }
      let best = refined(attempt)
      if best.residual <= QuadraticSolution.residualMax {
        return solution(.optimal, best, attempt.iterations)
      }
    }
    return proximal()
  }

  private func proximal() -> QuadraticSolution {
    let shift = Self.proximalShare
    guard
      let factor = TriangularFactor(hessian, size: count, shift: shift, pivotShareMin: 0)
    else { return failed(.stopped, 0) }
    var centre = [Double](repeating: 0, count: count)
    var best: QuadraticPoint?
    var iterations = 0
    for _ in 0..<Self.proximalStepsMax {
      let attempt = attempt(factor, costs: zip(costs, centre).map { $0 - shift * $1 })
      iterations += attempt.iterations
      if attempt.outcome == .infeasible { return failed(.infeasible, iterations) }
      let refined = refined(attempt)
      if refined.residual < best?.residual ?? .infinity { best = refined }
      if refined.residual <= QuadraticSolution.residualMax { break }
      let step = zip(attempt.point.values, centre).map { $0 - $1 }
      if fallsWithoutEnd(step) {
        return failed(.unbounded, iterations, values: step)
      }
      centre = attempt.point.values
    }
    guard let best else { return failed(.stopped, iterations) }
    return solution(
      best.residual <= QuadraticSolution.residualMax ? .optimal : .stopped, best, iterations)
  }

  private struct Attempt {
    let outcome: DualActiveSet.Outcome
    let point: QuadraticPoint
    let iterations: Int
  }

  private func attempt(_ factor: TriangularFactor, costs: [Double]) -> Attempt {
    var method = DualActiveSet(factor, costs: costs, sides: sides, tolerance: Self.tolerance)
    let outcome = method.run()
    return Attempt(
      outcome: outcome,
      point: QuadraticPoint(
        values: method.point, multipliers: method.sideMultipliers, of: self.conditions),
      iterations: method.iterationCount)
  }

  private var conditions: OptimalityConditions {
    OptimalityConditions(hessian: hessian, costs: costs, sides: sides)
  }

  /// The better of the point found and the same active set solved as equations.
  private func refined(_ attempt: Attempt) -> QuadraticPoint {
    guard attempt.outcome == .optimal else { return attempt.point }
    let refined = conditions.refined(attempt.point)
    return refined.residual < attempt.point.residual ? refined : attempt.point
  }

  /// Whether a step can be taken for ever, and each lowers the cost.
  private func fallsWithoutEnd(_ step: [Double]) -> Bool {
    let length = step.reduce(0) { max($0, abs($1)) }
    guard length > 1e3 else { return false }
    let direction = step.map { $0 / length }
    let curved = conditions.product(direction).reduce(0) { max($0, abs($1)) }
    let slope = zip(costs, direction).reduce(0) { $0 + $1.0 * $1.1 }
    let steepest = costs.reduce(0) { max($0, abs($1)) }
    guard curved <= 1e-9, slope < -1e-9 * steepest else { return false }
    return sides.sides.indices.allSatisfy { side in
      let entry = sides.sides[side]
      let rate = (sides.slack(side, at: direction) + entry.threshold) * entry.scale
      return entry.isEquality ? abs(rate) <= 1e-9 : rate >= -1e-9
    }
  }

  private func solution(
    _ status: LinearSolution.Status, _ point: QuadraticPoint, _ iterations: Int
  ) -> QuadraticSolution {
    var rowPrices = [Double](repeating: 0, count: program.linear.rowCount)
    var reducedCosts = [Double](repeating: 0, count: count)
    for (side, multiplier) in point.multipliers {
      let entry = sides.sides[side]
      let price = entry.sign * multiplier * scale
      switch entry.owner {
      case .row(let row): rowPrices[row] += price
      case .variable(let variable): reducedCosts[variable] += price
      }
    }
    let linear = zip(program.linear.costs, point.values).reduce(0) { $0 + $1.0 * $1.1 }
    return QuadraticSolution(
      status: status, cost: linear + 0.5 * program.hessian.quadraticForm(point.values),
      values: point.values, rowPrices: rowPrices, reducedCosts: reducedCosts,
      iterationCount: iterations, residual: point.residual)
  }

  private func failed(
    _ status: LinearSolution.Status, _ iterations: Int, values: [Double]? = nil
  ) -> QuadraticSolution {
    QuadraticSolution(
      status: status, cost: 0, values: values ?? [Double](repeating: 0, count: count),
      rowPrices: [Double](repeating: 0, count: program.linear.rowCount),
      reducedCosts: [Double](repeating: 0, count: count), iterationCount: iterations,
      residual: .infinity)
  }
}
