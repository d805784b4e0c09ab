import SteelyardContracts
import SteelyardMargin

/// Puts the lots of a plan into an order in which no step lowers the projected maintenance excess.
///
/// At each place comes what relieves most for its price, all that is planned of one candidate. Where any single one would
/// lower the excess, two go together, and where no two can, all that is left: the end of the plan is above its start, so
/// that step always may go. Among equals, what leaves part of a position comes before what closes one.
struct PlanSequence {
  /// A step: the state after it, and what else could have been done.
  struct Step {
    let before: PlanState
    let after: PlanState
    let alternatives: [LiquidationPlan.Alternative]
  }

  private(set) var steps: [Step] = []
  private(set) var end: PlanState

  /// Candidates outside the plan that are looked at as alternatives.
  private static let outsidersMax = 6
  private static let alternativesMax = 3
  /// Parts of a plan up to which all pairs are looked at.
  private static let pairedMax = 16

  /// The order of a plan's lots.
  ///
  /// - Parameter goal: Where the plan ends: at or above its target, or at the most excess that can be reached.
  /// - Throws: What the evaluator throws.
  init(to goal: PlanState, of search: inout PlanSearch) throws(SteelyardError) {
    end = search.evaluator.start
    let outsiders = try Self.outsiders(of: goal, &search)
    while end.lots != goal.lots {
      let left = goal.lots.indices.filter { goal.lots[$0] > end.lots[$0] }
      let singles = try search.evaluator.states(
        of: left.map { Self.moved(end.lots, [$0], to: goal.lots) })
      let floor = end.excess - search.tolerance
      var next = Self.best(zip(left, singles).map { ([$0], $1) }, from: end, floor, search)
      if next == nil, left.count > 2, left.count <= Self.pairedMax {
        let pairs = left.indices.flatMap { first in
          left.indices.dropFirst(first + 1).map { [left[first], left[$0]] }
        }
        let states = try search.evaluator.states(
          of: pairs.map { Self.moved(end.lots, $0, to: goal.lots) })
        next = Self.best(Array(zip(pairs, states)), from: end, floor, search)
      }
      if next == nil, goal.excess < floor {
        // All that is left would lower the excess. What helps most may stop here; what restores begins its last step
        // earlier: the goal is above the start, so there is a place from which it does not lower.
        guard goal.isRestored else { break }
        while let last = steps.last, end.excess > goal.excess {
          end = last.before
          steps.removeLast()
        }
        steps.append(Step(before: end, after: goal, alternatives: []))
        end = goal
        break
      }
      let after = next ?? goal
      let others = try search.evaluator.states(
        of: outsiders.map { Self.added($0, to: end.lots, search) })
      let alternatives = Self.alternatives(
        zip(left, singles).map { ($0, $1) } + zip(outsiders, others).map { ($0, $1) },
        except: after, from: end, search)
      steps.append(Step(before: end, after: after, alternatives: alternatives))
      end = after
      // What is cheaper than planned and restored already needs no more.
      if goal.isRestored, end.isRestored { break }
    }
  }

  private static func moved(_ lots: [Int], _ places: [Int], to goal: [Int]) -> [Int] {
    var list = lots
    for place in places { list[place] = goal[place] }
    return list
  }

  /// A quarter of what is left of a candidate.
  private static func added(_ place: Int, to lots: [Int], _ search: PlanSearch) -> [Int] {
    var list = lots
    let room = search.candidates[place].lotCount - lots[place]
    list[place] += (room + 3) / 4
    return list
  }

  private static func best(
    _ states: [(places: [Int], state: PlanState)], from state: PlanState, _ floor: Double,
    _ search: PlanSearch
  ) -> PlanState? {
    let admissible = states.filter { $0.state.excess >= floor }
    let rates = admissible.map { rate(of: $0.state, from: state, search) }
    guard let most = rates.max() else { return nil }
    let equals = zip(admissible, rates).filter { $0.1 >= most - 1e-9 * abs(most) }.map(\.0)
    let partial = equals.first { one in
      one.places.allSatisfy { one.state.lots[$0] < search.candidates[$0].lotCount }
    }
    return (partial ?? equals.first)?.state
  }

  private static func rate(of next: PlanState, from state: PlanState, _ search: PlanSearch)
    -> Double
  {
    (next.excess - state.excess) / max(next.price - state.price, search.tolerance * 1e-3)
  }

  /// The candidates outside a plan that relieve most for their price at its start.
  private static func outsiders(
    of goal: PlanState, _ search: inout PlanSearch
  ) throws(SteelyardError) -> [Int] {
    let start = search.evaluator.start
    let places = goal.lots.indices.filter { goal.lots[$0] == 0 }
    let states = try search.evaluator.states(of: places.map { added($0, to: start.lots, search) })
    let rated = zip(places, states).map { ($0, rate(of: $1, from: start, search)) }
    return rated.sorted { ($0.1, -$0.0) > ($1.1, -$1.0) }.prefix(outsidersMax).map(\.0)
  }

  private static func alternatives(
    _ states: [(place: Int, state: PlanState)], except chosen: PlanState, from state: PlanState,
    _ search: PlanSearch
  ) -> [LiquidationPlan.Alternative] {
    let others = states.filter { chosen.lots[$0.place] == state.lots[$0.place] }
    let rated = others.sorted {
      (rate(of: $0.state, from: state, search), -$0.place)
        > (rate(of: $1.state, from: state, search), -$1.place)
    }
    return rated.prefix(alternativesMax).compactMap { place, next in
      let candidate = search.candidates[place]
      let before = try? candidate.quantity(candidate.lots(state.lots[place]))
      let after = try? candidate.quantity(candidate.lots(next.lots[place]))
      guard let before, let after, let quantity = try? after.subtracting(before) else { return nil }
      return LiquidationPlan.Alternative(
        instrument: candidate.instrument, quantity: quantity, relief: next.excess - state.excess,
        price: next.price - state.price)
    }
  }
}
