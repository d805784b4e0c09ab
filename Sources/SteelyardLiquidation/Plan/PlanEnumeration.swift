import SteelyardContracts

/// Combinations of lots that are cheaper than a price, found by depth: costs never fall with more lots, so a branch that
/// costs too much already is left.
///
/// Planes that the surplus never lies above leave branches too: where even the best of what is to come keeps one of them
/// below zero, nothing there restores the account.
struct PlanEnumeration {
  /// The combinations with their prices, the cheapest first, the fewest lots among equals.
  private(set) var found: [(price: Double, lots: [Int])] = []
  /// Whether nothing was left out for want of room.
  private(set) var isComplete = true

  private let candidates: PlanCandidates
  private let prices: PlanPrices
  private let limit: Double
  private let planes: [CostBound.Plane]
  /// For each plane, the most that candidates from a place on can add.
  private let rises: [[Double]]
  private let countMax: Int
  private var nodesLeft = 1_000_000

  /// The combinations below a price.
  ///
  /// - Parameters:
  ///   - countMax: Most combinations that are kept; with more the search stops.
  ///   - planes: What the surplus never lies above.
  init(
    of candidates: PlanCandidates, _ prices: PlanPrices, below limit: Double,
    under planes: [CostBound.Plane], countMax: Int
  ) {
    self.candidates = candidates
    self.prices = prices
    self.limit = limit
    self.planes = planes
    self.countMax = countMax
    rises = planes.map { plane in
      var rises = [Double](repeating: 0, count: plane.slopes.count + 1)
      for place in plane.slopes.indices.reversed() {
        rises[place] = rises[place + 1] + max(0, plane.slopes[place])
      }
      return rises
    }
    var lots: [Int] = []
    lots.reserveCapacity(candidates.all.count)
    visit(&lots, prices.zero, planes.map(\.constant))
    found.sort {
      ($0.price, $0.lots.reduce(0, +)) < ($1.price, $1.lots.reduce(0, +))
    }
  }

  private mutating func visit(_ lots: inout [Int], _ sums: PlanPrices.Sums, _ values: [Double]) {
    let place = lots.count
    for plane in planes.indices where values[plane] + rises[plane][place] < 0 { return }
    guard place < candidates.all.count else {
      let price = prices.price(of: sums)
      if price < limit { found.append((price, lots)) }
      return
    }
    let candidate = candidates.all[place]
    for count in 0...candidate.lotCount {
      nodesLeft -= 1
      guard nodesLeft > 0, found.count < countMax else {
        isComplete = false
        return
      }
      var next = sums
      let size = candidate.lots(count)
      if count > 0 {
        prices.add(size, of: place, to: &next)
        if prices.cost(of: next) >= limit { return }
      }
      let share = size / candidate.lotsMax
      lots.append(count)
      visit(&lots, next, planes.indices.map { values[$0] + share * planes[$0].slopes[place] })
      lots.removeLast()
    }
  }
}
