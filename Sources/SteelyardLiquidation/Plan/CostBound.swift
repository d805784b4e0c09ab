import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardOptimisation

/// A lower bound of what restoring an account costs, by cutting planes, and where the bound would trade.
///
///     minimise   sum of lot costs + sum of pool costs
///     subject to surplus(x) >= 0,  0 <= x <= all of it
///
/// with real numbers of lots and the impact left out of the surplus, which can only make the account look better.
/// Pool costs are convex and replaced by their tangents. Where the surplus is concave, so is every plane
///
///     surplus(y) <= surplus(x) + sum over j of s_j (y_j - x_j),  forward_j <= s_j <= backward_j
///
/// above it: forward and backward difference quotients of any step enclose the j-th part of some supergradient. For
/// each j the larger of the two lines is replaced by its chord over the whole range of y_j, so the cut holds whichever
/// of them is the supergradient. Each linear program is then a relaxation, and its least cost a lower bound of the cost
/// of every plan, in lots or not.
///
/// New points lie between the program's and the cheapest point known to be healthy, which keeps Kelley's method from
/// running to and fro.
///
/// - Source: J. E. Kelley, "The cutting-plane method for solving convex programs", J. SIAM 8 (1960); W. Ben-Ameur,
///   J. Neto, "Acceleration of cutting-plane and column generation algorithms", Networks 49 (2007).
struct CostBound {
  /// What every plan costs at least, if the surplus is concave; infinite where no plan can restore the account.
  private(set) var cost = 0.0
  /// Where the bound trades: shares of each candidate, the last program's first.
  private(set) var points: [[Double]] = []
  /// Whether a point was met that lies above a plane: then the surplus is not concave.
  private(set) var isContradicted = false

  /// A plane over shares of the candidates: constant + sum of slope x share.
  struct Plane: Sendable {
    var constant: Double
    var slopes: [Double]
  }

  /// The planes that were laid, above the surplus if it is concave.
  private(set) var cuts: [Plane] = []
  private var tangents: [(pool: Int, size: Double)] = []
  private let candidates: PlanCandidates
  private let lotsMax: [Double]
  /// The size of a surplus that matters, in US dollars.
  let scale: Double

  /// Points stay so far within their ranges, as a share, and differences are so wide.
  private static let inset = 1e-3
  private static let step = 1e-4
  /// Rounding of model figures is so small a share of their size.
  private static let rounding = 1e-9

  /// The bound of an account.
  ///
  /// - Parameter cutsMax: Planes at most; each takes two evaluations for every candidate.
  /// - Throws: What the evaluator throws.
  init(_ evaluator: inout PlanEvaluator, cutsMax: Int) throws(SteelyardError) {
    candidates = evaluator.candidates
    lotsMax = candidates.all.map(\.lotsMax)
    scale = max(
      abs(evaluator.start.surplus), abs(evaluator.start.figures.maintenanceMargin) * 1e-3, 1e-9)
    let whole = candidates.all.map { $0.purpose == .reduction ? 1.0 : 0 }
    for pool in candidates.pools.indices {
      let most = candidates.sizes(of: lotsMax)[pool]
      for part in [1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1] { tangents.append((pool, part * most)) }
    }
    // The point that holds the search back: everything closed, until a cheaper healthy one is met.
    var centre = whole
    var centrePrice = Double.infinity
    if try value(at: whole, &evaluator) >= 0 { centrePrice = price(of: whole) }
    try addCut(at: [Double](repeating: 0, count: whole.count), &evaluator)
    var weight = 0.5
    for _ in 0..<cutsMax {
      guard let point = try solved() else {
        cost = .infinity
        return
      }
      points.insert(point, at: 0)
      let isHeldBack = centrePrice < .infinity && weight < 1
      let query = isHeldBack ? zip(point, centre).map { weight * $0 + (1 - weight) * $1 } : point
      let surplus = try addCut(at: query, &evaluator)
      if surplus >= 0, price(of: query) < centrePrice {
        centre = query
        centrePrice = price(of: query)
      }
      for (pool, size) in candidates.sizes(of: lots(point)).enumerated() where size > 0 {
        tangents.append((pool, size))
      }
      // A plane that leaves the program's own point where it was says nothing new there: ask at the point itself.
      let isCutOff = planeValue(cuts[cuts.count - 1], at: point) < -1e-7 * scale
      weight = isCutOff ? 0.5 : 1
      if !isHeldBack, surplus >= -1e-6 * scale { break }
      if centrePrice < .infinity, centrePrice - cost <= 1e-4 * centrePrice { break }
    }
    if let point = try solved() { points.insert(point, at: 0) } else { cost = .infinity }
    if centrePrice < .infinity { points.append(centre) }
  }

  private func lots(_ shares: [Double]) -> [Double] { zip(shares, lotsMax).map { $0 * $1 } }

  private func price(of shares: [Double]) -> Double { candidates.cost(of: lots(shares)).total }

  private func planeValue(_ cut: Plane, at shares: [Double]) -> Double {
    zip(cut.slopes, shares).reduce(cut.constant) { $0 + $1.0 * $1.1 }
  }

  private func value(
    at shares: [Double], _ evaluator: inout PlanEvaluator
  ) throws(SteelyardError) -> Double {
    try evaluator.surplusesWithoutImpact(of: [lots(shares)])[0]
  }

  /// Adds the plane at a point, moved a little into the range.
  ///
  /// - Returns: The surplus there.
  @discardableResult
  private mutating func addCut(
    at point: [Double], _ evaluator: inout PlanEvaluator
  ) throws(SteelyardError) -> Double {
    // Kinks lie where holdings are equal or nothing: a place of its own for each share keeps clear of them.
    var generator = SplitMix64(seed: UInt64(cuts.count))
    let shares = point.map { share in
      let place = generator.nextUnit()
      let inset = Self.inset * (1 + place)
      return min(max(share, inset), 1 - inset)
    }
    var lists = [lots(shares)]
    for place in shares.indices {
      for side in [1.0, -1.0] {
        var moved = shares
        moved[place] += side * Self.step
        lists.append(lots(moved))
      }
    }
    let values = try evaluator.surplusesWithoutImpact(of: lists)
    var slopes: [Double] = []
    var constant = values[0] + Self.rounding * scale
    for place in shares.indices {
      let forward = (values[1 + 2 * place] - values[0]) / Self.step
      let backward = (values[0] - values[2 + 2 * place]) / Self.step
      // The chord of max(forward d, backward d) over d from -x to 1 - x; equal for a smooth surplus.
      let (low, high) = (-shares[place], 1 - shares[place])
      let (left, right) = (max(forward * low, backward * low), max(forward * high, backward * high))
      let slope = right - left
      slopes.append(slope)
      constant += left - slope * low - slope * shares[place]
    }
    if let last = values.first {
      for cut in cuts where last > planeValue(cut, at: shares) + 1e-6 * scale {
        isContradicted = true
      }
    }
    cuts.append(Plane(constant: constant, slopes: slopes))
    return values[0]
  }

  /// The cheapest shares under the planes, nil where there are none; the bound rises to their cost.
  private mutating func solved() throws(SteelyardError) -> [Double]? {
    var program = LinearProgram()
    let unit = try LinearProgram.Bounds(0, 1)
    for (place, candidate) in candidates.all.enumerated() {
      try program.addVariable(
        cost: lotsMax[place] * candidate.lotCost.total / scale, within: unit)
    }
    let first = program.variableCount
    for _ in candidates.pools {
      try program.addVariable(cost: 1, within: try .atLeast(0))
    }
    for cut in cuts {
      let terms = cut.slopes.enumerated().compactMap { place, slope in
        slope == 0 ? nil : LinearProgram.Term(place, slope / scale)
      }
      try program.addRow(terms, within: try .atLeast(-cut.constant / scale))
    }
    for (pool, size) in tangents {
      let slope = candidates.pools[pool].slope(at: size)
      var terms = [LinearProgram.Term(first + pool, 1)]
      for (place, candidate) in candidates.all.enumerated() {
        for part in candidate.pools where part.pool == pool && slope > 0 {
          terms.append(
            LinearProgram.Term(place, -slope * part.size * lotsMax[place] / scale))
        }
      }
      let intercept = candidates.pools[pool].cost(of: size) - slope * size
      try program.addRow(terms, within: try .atLeast(intercept / scale))
    }
    let solution = try program.solved()
    guard solution.status == .optimal else { return nil }
    cost = max(cost, solution.cost * scale * (1 - 1e-7))
    return solution.values.prefix(first).map { min(max($0, 0), 1) }
  }
}
