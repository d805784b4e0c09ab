import SteelyardContracts
import SteelyardMargin

/// Looks for the cheapest lots that restore an account, each time by the model's own figures.
struct PlanSearch {
  var evaluator: PlanEvaluator
  /// Whether the model's excess is known to be concave in what is held.
  let isConcave: Bool
  /// What lots cost, without asking the model.
  let prices: PlanPrices

  init(evaluator: PlanEvaluator, isConcave: Bool) {
    self.evaluator = evaluator
    self.isConcave = isConcave
    prices = PlanPrices(evaluator.candidates)
  }

  /// A gain or price below so much of the account's size is rounding.
  var tolerance: Double {
    1e-9 * (abs(evaluator.start.figures.equity) + evaluator.start.figures.maintenanceMargin)
  }

  var candidates: [PlanCandidate] { evaluator.candidates.all }

  /// Whether evaluations are left for improvements.
  var hasBudget: Bool {
    let usual = 2000 + 60_000 / max(1, candidates.count)
    return evaluator.evaluationCount < evaluator.settings.evaluationsMax ?? usual
  }

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
    let all = try cheaper(than: best, bound, isCertain: certainty == .concave)
    keep(all.best)
    if all.isExhaustive { return Result(best: best, bound: best?.price, certainty: .exhaustive) }
    return Result(
      best: best, bound: bound.cost.isFinite ? bound.cost : nil, certainty: certainty)
  }

  /// The cheapest restored combination of lots below the price of the best plan so far, where they are few enough to be
  /// tried from the cheapest on.
  ///
  /// Where the planes of the bound hold, only combinations under none of them are tried. Where they are not known to
  /// hold, they choose which are tried first, with as much room as the planes were wrong by where they are at worst.
  private mutating func cheaper(
    than best: PlanState?, _ bound: CostBound, isCertain: Bool
  ) throws(SteelyardError) -> (best: PlanState?, isExhaustive: Bool) {
    let countMax = evaluator.settings.combinationsMax
    guard countMax > 0, candidates.count <= Self.fewCandidates else { return (nil, false) }
    let limit = best.map { $0.price * (1 - 1e-9) } ?? .infinity
    var found = PlanEnumeration(
      of: evaluator.candidates, prices, below: limit, under: isCertain ? bound.cuts : [],
      countMax: countMax)
    let isExhaustive = found.isComplete
    if !isExhaustive, !isCertain {
      var planes = bound.cuts
      for place in planes.indices { planes[place].constant += 0.25 * bound.scale }
      found = PlanEnumeration(
        of: evaluator.candidates, prices, below: limit, under: planes, countMax: countMax)
    }
    for first in stride(from: 0, to: found.found.count, by: 64) {
      let states = try evaluator.states(
        of: found.found[first..<min(first + 64, found.found.count)].map(\.lots))
      if let cheapest = states.first(where: \.isRestored) { return (cheapest, isExhaustive) }
    }
    return (nil, isExhaustive)
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
}
