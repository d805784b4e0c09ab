import SteelyardMath
import SteelyardOptimisation

/// The least cost of a small convex quadratic program by trying every set of binding ends as equations, and keeping the cheapest point that
/// is feasible. A bounded program has its optimum in one of them.
struct QuadraticOracle {
  let program: QuadraticProgram
  private var ends: [(coefficients: [Double], bound: Double)] = []

  init(_ program: QuadraticProgram) {
    self.program = program
    let count = program.linear.variableCount
    for (variable, bounds) in program.linear.bounds.enumerated() {
      let unit = (0..<count).map { $0 == variable ? 1.0 : 0 }
      ends.append((unit, bounds.lower))
      ends.append((unit, bounds.upper))
    }
    for (terms, bounds) in zip(program.linear.rowTerms, program.linear.rowBounds) {
      var row = [Double](repeating: 0, count: count)
      for term in terms { row[term.variable] = term.coefficient }
      ends.append((row, bounds.lower))
      if bounds.upper != bounds.lower { ends.append((row, bounds.upper)) }
    }
  }

  func leastCost() -> Double? {
    var best: Double?
    for chosen in 0..<(1 << ends.count) where chosen.nonzeroBitCount <= program.linear.variableCount {
      let active = ends.indices.filter { chosen & (1 << $0) != 0 }
      guard let point = stationary(active), program.linear.violation(at: point) <= 1e-9 else {
        continue
      }
      let cost =
        zip(program.linear.costs, point).reduce(0) { $0 + $1.0 * $1.1 }
        + 0.5 * program.hessian.quadraticForm(point)
      best = min(best ?? .infinity, cost)
    }
    return best
  }

  /// The point with these ends as equations at which the cost is stationary; nil where it is not unique.
  private func stationary(_ active: [Int]) -> [Double]? {
    let count = program.linear.variableCount
    let size = count + active.count
    var matrix = Matrix(rowCount: size, columnCount: size, repeating: 0)
    var right = program.linear.costs.map { -$0 }
    for row in 0..<count {
      for column in 0..<count { matrix[row, column] = program.hessian[row, column] }
      for (place, end) in active.enumerated() {
        matrix[row, count + place] = ends[end].coefficients[row]
        matrix[count + place, row] = ends[end].coefficients[row]
      }
    }
    right += active.map { ends[$0].bound }
    return matrix.inverse.map { Array(($0 * right)[0..<count]) }
  }
}
