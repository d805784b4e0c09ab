import SteelyardContracts
import SteelyardMargin
import SteelyardMath

/// The best hedge in real numbers of units, by programs and planes.
///
/// Tails that are limited and the margin model enter as planes at the points where they were found wanting (Kelley):
/// supergradients of a tail, difference quotients of the model. Tails are concave, so their planes cut off nothing
/// that keeps the rule; a model that is not may be cut wrongly, and what comes out is judged by the model itself.
///
/// - Source: J. E. Kelley, "The cutting-plane method for solving convex programs", J. SIAM 8 (1960).
struct HedgeRelaxation {
  private(set) var program: HedgeProgram
  let judge: HedgeJudge
  /// Programs that were solved.
  private(set) var programCount = 0

  private static let roundsMax = 40
  /// Beyond the limit by so small a share of the scale is kept.
  private static let slack = 1e-4
  /// Difference quotients are so wide, as a share of the most that is traded.
  private static let step = 1e-3

  init(_ book: HedgeBook, _ goal: HedgeGoal, named: HedgeProfits) {
    program = HedgeProgram(book, goal, named: named)
    judge = HedgeJudge(book, goal, named: named)
  }

  private var book: HedgeBook { judge.book }

  /// Allows only some of the candidates from now on.
  mutating func allow(_ isAllowed: [Bool]) { program.allowed = isAllowed }

  /// The best units; nil where nothing keeps the rules.
  mutating func solved(weight: Double) throws(SteelyardError) -> HedgeProgram.Solution? {
    let isMargin = judge.goal.risk == .initialMargin
    if isMargin, program.marginCuts.isEmpty {
      try addMarginCut(at: [Double](repeating: 0, count: book.market.candidates.count))
    }
    var best: HedgeProgram.Solution?
    for _ in 0..<HedgeRelaxation.roundsMax {
      programCount += 1
      guard let solution = try program.solved(weight: weight) else { return best }
      best = solution
      let isCut = try cut(at: solution, weight: weight, isMargin: isMargin)
      if !isCut { return solution }
    }
    return best
  }

  /// Adds planes where a solution breaks what they stand for.
  ///
  /// - Returns: Whether any was added.
  private mutating func cut(
    at solution: HedgeProgram.Solution, weight: Double, isMargin: Bool
  ) throws(SteelyardError) -> Bool {
    let units = solution.quantities
    let slack = HedgeRelaxation.slack * max(book.deviation(of: book.profits.book), 1)
    var isCut = false
    let profits = book.profits(after: units, costsPaid: true)
    for constraint in judge.goal.constraints {
      let tail: (level: Double, most: Double)
      switch constraint {
      case .shortfallMax(let level, let most): tail = (level, most)
      case .liquidationProbability(let probability):
        tail = (1 - probability, book.market.figures.maintenanceExcess)
      default: continue
      }
      guard judge.tailMiss(profits, level: tail.level, most: tail.most) > slack else { continue }
      addTailCut(profits, level: tail.level, most: tail.most)
      isCut = true
    }
    let needed = judge.goal.constraints.compactMap { constraint -> Double? in
      if case .marginFreed(let amount) = constraint { amount } else { nil }
    }.max()
    let figures = try book.market.figures(after: [units])[0]
    let freed = book.market.figures.initialMargin - figures.initialMargin
    if figures.initialExcess < judge.excessMin - slack {
      let least = judge.excessMin
      try addModelCut(at: units) { $0.initialExcess - least }
      isCut = true
    }
    if let needed, freed < needed - slack {
      let before = book.market.figures.initialMargin
      try addModelCut(at: units) { before - $0.initialMargin - needed }
      isCut = true
    }
    if isMargin {
      let known =
        (solution.value - programCost(units)) / weight
      if figures.initialMargin > known + slack + 1e-4 * figures.initialMargin {
        try addMarginCut(at: units)
        isCut = true
      }
    }
    return isCut
  }

  private func programCost(_ units: [Double]) -> Double { book.cost(of: units).total }

  /// most − (mean loss of the tail as it is at a point, of any units) ≥ 0, costs counted by the program.
  private mutating func addTailCut(_ profits: [Double], level: Double, most: Double) {
    let probabilities = book.scenarios.probabilities
    let order = profits.indices.sorted { (profits[$0], $0) < (profits[$1], $1) }
    var left = 1 - level
    var constant = most
    var slopes = [Double](repeating: 0, count: book.market.candidates.count)
    for scenario in order where left > 0 {
      let share = min(left, probabilities[scenario]) / (1 - level)
      left -= probabilities[scenario]
      constant += share * book.profits.book[scenario]
      for place in slopes.indices {
        slopes[place] += share * book.profits.candidates[place][scenario]
      }
    }
    program.excessCuts.append(.init(constant: constant, slopes: slopes, countsCosts: true))
  }

  private mutating func addModelCut(
    at units: [Double], _ excess: (AccountFigures) -> Double
  ) throws(SteelyardError) {
    let plane = try tangent(at: units, excess)
    program.excessCuts.append(
      .init(constant: plane.constant, slopes: plane.slopes, countsCosts: false))
  }

  private mutating func addMarginCut(at units: [Double]) throws(SteelyardError) {
    let plane = try tangent(at: units) { $0.initialMargin }
    program.marginCuts.append(
      .init(constant: plane.constant, slopes: plane.slopes, countsCosts: false))
  }

  /// The plane through a point by central differences.
  private func tangent(
    at units: [Double], _ value: (AccountFigures) -> Double
  ) throws(SteelyardError) -> (constant: Double, slopes: [Double]) {
    var lists = [units]
    var widths: [Double] = []
    for (place, candidate) in book.market.candidates.enumerated() {
      let most = Double(max(candidate.lotsBoughtMax, candidate.lotsSoldMax)) * candidate.lot
      let width = max(HedgeRelaxation.step * most, candidate.lot)
      widths.append(width)
      for side in [1.0, -1.0] {
        var moved = units
        moved[place] += side * width
        lists.append(moved)
      }
    }
    let values = try book.market.figures(after: lists).map(value)
    var constant = values[0]
    var slopes: [Double] = []
    for (place, width) in widths.enumerated() {
      let slope = (values[1 + 2 * place] - values[2 + 2 * place]) / (2 * width)
      slopes.append(slope)
      constant -= slope * units[place]
    }
    return (constant, slopes)
  }
}
