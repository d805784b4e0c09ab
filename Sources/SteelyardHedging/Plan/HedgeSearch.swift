import SteelyardContracts
import SteelyardMargin

/// From the best real numbers to lots: fewer instruments where they are limited, rounding, and repair lot by lot.
struct HedgeSearch {
  private(set) var relaxation: HedgeRelaxation
  /// Lists of lots that were judged.
  private(set) var judgedCount = 0

  private static let passesMax = 60

  init(_ relaxation: HedgeRelaxation) { self.relaxation = relaxation }

  private var judge: HedgeJudge { relaxation.judge }
  private var book: HedgeBook { relaxation.judge.book }
  private var goal: HedgeGoal { relaxation.judge.goal }

  /// The best real numbers with at most as many instruments as are allowed; nil where nothing keeps the rules.
  mutating func relaxed(weight: Double) throws(SteelyardError) -> HedgeProgram.Solution? {
    var isAllowed = [Bool](repeating: true, count: book.market.candidates.count)
    relaxation.allow(isAllowed)
    guard var solution = try relaxation.solved(weight: weight) else { return nil }
    guard let most = goal.tradesMax else { return solution }
    while true {
      // Less than half a lot is not traded at all.
      let used = solution.quantities.indices.filter {
        abs(solution.quantities[$0]) >= 0.5 * book.market.candidates[$0].lot
      }
      if used.count <= most { return solution }
      // The half of those in excess that move the book least are given up, then the rest is found anew.
      let drops = max(1, (used.count - most) / 2)
      let order = used.sorted { reach($0, solution) < reach($1, solution) }
      for place in isAllowed.indices where !used.contains(place) { isAllowed[place] = false }
      for place in order.prefix(drops) { isAllowed[place] = false }
      relaxation.allow(isAllowed)
      guard let next = try relaxation.solved(weight: weight) else { return nil }
      solution = next
    }
  }

  /// By how much what is traded of a candidate moves the book: its deviation over the scenarios.
  private func reach(_ place: Int, _ solution: HedgeProgram.Solution) -> Double {
    abs(solution.quantities[place]) * book.deviation(of: book.profits.candidates[place])
  }

  /// Lots near real numbers: the nearest, then better by one lot more or less while that helps.
  mutating func whole(
    near solution: HedgeProgram.Solution, weight: Double
  ) throws(SteelyardError) -> HedgeState {
    let candidates = book.market.candidates
    func lots(_ rule: FloatingPointRoundingRule) -> [Int] {
      zip(candidates, solution.quantities).map { candidate, quantity in
        let lots = (quantity / candidate.lot).rounded(rule)
        return min(max(Int(lots), -candidate.lotsSoldMax), candidate.lotsBoughtMax)
      }
    }
    let starts = try states(of: [lots(.toNearestOrEven), lots(.towardZero)])
    guard var best = starts.min(by: { $0.isBetter(than: $1, weight: weight) }) else {
      preconditionFailure("There are two starts.")
    }
    let used = solution.quantities.indices.filter { solution.quantities[$0] != 0 }
    // Steps shrink from a sixteenth of what is traded to one lot.
    var step = max(1, used.map { abs(best.lots[$0]) / 16 }.max() ?? 1)
    for _ in 0..<HedgeSearch.passesMax {
      var lists: [[Int]] = []
      for place in used {
        let candidate = candidates[place]
        let size = max(1, min(step, abs(best.lots[place]) / 4))
        for change in Set([size, -size]) {
          var list = best.lots
          list[place] += change
          // A hedge is not turned round by repair.
          guard list[place] == 0 || (list[place] > 0) == (solution.quantities[place] > 0),
            list[place] <= candidate.lotsBoughtMax, list[place] >= -candidate.lotsSoldMax
          else { continue }
          lists.append(list)
        }
      }
      let found = try states(of: lists).min { $0.isBetter(than: $1, weight: weight) }
      if let found, found.isBetter(than: best, weight: weight) {
        best = found
      } else if step > 1 {
        step /= 4
        step = max(step, 1)
      } else {
        break
      }
    }
    return best
  }

  private mutating func states(of lists: [[Int]]) throws(SteelyardError) -> [HedgeState] {
    judgedCount += lists.count
    return try judge.states(of: lists)
  }
}
