/// A point with multipliers, and what they leave of the conditions for an optimum.
struct QuadraticPoint {
  let values: [Double]
  let multipliers: [(side: Int, multiplier: Double)]
  let residual: Double

  init(
    values: [Double], multipliers: [(side: Int, multiplier: Double)],
    of conditions: OptimalityConditions
  ) {
    self.values = values
    self.multipliers = multipliers
    residual = conditions.residual(values, multipliers)
  }
}

/// The Karush-Kuhn-Tucker conditions of a convex quadratic program.
struct OptimalityConditions {
  let hessian: [Double]
  let costs: [Double]
  let sides: QuadraticSides

  private var count: Int { costs.count }

  /// H x.
  func product(_ point: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for row in 0..<count {
      let start = row * count
      var sum = 0.0
      for column in 0..<count { sum += hessian[start + column] * point[column] }
      result[row] = sum
    }
    return result
  }

  /// The largest of what is left of them: see `QuadraticSolution.residual`.
  func residual(_ point: [Double], _ multipliers: [(side: Int, multiplier: Double)]) -> Double {
    let curved = product(point)
    var rest = zip(curved, costs).map { $0 + $1 }
    var steepest = max(
      curved.reduce(0) { max($0, abs($1)) }, costs.reduce(0) { max($0, abs($1)) })
    var worst = 0.0
    for (side, multiplier) in multipliers {
      sides.addNormal(side, times: -multiplier, to: &rest)
      steepest = max(steepest, abs(multiplier) / sides.sides[side].scale)
    }
    guard steepest.isFinite else { return .infinity }
    let unit = steepest > 0 ? steepest : 1
    for (side, multiplier) in multipliers {
      let entry = sides.sides[side]
      // A price times the distance to its bound, and a price of the wrong sign.
      worst = max(worst, abs(multiplier * sides.slack(side, at: point)) / unit)
      if !entry.isEquality { worst = max(worst, -multiplier / entry.scale / unit) }
    }
    worst = max(worst, rest.reduce(0) { max($0, abs($1)) } / unit)
    for side in sides.sides.indices {
      let entry = sides.sides[side]
      let slack = sides.slack(side, at: point) * entry.scale
      let violation = entry.isEquality ? abs(slack) : max(0, -slack)
      worst = max(worst, violation / max(1, abs(entry.threshold) * entry.scale))
    }
    return worst.isNaN ? .infinity : worst
  }

  /// The same active sides solved as equations, with iterative refinement.
  ///
  /// The matrix is (H + δI, −Nᵀ; N, δI): regular whatever the active sides are, and the refinement takes δ out where the equations allow.
  func refined(_ start: QuadraticPoint) -> QuadraticPoint {
    let active = start.multipliers.map(\.side)
    let size = count + active.count
    let shift = 1e-9
    var matrix = [Double](repeating: 0, count: size * size)
    for row in 0..<count {
      for column in 0..<count { matrix[row * size + column] = hessian[row * count + column] }
      matrix[row * size + row] += shift
    }
    for (place, side) in active.enumerated() {
      var normal = [Double](repeating: 0, count: count)
      sides.addNormal(side, times: 1, to: &normal)
      for (index, element) in normal.enumerated() where element != 0 {
        matrix[index * size + count + place] = -element
        matrix[(count + place) * size + index] = element
      }
      matrix[(count + place) * size + count + place] = shift
    }
    guard let factor = PivotedFactor(matrix, size: size) else { return start }
    var best = start
    var values = start.values
    var prices = start.multipliers.map(\.multiplier)
    for _ in 0..<5 {
      var right = zip(product(values), costs).map { -($0 + $1) }
      for (side, price) in zip(active, prices) {
        sides.addNormal(side, times: price, to: &right)
      }
      right += active.map { -sides.slack($0, at: values) }
      let change = factor.solution(right)
      for index in 0..<count { values[index] += change[index] }
      for place in prices.indices { prices[place] += change[count + place] }
      let point = QuadraticPoint(
        values: values, multipliers: Array(zip(active, prices)).map { ($0.0, $0.1) }, of: self)
      guard point.residual < best.residual else { break }
      best = point
    }
    return best
  }
}
