import SteelyardContracts
import SteelyardOptimisation

/// The linear program of a placement, with rate curves held up by tangents.
///
/// Every curve's cost is convex in the debt, so tangents lie under it: the program's least cost is a bound from below,
/// the true cost of its answer one from above, and adding the tangents at the answer brings both together.
struct PlacementProgram {
  /// What a row is, so that its price can be told.
  enum Row {
    case balance
    case requirement(location: Int, scenario: Int)
    case health(location: Int, scenario: Int)
    case loanToValue(location: Int)
    case tangent
    case counted
  }

  /// A program's answer in US dollars.
  struct Answer {
    let amounts: [[Double]]
    let debts: [Double]
    let sent: [Double]
    /// By venue or protocol and scenario: what is missing.
    let short: [Double]
    /// The true cost of a year, without fixed costs.
    let cost: Double
    /// What no placement costs less than.
    var bound: Double
    let prices: [(row: Row, price: Double)]
    /// What one more dollar of each limit would save: of assets at places, debts, ways.
    let limits: [Placement.Binding]
    var isShort: Bool { short.contains { $0 > 0 } }
  }

  /// What a dollar that is missing costs a year: more than anything else, so that nothing is missing that can be had.
  private static let penalty = 1_000.0
  private static let roundsMax = 60
  /// How close bounds are brought, in parts of all that is held.
  private static let tolerance = 1e-11

  let figures: PlacementFigures
  /// Debts at which each curve has tangents.
  private var tangents: [[Tangent]]

  private struct Tangent: Hashable {
    let debt: Double
    let beyondBend: Bool
  }

  init(_ figures: PlacementFigures) {
    self.figures = figures
    tangents = figures.loans.map { loan in
      let market = loan.market
      let most = market.ownDebt + market.borrowable
      var points = (0...16).map { Tangent(debt: most * Double($0) / 16, beyondBend: false) }
      let bend = market.curve.optimalUsage * market.supply - market.debt + market.ownDebt
      if bend > 0, bend < most {
        points += [Tangent(debt: bend, beyondBend: false), Tangent(debt: bend, beyondBend: true)]
      }
      return points
    }
  }

  /// The least cost with some ways closed.
  ///
  /// - Throws: `noConvergence` where the solver gives up.
  mutating func solved(closed: Set<Int> = []) throws(SteelyardError) -> Answer {
    var best: Answer?
    for _ in 0..<Self.roundsMax {
      let found = try once(closed)
      // Bounds of all rounds hold; of answers that cost the same, a later one has the better prices.
      let bound = max(found.bound, best?.bound ?? -.infinity)
      var kept = found
      if let best, best.cost < found.cost - Self.tolerance * figures.scale { kept = best }
      kept.bound = min(bound, kept.cost)
      best = kept
      if kept.cost - kept.bound <= Self.tolerance * figures.scale { break }
      var isNew = false
      for (place, debt) in found.debts.enumerated() {
        for side in [false, true] {
          let tangent = Tangent(debt: debt, beyondBend: side)
          guard !tangents[place].contains(tangent) else { continue }
          tangents[place].append(tangent)
          isNew = true
        }
      }
      if !isNew { break }
    }
    guard let best else {
      throw SteelyardError(
        .noConvergence, "No placement was found.", remedy: "Look at the input's sizes.")
    }
    return best
  }

  private func once(_ closed: Set<Int>) throws(SteelyardError) -> Answer {
    var builder = PlacementRows(figures, closed: closed, penalty: Self.penalty)
    try builder.build()
    for (place, loan) in figures.loans.enumerated() {
      for tangent in tangents[place] {
        let market = loan.market
        let change = tangent.debt - market.ownDebt
        let slope = market.marginalRate(borrowing: change, beyondBend: tangent.beyondBend)
        let cost =
          tangent.debt * market.curve.borrowRate(at: (market.debt + change) / market.supply)
        try builder.addTangent(
          loan: place, slope: slope, constant: (cost - slope * tangent.debt) / figures.unit)
      }
    }
    let solution = try builder.program.solved()
    guard solution.status == .optimal else {
      throw SteelyardError(
        .noConvergence, "The linear program of the placement ended \(solution.status.rawValue).",
        remedy: "Look at the input's sizes and caps.")
    }
    return builder.answer(solution)
  }
}
