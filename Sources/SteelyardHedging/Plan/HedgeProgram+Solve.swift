import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardOptimisation

extension HedgeProgram {
  /// The best units by the goal's risk.
  ///
  /// - Parameter shortfallLevel: The level of the tail that is weighed, in place of the goal's risk; nil for that.
  /// - Returns: Nil where nothing keeps all rules.
  /// - Throws: `noConvergence` where the solver gives up.
  func solved(
    weight: Double, shortfallLevel: Double? = nil
  ) throws(SteelyardError) -> Solution? {
    let scale = scale
    let risk = shortfallLevel.map { HedgeGoal.Risk.expectedShortfall(level: $0) } ?? goal.risk
    switch risk {
    case .expectedShortfall(let level):
      let solution = try TailProgram(
        linear: try linear(scale), losses: losses(scale),
        probabilities: book.scenarios.probabilities, level: level, weight: weight
      ).solved()
      return try told(solution.status, solution.values, solution.cost * scale)
    case .variance:
      let solution = try QuadraticProgram(
        linear: try linear(scale), hessian: hessian(losses(scale), weight: weight)
      ).solved()
      return try told(solution.status, solution.values, solution.cost * scale)
    case .initialMargin:
      var program = try linear(scale)
      let margin = try program.addVariable(cost: weight, within: try .atLeast(0))
      for cut in marginCuts {
        var terms: [LinearProgram.Term] = [.init(margin, 1)]
        for (place, variable) in variables.enumerated() {
          let slope = variable.side * cut.slopes[variable.candidate] * variable.size / scale
          if slope != 0 { terms.append(.init(place, -slope)) }
        }
        try program.addRow(terms, within: try .atLeast(cut.constant / scale))
      }
      let solution = try program.solved()
      return try told(solution.status, solution.values, solution.cost * scale)
    }
  }

  /// Each variable's own variance is taken to be larger by this share: stretches of one cost move alike, and so do futures, which
  /// leaves a covariance without a definite minimum.
  private static let ownVarianceShare = 1e-7

  /// 2 × weight × covariance of the losses: the variance over the scale, which is the deviation before.
  private func hessian(_ losses: Matrix, weight: Double) -> Matrix {
    let probabilities = book.scenarios.probabilities
    var means = [Double](repeating: 0, count: losses.columnCount)
    for row in 0..<losses.rowCount {
      for column in means.indices { means[column] += probabilities[row] * losses[row, column] }
    }
    var result = Matrix(
      rowCount: losses.columnCount, columnCount: losses.columnCount, repeating: 0)
    for row in 0..<losses.rowCount {
      let share = 2 * weight * probabilities[row]
      for first in means.indices {
        let left = share * (losses[row, first] - means[first])
        if left == 0 { continue }
        for second in 0...first {
          result[first, second] += left * (losses[row, second] - means[second])
        }
      }
    }
    for first in means.indices {
      for second in 0..<first { result[second, first] = result[first, second] }
      result[first, first] *= 1 + HedgeProgram.ownVarianceShare
    }
    return result
  }

  private func told(
    _ status: LinearSolution.Status, _ values: [Double], _ cost: Double
  ) throws(SteelyardError) -> Solution? {
    switch status {
    case .optimal: return Solution(quantities: quantities(values), value: cost)
    case .infeasible: return nil
    case .unbounded, .stopped:
      throw SteelyardError(
        .noConvergence, "The program of the hedge ended as \(status.rawValue).",
        remedy: "Allow fewer instruments, or fewer scenarios.")
    }
  }
}
