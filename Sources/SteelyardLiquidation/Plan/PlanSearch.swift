import SteelyardContracts
import SteelyardMargin

/// Looks for the cheapest lots that restore an account, each time by the model's own figures.
struct PlanSearch {
  var evaluator: PlanEvaluator
  /// Whether the model's excess is known to be concave in what is held.
  let isConcave: Bool

  /// A gain or price below so much of the account's size is rounding.
  var tolerance: Double {
    1e-9 * (abs(evaluator.start.figures.equity) + evaluator.start.figures.maintenanceMargin)
  }

  var candidates: [PlanCandidate] { evaluator.candidates.all }

  /// Whether evaluations are left for improvements.
  var hasBudget: Bool { evaluator.evaluationCount < evaluator.settings.evaluationsMax }

  /// Candidates up to which pairs and every neighbourhood are looked at.
  static let fewCandidates = 12

  /// What was found.
  struct Result {
    /// The cheapest state that is restored; nil where none was found.
    var best: PlanState?
    /// What every plan costs at least, in US dollars; nil where nothing is known.
    var bound: Double?
    /// How the bound is known.
    var certainty: LiquidationPlan.Certainty
  }

  /// The cheapest state that was found.
  ///
  /// - Throws: What the evaluator throws.
  mutating func result() throws(SteelyardError) -> Result {
    guard !candidates.isEmpty else { return Result(best: nil, bound: nil, certainty: .none) }
    if let combinations = combinationCount, combinations <= evaluator.settings.combinationsMax {
      let best = try cheapestOfAll()
      return Result(best: best, bound: best?.price, certainty: .exhaustive)
    }
    let bound = try CostBound(&evaluator, cutsMax: cutsMax)
    let certainty: LiquidationPlan.Certainty =
      isConcave && !bound.isContradicted ? .concave : .none
    var best: PlanState?
    func keep(_ state: PlanState?) {
      guard let state, state.isRestored else { return }
      if let known = best, known.price <= state.price { return }
      best = state
    }
    for start in starts(bound) {
      guard best == nil || hasBudget else { break }
      keep(try improved(from: start))
    }
    // Where the planes may have misled, or led nowhere, the plain way is tried as well.
    let zero = [Int](repeating: 0, count: candidates.count)
    if best == nil || (certainty == .none && hasBudget) || candidates.count <= Self.fewCandidates {
      keep(try improved(from: zero))
    }
    if best == nil || (candidates.count <= Self.fewCandidates && hasBudget) {
      keep(try improved(from: candidates.map { $0.purpose == .reduction ? $0.lotCount : 0 }))
    }
    return Result(
      best: best, bound: bound.cost.isFinite ? bound.cost : nil, certainty: certainty)
  }

  /// Fewer planes for larger books: each takes two evaluations for every candidate.
  private var cutsMax: Int { max(6, min(60, 3000 / max(1, 2 * candidates.count))) }

  /// Lots near the cheapest points of the bound.
  private func starts(_ bound: CostBound) -> [[Int]] {
    var starts: [[Int]] = []
    for point in bound.points.prefix(2) + bound.points.suffix(1) {
      let list = zip(candidates, point).map { candidate, share in
        min(candidate.lotCount, Int((share * candidate.lotsMax + 1e-9).rounded(.down)))
      }
      if !starts.contains(list) { starts.append(list) }
    }
    return starts
  }

  /// Restores, leaves out what is superfluous, and exchanges; nil where the start leads to no healthy state.
  mutating func improved(from start: [Int]) throws(SteelyardError) -> PlanState? {
    let first = try evaluator.state(of: start)
    guard var state = try restored(from: first) else { return nil }
    state = try tightened(state)
    while hasBudget, let better = try exchanged(state) { state = try tightened(better) }
    return state
  }

  /// How many combinations of lots there are; nil beyond what is ever tried.
  private var combinationCount: Int? {
    var count = 1
    for candidate in candidates {
      let (product, overflow) = count.multipliedReportingOverflow(by: candidate.lotCount + 1)
      guard !overflow, product <= 1_000_000 else { return nil }
      count = product
    }
    return count
  }

  /// The cheapest of all combinations, the fewest lots among equals; nil where none restores the account.
  private mutating func cheapestOfAll() throws(SteelyardError) -> PlanState? {
    var lists: [[Int]] = [[]]
    for candidate in candidates {
      lists = lists.flatMap { list in (0...candidate.lotCount).map { list + [$0] } }
    }
    var priced: [(price: Double, count: Int, list: [Int])] = []
    for list in lists { priced.append((evaluator.price(of: list), list.reduce(0, +), list)) }
    priced.sort { ($0.price, $0.count) < ($1.price, $1.count) }
    for first in stride(from: 0, to: priced.count, by: 64) {
      let states = try evaluator.states(
        of: priced[first..<min(first + 64, priced.count)].map(\.list))
      if let cheapest = states.first(where: \.isRestored) { return cheapest }
    }
    return nil
  }
}
