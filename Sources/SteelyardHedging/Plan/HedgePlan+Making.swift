public import SteelyardContracts
import SteelyardMargin

extension HedgePlan {
  /// Weights of the frontier, over that of the goal.
  private static let frontierFactors = [0.03125, 0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0]

  /// The plan for a book.
  ///
  /// Where nothing keeps all rules, the plan without those of them that limit tails, margins and Greeks comes as near
  /// as lots can, and `rules` say what is missed.
  ///
  /// - Parameters:
  ///   - named: Profits under the shocks that the goal's rules name, in their order.
  ///   - hasFrontier: Whether to look for the frontier too.
  ///   - progress: Is told the share that is done.
  /// - Throws: What programs and models throw.
  public init(
    for book: HedgeBook, _ goal: HedgeGoal, hasFrontier: Bool, progress: (Double) -> Void
  ) throws(SteelyardError) {
    let named = try HedgeProfits(
      in: book.market, under: goal.namedShocks, volatilities: book.scenarios.volatilities
    ) { _ in }
    var search = HedgeSearch(HedgeRelaxation(book, goal, named: named))
    let none = [Int](repeating: 0, count: book.market.candidates.count)
    let start = try search.relaxation.judge.states(of: [none])[0]
    var relaxed = try search.relaxed(weight: goal.weight)
    var gapValue = relaxed?.value
    if relaxed == nil {
      // The rules together cannot be kept: what weighs risk alone is the best guess to repair from.
      gapValue = nil
      var free = HedgeSearch(
        HedgeRelaxation(
          book,
          try HedgeGoal(
            goal.risk, weight: goal.weight, budgetUSD: goal.budgetUSD, tradesMax: goal.tradesMax),
          named: named))
      relaxed = try free.relaxed(weight: goal.weight)
    }
    progress(0.3)
    var best = start
    if let relaxed {
      let found = try search.whole(near: relaxed, weight: goal.weight)
      // Not to trade is a plan as well.
      if found.isBetter(than: start, weight: goal.weight) { best = found }
    }
    progress(0.5)
    var frontier: [FrontierPoint] = []
    if hasFrontier {
      for (number, factor) in HedgePlan.frontierFactors.enumerated() {
        let weight = goal.weight * factor
        if let point = try search.relaxed(weight: weight) {
          frontier.append(try HedgePlan.point(point, weight: weight, book, goal))
        }
        progress(0.5 + 0.5 * Double(number + 1) / Double(HedgePlan.frontierFactors.count))
      }
    }
    let level: Double
    if case .expectedShortfall(let asked) = goal.risk { level = asked } else { level = 0.975 }
    self.goal = goal
    shortfallLevel = level
    before = HedgePlan.standing(start, book, level)
    after = HedgePlan.standing(best, book, level)
    trades = try HedgePlan.trades(best, book, search.relaxation.judge)
    cost = best.cost
    premium = best.premium
    risk = (start.risk, best.risk)
    let asked =
      [goal.budgetUSD.map { Kept.Rule.budget($0) } ?? .budget(.infinity), .initialExcess]
      + goal.constraints.map { Kept.Rule.constraint($0) }
    rules = zip(asked, best.misses).compactMap { rule, missed in
      if case .budget(.infinity) = rule { nil } else { Kept(rule: rule, missed: missed) }
    }
    let merit = best.merit(weight: goal.weight)
    // Where lots miss a rule, they are not compared with numbers that may keep it.
    gap = best.missed > 0 ? nil : gapValue.map { $0 > 0 ? max(0, merit - $0) / $0 : 0 }
    portfolio = try book.market.portfolio(after: best.quantities)
    self.frontier = HedgePlan.undominated(frontier)
    effort = (search.relaxation.programCount, search.judgedCount)
  }

  /// The points that no cheaper one beats, the cheapest first: instruments are given up by a rule of thumb where
  /// their number is limited.
  private static func undominated(_ points: [FrontierPoint]) -> [FrontierPoint] {
    var kept: [FrontierPoint] = []
    for point in points.sorted(by: { ($0.cost, $0.risk) < ($1.cost, $1.risk) })
    where kept.last.map({ point.risk < $0.risk }) ?? true {
      kept.append(point)
    }
    return kept
  }

  private static func point(
    _ solution: HedgeProgram.Solution, weight: Double, _ book: HedgeBook, _ goal: HedgeGoal
  ) throws(SteelyardError) -> FrontierPoint {
    let profits = book.profits(after: solution.quantities, costsPaid: false)
    let risk: Double
    switch goal.risk {
    case .expectedShortfall(let level): risk = book.shortfall(of: profits, level: level)
    case .variance:
      let before = book.deviation(of: book.profits.book)
      let after = book.deviation(of: profits)
      risk = before > 0 ? after * after / before : after
    case .initialMargin:
      risk = try book.market.figures(after: [solution.quantities])[0].initialMargin
    }
    return FrontierPoint(
      weight: weight, cost: book.cost(of: solution.quantities).total,
      premium: book.premium(of: solution.quantities), risk: risk)
  }

  private static func standing(
    _ state: HedgeState, _ book: HedgeBook, _ level: Double
  ) -> Standing {
    let profits = book.profits(after: state.quantities, costsPaid: false)
    let excess = state.figures.maintenanceExcess
    // The excess of the figures has paid the costs.
    var gone = 0.0
    for (profit, probability) in zip(profits, book.scenarios.probabilities)
    where profit + excess < 0 { gone += probability }
    return Standing(
      figures: state.figures, expectedShortfall: book.shortfall(of: profits, level: level),
      deviation: book.deviation(of: profits), worstLoss: -(profits.min() ?? 0),
      liquidationProbability: gone,
      greeks: book.market.coins.map { coin in
        CoinGreeks(
          coin: coin, delta: book.market.delta(of: coin).after(state.quantities),
          gamma: book.market.gamma(of: coin).after(state.quantities),
          vega: book.market.vega(of: coin, from: nil, until: nil).after(state.quantities),
          theta: book.market.theta(of: coin).after(state.quantities))
      })
  }

  private static func trades(
    _ state: HedgeState, _ book: HedgeBook, _ judge: HedgeJudge
  ) throws(SteelyardError) -> [Trade] {
    let places = state.lots.indices.filter { state.lots[$0] != 0 }
    let without = try judge.states(
      of: places.map { place in
        var list = state.lots
        list[place] = 0
        return list
      })
    return zip(places, without).map { place, other in
      let candidate = book.market.candidates[place]
      return Trade(
        candidate: candidate, quantity: state.quantities[place],
        cost: candidate.cost(of: state.quantities[place]),
        premium: state.quantities[place] * candidate.unit.outlay,
        riskTaken: other.risk - state.risk)
    }.enumerated().sorted {
      ($1.element.riskTaken, $0.offset) < ($0.element.riskTaken, $1.offset)
    }.map(\.element)
  }
}
