import Glibc
import SteelyardContracts
import SteelyardMargin

extension PlanSearch {
  /// Adds lots until the target is reached, each time those that relieve most for their price.
  ///
  /// Where no single candidate relieves, two go together: the legs of a spread, or a position and its hedge.
  ///
  /// - Returns: Nil where nothing relieves any more before the target is reached.
  mutating func restored(from start: PlanState) throws(SteelyardError) -> PlanState? {
    var state = start
    for round in 0..<Self.roundsMax where !state.isRestored {
      // The longer it takes, the larger the steps among those that are not the very best for their price: what is
      // too much is taken back when the plan is tightened.
      let patience = pow(0.95, Double(1 + round / 4))
      guard let next = try relieved(state, patience: patience) else { return nil }
      state = next
    }
    return state.isRestored ? state : nil
  }

  /// Most rounds of additions: each takes at least the part of the best rate that patience asks for.
  private static let roundsMax = 400

  /// The state after the next lots; nil where nothing relieves.
  private mutating func relieved(
    _ state: PlanState, patience: Double
  ) throws(SteelyardError) -> PlanState? {
    let single = try evaluator.states(of: additions(to: state.lots))
    let singles = single.filter { $0.surplus > state.surplus + tolerance }
    if let end = try cheapestEnd(singles, from: state) { return end }
    let best = steepest(singles, from: state, patience)
    let looksAtPairs = !isConcave && candidates.count <= Self.fewCandidates && hasBudget
    guard best == nil || looksAtPairs else { return best }
    let pairs = try evaluator.states(of: pairAdditions(to: state.lots, singles: single, of: state))
      .filter { $0.surplus > state.surplus + tolerance }
    if best == nil, let end = try cheapestEnd(pairs, from: state) { return end }
    guard let pair = steepest(pairs, from: state, patience) else { return best }
    guard let best else { return pair }
    return rate(of: pair, from: state) > 1.05 * rate(of: best, from: state) ? pair : best
  }

  /// What is gained for a dollar.
  func rate(of next: PlanState, from state: PlanState) -> Double {
    let gain = next.surplus - state.surplus
    let price = next.price - state.price
    return price > tolerance * 1e-3 ? gain / price : gain / (tolerance * 1e-3)
  }

  /// The state that gains most for a dollar; of those nearly as good, the one that goes farthest.
  private func steepest(
    _ states: [PlanState], from state: PlanState, _ patience: Double
  ) -> PlanState? {
    let most = states.map { rate(of: $0, from: state) }.max() ?? 0
    return states.filter { rate(of: $0, from: state) >= patience * most }
      .max { ($0.surplus, -$0.price) < ($1.surplus, -$1.price) }
  }

  /// The cheapest of the states that reach the target, each with no more lots than it takes.
  private mutating func cheapestEnd(
    _ states: [PlanState], from state: PlanState
  ) throws(SteelyardError) -> PlanState? {
    let ends = states.filter(\.isRestored).sorted { $0.price < $1.price }.prefix(6)
    var best: PlanState?
    for end in ends {
      let fewest = try fewest(from: state, to: end)
      if best.map({ fewest.price < $0.price }) ?? true { best = fewest }
    }
    return best
  }

  /// The first restored state on the way from one that is not to one that is, in whole lots.
  private mutating func fewest(
    from state: PlanState, to end: PlanState
  ) throws(SteelyardError) -> PlanState {
    var low = 0.0
    var high = 1.0
    var found = end
    for _ in 0..<40 {
      let share = 0.5 * (low + high)
      let list = state.lots.indices.map { place in
        state.lots[place]
          + Int((share * Double(end.lots[place] - state.lots[place])).rounded(.up))
      }
      if list == found.lots {
        // Rounded up, a lower share may still be the same lots.
        high = share
        if (high - low) * Double(zip(found.lots, state.lots).map { $0 - $1 }.max() ?? 0) < 0.5 {
          break
        }
        continue
      }
      let middle = try evaluator.state(of: list)
      if middle.isRestored {
        found = middle
        high = share
      } else {
        low = share
      }
      if (high - low) * Double(zip(end.lots, state.lots).map { $0 - $1 }.max() ?? 0) < 0.5 { break }
    }
    return found
  }

  /// One candidate more: a lot, a sixteenth, a quarter and all of what is left of it.
  func additions(to lots: [Int]) -> [[Int]] {
    var lists: [[Int]] = []
    for (place, candidate) in candidates.enumerated() {
      let room = candidate.lotCount - lots[place]
      for size in Self.sizes(upTo: room) {
        var list = lots
        list[place] += size
        lists.append(list)
      }
    }
    return lists
  }

  /// A lot, a sixteenth, a quarter and the whole of a number of lots, without repetition.
  static func sizes(upTo room: Int) -> [Int] {
    guard room > 0 else { return [] }
    return Set([1, (room + 15) / 16, (room + 3) / 4, room]).sorted()
  }

  /// Most candidates that are paired with each other.
  private static let pairedMax = 16

  /// Two candidates together, those that change most first: all of both, or as many dollars of the larger as there
  /// are of the smaller.
  private func pairAdditions(
    to lots: [Int], singles: [PlanState], of state: PlanState
  ) -> [[Int]] {
    var changes = [Double](repeating: 0, count: candidates.count)
    for single in singles {
      guard let place = lots.indices.first(where: { single.lots[$0] != lots[$0] }) else { continue }
      changes[place] = max(
        changes[place],
        abs(single.figures.maintenanceMargin - state.figures.maintenanceMargin))
    }
    let places = lots.indices.filter { candidates[$0].lotCount > lots[$0] }
      .sorted { (changes[$0], -$0) > (changes[$1], -$1) }.prefix(Self.pairedMax).sorted()
    var lists: [[Int]] = []
    for (order, one) in places.enumerated() {
      for other in places.dropFirst(order + 1)
      where candidates[one].instrument != candidates[other].instrument {
        let (first, second) = (candidates[one], candidates[other])
        let rooms = (first.lotCount - lots[one], second.lotCount - lots[other])
        let worths = (
          first.lot.magnitude.doubleValue * first.unit.notional,
          second.lot.magnitude.doubleValue * second.unit.notional
        )
        let common = min(Double(rooms.0) * worths.0, Double(rooms.1) * worths.1)
        for part in [1.0, 0.25, 0.0625] {
          var list = lots
          list[one] += min(rooms.0, max(1, Int((part * common / worths.0).rounded())))
          list[other] += min(rooms.1, max(1, Int((part * common / worths.1).rounded())))
          lists.append(list)
        }
        var list = lots
        list[one] += rooms.0
        list[other] += rooms.1
        lists.append(list)
      }
    }
    return lists
  }

  /// The state with the most excess that can be reached when none is restored: candidates and pairs of them, as long
  /// as any raises it.
  mutating func mostHelpful() throws(SteelyardError) -> PlanState {
    var best = evaluator.start
    for start in [best.lots, candidates.map { $0.purpose == .reduction ? $0.lotCount : 0 }] {
      var state = try evaluator.state(of: start)
      for _ in 0..<Self.roundsMax {
        let single = try evaluator.states(
          of: additions(to: state.lots) + removals(from: state.lots))
        var next = single.max { ($0.excess, -$0.price) < ($1.excess, -$1.price) }
        if next.map({ $0.excess <= state.excess + tolerance }) ?? true {
          next = try evaluator.states(
            of: pairAdditions(to: state.lots, singles: single, of: state)
          ).max { ($0.excess, -$0.price) < ($1.excess, -$1.price) }
        }
        guard let next, next.excess > state.excess + tolerance else { break }
        state = next
      }
      if state.excess > best.excess + tolerance { best = state }
    }
    return best
  }

  /// One candidate less: a lot, a sixteenth, a quarter and all that is traded of it.
  private func removals(from lots: [Int]) -> [[Int]] {
    lots.indices.flatMap { place in
      Self.sizes(upTo: lots[place]).map { size in
        var list = lots
        list[place] -= size
        return list
      }
    }
  }
}
