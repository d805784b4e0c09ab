/// The normal equations JᵀJ and Jᵀr of a small least-squares problem, added up row by row.
///
/// Unlike `levenbergMarquardt` of the mathematics module it never holds the Jacobian and
/// allocates nothing once made: a surface solves some fifty of these problems.
struct NormalEquations {
  let count: Int
  /// JᵀJ, the lower triangle; shape `[unknown][unknown]`.
  private(set) var matrix: [Double]
  /// Jᵀr; shape `[unknown]`.
  private(set) var gradient: [Double]
  /// Half the sum of squared residuals.
  private(set) var cost = 0.0
  /// The derivatives of the residual about to be added; callers write it before `add`.
  var row: [Double]

  init(count: Int) {
    self.count = count
    matrix = [Double](repeating: 0, count: count * count)
    gradient = [Double](repeating: 0, count: count)
    row = [Double](repeating: 0, count: count)
  }

  mutating func clear() {
    for index in matrix.indices { matrix[index] = 0 }
    for index in gradient.indices { gradient[index] = 0 }
    cost = 0
  }

  /// Adds a residual whose derivatives by the unknowns `first ..< first + width` are
  /// `scale × row[0 ..< width]`; it depends on no other unknown.
  mutating func add(residual: Double, scale: Double, first: Int, width: Int) {
    cost += 0.5 * residual * residual
    for left in 0..<width {
      let leftValue = scale * row[left]
      gradient[first + left] += leftValue * residual
      let start = (first + left) * count + first
      for right in 0...left { matrix[start + right] += leftValue * (scale * row[right]) }
    }
  }
}

/// How a bounded damped least-squares search ended.
struct LeastSquaresEnd {
  let iterations: Int
  let isConverged: Bool
  let cost: Double
}

/// Minimises a sum of squares within bounds by Levenberg's and Marquardt's damped steps.
///
/// An unknown at a bound that its gradient pushes against is held for the step.
///
/// - Source: D. Marquardt, "An algorithm for least-squares estimation of nonlinear parameters",
///   SIAM J. 11 (1963); damping after H. Nielsen, "Damping parameter in Marquardt's method",
///   IMM-REP-1999-05.
func minimiseSquares(
  _ point: inout [Double], lower: [Double], upper: [Double], tolerance: Double,
  iterationsMax: Int, accumulate: (_ point: [Double], _ equations: inout NormalEquations) -> Void
) -> LeastSquaresEnd {
  let count = point.count
  for index in 0..<count { point[index] = min(max(point[index], lower[index]), upper[index]) }
  var current = NormalEquations(count: count)
  var next = NormalEquations(count: count)
  var factor = CholeskyFactor(count: count)
  var proposal = point
  accumulate(point, &current)
  guard current.cost.isFinite else {
    return LeastSquaresEnd(iterations: 0, isConverged: false, cost: current.cost)
  }
  var damping = 1e-3
  var growth = 2.0
  for iteration in 1...max(iterationsMax, 1) {
    for index in 0..<count {
      let slope = current.gradient[index]
      factor.isHeld[index] =
        current.matrix[index * count + index] == 0
        || (point[index] <= lower[index] && slope > 0)
        || (point[index] >= upper[index] && slope < 0)
    }
    guard factor.solve(current, damping: damping) else {
      damping *= growth
      growth *= 2
      continue
    }
    var isSmall = true
    var predicted = 0.0
    for index in 0..<count {
      proposal[index] = min(max(point[index] + factor.step[index], lower[index]), upper[index])
      let moved = proposal[index] - point[index]
      if abs(moved) > tolerance * (abs(point[index]) + tolerance) { isSmall = false }
      predicted -= moved * current.gradient[index]
    }
    next.clear()
    accumulate(proposal, &next)
    if next.cost <= current.cost {
      let fall = current.cost - next.cost
      let gain = predicted > 0 ? 2 * fall / predicted : 1
      let cube = (2 * gain - 1) * (2 * gain - 1) * (2 * gain - 1)
      damping = max(damping * max(1.0 / 3, 1 - cube), 1e-14)
      growth = 2
      let isFlat = fall <= 1e-7 * current.cost
      swap(&point, &proposal)
      swap(&current, &next)
      if isSmall || isFlat {
        return LeastSquaresEnd(iterations: iteration, isConverged: true, cost: current.cost)
      }
    } else {
      if isSmall {
        return LeastSquaresEnd(iterations: iteration, isConverged: true, cost: current.cost)
      }
      damping *= growth
      growth *= 2
    }
  }
  return LeastSquaresEnd(iterations: iterationsMax, isConverged: false, cost: current.cost)
}

/// Solves the damped normal equations for a step, in place.
private struct CholeskyFactor {
  let count: Int
  var isHeld: [Bool]
  private(set) var step: [Double]
  private var lower: [Double]

  init(count: Int) {
    self.count = count
    isHeld = [Bool](repeating: false, count: count)
    step = [Double](repeating: 0, count: count)
    lower = [Double](repeating: 0, count: count * count)
  }

  /// Whether the damped matrix is positive definite; then `step` solves it.
  mutating func solve(_ equations: NormalEquations, damping: Double) -> Bool {
    for row in 0..<count {
      for column in 0...row {
        var sum = 0.0
        if row == column {
          let diagonal = equations.matrix[row * count + row]
          sum = isHeld[row] ? 1 : diagonal * (1 + damping)
        } else if !isHeld[row] && !isHeld[column] {
          sum = equations.matrix[row * count + column]
        }
        for inner in 0..<column {
          sum -= lower[row * count + inner] * lower[column * count + inner]
        }
        if row == column {
          guard sum > 0, sum.isFinite else { return false }
          lower[row * count + row] = sum.squareRoot()
        } else {
          lower[row * count + column] = sum / lower[column * count + column]
        }
      }
    }
    for row in 0..<count {
      var sum = isHeld[row] ? 0 : -equations.gradient[row]
      for inner in 0..<row { sum -= lower[row * count + inner] * step[inner] }
      step[row] = sum / lower[row * count + row]
    }
    for row in stride(from: count - 1, through: 0, by: -1) {
      var sum = step[row]
      for inner in (row + 1)..<max(count, row + 1) {
        sum -= lower[inner * count + row] * step[inner]
      }
      step[row] = sum / lower[row * count + row]
    }
    return true
  }
}
