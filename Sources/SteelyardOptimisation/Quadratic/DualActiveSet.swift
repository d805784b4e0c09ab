/// The dual active-set method for a strictly convex quadratic program.
///
/// It starts from the unconstrained minimum and takes in the violated sides one by one; every point on the way is the minimum over the
/// sides taken in, so the cost only rises and no side comes back for the same cost.
///
/// - Source: D. Goldfarb, A. Idnani, "A numerically stable dual method for solving strictly convex quadratic programs", Mathematical
///   Programming 27 (1983), pp. 1-33.
struct DualActiveSet {
  enum Outcome {
    case optimal
    /// The normals of the active sides span the one that is violated, with signs that no point can meet.
    case infeasible
    case stopped
  }

  private let sides: QuadraticSides
  private var basis: ActiveSetBasis
  /// What a side has to be violated by to count.
  private let tolerance: Double
  private(set) var point: [Double]
  /// The active sides, in the order of the basis.
  private(set) var active: [Int] = []
  /// Their multipliers.
  private(set) var multipliers: [Double] = []
  /// An equality is taken in from the side on which it is violated.
  private var flips: [Double]
  private var isActive: [Bool]
  private(set) var iterationCount = 0

  init(_ factor: TriangularFactor, costs: [Double], sides: QuadraticSides, tolerance: Double) {
    self.sides = sides
    self.tolerance = tolerance
    basis = ActiveSetBasis(factor)
    point = factor.solution(costs).map { -$0 }
    flips = [Double](repeating: 1, count: sides.sides.count)
    isActive = [Bool](repeating: false, count: sides.sides.count)
  }

  /// Multipliers of the active sides for normals as the sides have them.
  var sideMultipliers: [(side: Int, multiplier: Double)] {
    zip(active, multipliers).map { ($0, $1 * flips[$0]) }
  }

  mutating func run() -> Outcome {
    for side in sides.sides.indices where sides.sides[side].isEquality {
      let slack = sides.slack(side, at: point)
      flips[side] = slack > 0 ? -1 : 1
      guard let outcome = take(side) else { continue }
      return outcome
    }
    let limit = 50 * (sides.sides.count + sides.variableCount) + 100
    while let side = mostViolated() {
      guard iterationCount < limit else { return .stopped }
      if let outcome = take(side) { return outcome }
    }
    return .optimal
  }

  private func allowed(_ side: Int) -> Double {
    let entry = sides.sides[side]
    return tolerance * max(1, abs(entry.threshold) * entry.scale)
  }

  private func mostViolated() -> Int? {
    var worst: Int?
    var least = 0.0
    for side in sides.sides.indices where !isActive[side] {
      let entry = sides.sides[side]
      let slack = sides.slack(side, at: point) * entry.scale
      let violation = entry.isEquality ? -abs(slack) : slack
      if violation < least, violation < -allowed(side) {
        least = violation
        worst = side
      }
    }
    return worst
  }

  /// Takes in a violated side; nil where the method can go on.
  private mutating func take(_ side: Int) -> Outcome? {
    let flip = flips[side]
    var normal = [Double](repeating: 0, count: point.count)
    sides.addNormal(side, times: flip, to: &normal)
    let thresholdSlack = { (slack: Double) in flip * slack }
    var own = 0.0
    // Every pass drops an active side or ends.
    for _ in 0...(active.count + 1) {
      iterationCount += 1
      let projected = basis.projected(normal)
      let whole = projected.reduce(0) { $0 + $1 * $1 }
      let free = projected[basis.count...].reduce(0) { $0 + $1 * $1 }
      let fall = basis.dualStep(projected)
      var partial = Double.infinity
      var dropped = -1
      for (place, rate) in fall.enumerated()
      where rate > 1e-14 && !sides.sides[active[place]].isEquality {
        let step = multipliers[place] / rate
        if step < partial {
          partial = step
          dropped = place
        }
      }
      let slack = thresholdSlack(sides.slack(side, at: point))
      let isDependent = free <= 1e-20 * whole || whole == 0
      if isDependent, slack * sides.sides[side].scale >= -allowed(side) {
        // It says what the others say already.
        isActive[side] = false
        return nil
      }
      let full = isDependent ? Double.infinity : max(0, -slack / free)
      let step = min(partial, full)
      guard step < .infinity else { return .infeasible }
      for place in fall.indices { multipliers[place] -= step * fall[place] }
      own += step
      if !isDependent {
        let move = basis.primalStep(projected)
        for index in point.indices { point[index] += step * move[index] }
      }
      if full <= partial {
        basis.add(projected)
        active.append(side)
        multipliers.append(own)
        isActive[side] = true
        return nil
      }
      multipliers[dropped] = 0
      isActive[active[dropped]] = false
      basis.remove(at: dropped)
      active.remove(at: dropped)
      multipliers.remove(at: dropped)
    }
    return .stopped
  }
}
