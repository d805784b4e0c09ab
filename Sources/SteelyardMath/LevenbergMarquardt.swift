/// The point inside a box that minimises half the sum of squared residuals.
///
/// Damped Gauss-Newton steps; unknowns on a wall that the gradient pushes outwards are held there
/// for the step, the others are cut at the walls.
///
/// - Parameters:
///   - start: First point; put inside the box. Shape `[unknown]`.
///   - lower: Lower walls; shape `[unknown]`.
///   - upper: Upper walls; shape `[unknown]`.
///   - tolerance: Converged when a step changes every unknown by at most this, relative to its size
///     plus this, or when the objective falls by less than its square relative to itself.
///   - maximumIterations: Steps, taken or refused, after which the search gives up.
///   - residuals: Residuals and their derivatives (rows residuals, columns unknowns), the same
///     count at every point and at least as many as unknowns. A residual that is not finite refuses
///     the point.
/// - Source: D. Marquardt, J. SIAM 11 (1963), pp. 431-441; damping after H. Nielsen, IMM-REP-1999-05.
public func levenbergMarquardt(
  start: [Double], lower: [Double], upper: [Double], tolerance: Double, maximumIterations: Int,
  residuals: ([Double]) -> (values: [Double], derivatives: Matrix)
) -> MinimumResult {
  let count = start.count
  guard count > 0, lower.count == count, upper.count == count,
    zip(lower, upper).allSatisfy({ $0 <= $1 })
  else {
    return MinimumResult(point: start, value: .infinity, iterations: 0, status: .invalidShape)
  }
  func inside(_ point: [Double]) -> [Double] {
    point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
  }
  var point = inside(start)
  var current = residuals(point)
  var value = halfSumOfSquares(current.values)
  func result(_ iterations: Int, _ status: SolverStatus) -> MinimumResult {
    MinimumResult(point: point, value: value, iterations: iterations, status: status)
  }
  guard value.isFinite else { return result(0, .notFinite) }
  guard current.derivatives.rowCount == current.values.count,
    current.derivatives.columnCount == count, current.values.count >= count
  else { return result(0, .invalidShape) }
  var damping = 1e-3
  var growth = 2.0
  for iteration in 0..<max(0, maximumIterations) {
    let gradient = (0..<count).map { column in
      current.values.indices.reduce(0) {
        $0 + current.derivatives[$1, column] * current.values[$1]
      }
    }
    let free = (0..<count).filter {
      !(point[$0] <= lower[$0] && gradient[$0] > 0) && !(point[$0] >= upper[$0] && gradient[$0] < 0)
        && gradient[$0] != 0
    }
    if free.isEmpty { return result(iteration, .converged) }
    let step = dampedStep(current.values, current.derivatives, free: free, damping: damping)
    let proposal = inside(point.indices.map { point[$0] + step[$0] })
    let moved = point.indices.map { proposal[$0] - point[$0] }
    let predicted = predictedFall(current.values, current.derivatives, moved)
    let small = point.indices.allSatisfy {
      abs(moved[$0]) <= tolerance * (abs(point[$0]) + tolerance)
    }
    let next = residuals(proposal)
    let nextValue = halfSumOfSquares(next.values)
    if nextValue.isFinite && nextValue <= value && predicted >= 0 {
      let fall = value - nextValue
      let gain = predicted > 0 ? fall / predicted : 1
      let flat = fall <= tolerance * tolerance * value
      (point, current, value) = (proposal, next, nextValue)
      let cube = (2 * gain - 1) * (2 * gain - 1) * (2 * gain - 1)
      damping *= max(1.0 / 3, 1 - cube)
      growth = 2
      if small || flat { return result(iteration + 1, .converged) }
    } else {
      if small { return result(iteration + 1, .converged) }
      damping *= growth
      growth *= 2
    }
  }
  return result(max(0, maximumIterations), .iterationLimit)
}

private func halfSumOfSquares(_ values: [Double]) -> Double {
  0.5 * CompensatedSum(values.lazy.map { $0 * $0 }).value
}

/// The step of the linearised problem with each unknown damped in proportion to its own column.
private func dampedStep(
  _ values: [Double], _ derivatives: Matrix, free: [Int], damping: Double
) -> [Double] {
  var rows = Matrix(
    rowCount: values.count + free.count, columnCount: free.count, repeating: 0)
  for (column, unknown) in free.enumerated() {
    var square = 0.0
    for row in values.indices {
      rows[row, column] = derivatives[row, unknown]
      square += derivatives[row, unknown] * derivatives[row, unknown]
    }
    rows[values.count + column, column] = (damping * square).squareRoot()
  }
  let target = values.map { -$0 } + [Double](repeating: 0, count: free.count)
  let fit = linearLeastSquares(rows, target: target)
  var step = [Double](repeating: 0, count: derivatives.columnCount)
  for (column, unknown) in free.enumerated() { step[unknown] = fit.coefficients[column] }
  return step
}

private func predictedFall(_ values: [Double], _ derivatives: Matrix, _ moved: [Double]) -> Double {
  let linear = values.indices.map { row in
    moved.indices.reduce(values[row]) { $0 + derivatives[row, $1] * moved[$1] }
  }
  return halfSumOfSquares(values) - halfSumOfSquares(linear)
}
