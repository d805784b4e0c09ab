/// Where a constrained quasi-Newton search stands.
struct QuasiNewtonState {
  var point: [Double]
  var value = Double.infinity
  var curvature: Matrix
  var gradient: [Double]
  /// Which constraints hold with equality, as indices from 0.
  var active: [Int] = []

  init(point: [Double], curvature: Matrix, gradient: [Double]) {
    self.point = point
    self.curvature = curvature
    self.gradient = gradient
  }

  /// The step that the quadratic model asks for.
  struct Step {
    let direction: [Double]
    /// Of the active constraints, in their order; shape `[active]`.
    let multipliers: [Double]
    /// What the model promises to take off the value.
    let decrease: Double
  }

  func result(_ iterations: Int, _ status: SolverStatus) -> MinimumResult {
    MinimumResult(point: point, value: value, iterations: iterations, status: status)
  }

  /// Minimises the model on the active constraints: B d + Aᵀλ = −g, A d = 0.
  func step(_ constraints: [LinearConstraint]) -> Step? {
    let count = point.count
    let size = count + active.count
    var system = Matrix(rowCount: size, columnCount: size, repeating: 0)
    for row in 0..<count {
      for column in 0..<count { system[row, column] = curvature[row, column] }
      for (offset, index) in active.enumerated() {
        system[row, count + offset] = constraints[index].normal[row]
        system[count + offset, row] = constraints[index].normal[row]
      }
    }
    let right = gradient.map { -$0 } + [Double](repeating: 0, count: active.count)
    guard let solution = solve(system, right) else { return nil }
    let direction = Array(solution[..<count])
    return Step(
      direction: direction, multipliers: Array(solution[count...]),
      decrease: max(0, -0.5 * dot(gradient, direction)))
  }

  /// What the model promises for stepping off an active constraint straight into the inside.
  func promise(ofLeaving normal: [Double], multiplier: Double) -> Double {
    let length = dot(normal, normal)
    let bend = dot(normal, bent(normal)) / (length * length)
    return 0.5 * multiplier * multiplier / max(bend, .leastNormalMagnitude)
  }

  /// Goes along the step as far as the constraints and the value allow.
  ///
  /// - Returns: Whether the value fell.
  mutating func advance(
    _ model: Step, _ constraints: [LinearConstraint],
    _ objective: ([Double], inout [Double]) -> Double
  ) -> Bool {
    var blocking: Int?
    var length = 1.0
    for (index, constraint) in constraints.enumerated() where !active.contains(index) {
      let approach = dot(constraint.normal, model.direction)
      guard approach > 0 else { continue }
      let room = max(0, constraint.slack(at: point)) / approach
      if room < length { (length, blocking) = (room, index) }
    }
    if let blocking, length == 0 {
      active.append(blocking)
      return true
    }
    let slope = dot(gradient, model.direction)
    // Values differ by rounding alone once the search has all but arrived.
    let noise = 4 * Double.ulpOfOne * abs(value)
    var trialGradient = gradient
    for halving in 0..<maximumHalvings {
      let trial = point.indices.map { point[$0] + length * model.direction[$0] }
      let trialValue = objective(trial, &trialGradient)
      let enough = trialValue <= value + 1e-4 * length * slope + noise
      if trialValue.isFinite, enough, trialGradient.allSatisfy(\.isFinite) {
        learn(from: trial, trialGradient)
        (point, value, gradient) = (trial, trialValue, trialGradient)
        if let blocking, halving == 0 { active.append(blocking) }
        return true
      }
      // The parabola through value, slope and the failed value, kept within sensible shares.
      let excess = trialValue - value - length * slope
      let share = excess > 0 && excess.isFinite ? -slope * length / (2 * excess) : 0.1
      length *= min(max(share, 0.1), 0.5)
    }
    return false
  }

  private let maximumHalvings = 30

  /// Damped BFGS: the curvature stays positive definite whatever the function does.
  private mutating func learn(from trial: [Double], _ trialGradient: [Double]) {
    let moved = trial.indices.map { trial[$0] - point[$0] }
    let bend = bent(moved)
    let expected = dot(moved, bend)
    guard expected > 0 else { return }
    var change = trialGradient.indices.map { trialGradient[$0] - gradient[$0] }
    let seen = dot(moved, change)
    if seen < 0.2 * expected {
      let share = 0.8 * expected / (expected - seen)
      change = change.indices.map { share * change[$0] + (1 - share) * bend[$0] }
    }
    let along = dot(moved, change)
    for row in moved.indices {
      for column in moved.indices {
        curvature[row, column] +=
          change[row] * change[column] / along - bend[row] * bend[column] / expected
      }
    }
  }

  mutating func forgetCurvature() {
    curvature = Self.diagonal(of: curvature)
  }

  private func bent(_ direction: [Double]) -> [Double] {
    direction.indices.map { row in
      direction.indices.reduce(0) { $0 + curvature[row, $1] * direction[$1] }
    }
  }

  static func positive(_ guess: Matrix?, count: Int) -> Matrix {
    guard let guess else { return .identity(count) }
    let factor = choleskyFactor(guess, tolerance: 1e-13)
    return factor.status == .converged && factor.rank == count ? guess : diagonal(of: guess)
  }

  private static func diagonal(of matrix: Matrix) -> Matrix {
    var diagonal = Matrix(rowCount: matrix.rowCount, columnCount: matrix.rowCount, repeating: 0)
    for index in 0..<matrix.rowCount {
      let element = abs(matrix[index, index])
      diagonal[index, index] = element > 0 && element.isFinite ? element : 1
    }
    return diagonal
  }
}

/// Gaussian elimination with row pivoting, for systems of a dozen unknowns.
private func solve(_ matrix: Matrix, _ right: [Double]) -> [Double]? {
  let size = right.count
  var work = matrix
  var solution = right
  for pivot in 0..<size {
    let best = (pivot..<size).max { abs(work[$0, pivot]) < abs(work[$1, pivot]) } ?? pivot
    guard work[best, pivot] != 0, work[best, pivot].isFinite else { return nil }
    if best != pivot {
      for column in 0..<size {
        (work[pivot, column], work[best, column]) = (work[best, column], work[pivot, column])
      }
      solution.swapAt(pivot, best)
    }
    for row in (pivot + 1)..<max(pivot + 1, size) {
      let factor = work[row, pivot] / work[pivot, pivot]
      if factor == 0 { continue }
      for column in pivot..<size { work[row, column] -= factor * work[pivot, column] }
      solution[row] -= factor * solution[pivot]
    }
  }
  for row in stride(from: size - 1, through: 0, by: -1) {
    for column in (row + 1)..<max(row + 1, size) {
      solution[row] -= work[row, column] * solution[column]
    }
    solution[row] /= work[row, row]
  }
  return solution.allSatisfy(\.isFinite) ? solution : nil
}
