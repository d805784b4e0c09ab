import SteelyardContracts
public import SteelyardMargin

/// A hedge in whole lots with everything that it is judged by.
public struct HedgeState: Sendable {
  /// Lots of each candidate, negative sold; shape `[candidate]`.
  public let lots: [Int]
  /// Units of each candidate; shape `[candidate]`.
  public let quantities: [Double]
  /// What the trades cost.
  public let cost: HedgeCost
  /// Premiums paid less premiums received, in US dollars.
  public let premium: Double
  /// The goal's risk, costs apart, in US dollars.
  public let risk: Double
  /// The model's figures, costs paid.
  public let figures: AccountFigures
  /// How far each rule is missed, in US dollars, 0 where it is kept; the budget first, then the initial excess, then
  /// the goal's rules.
  public let misses: [Double]

  /// cost + weight × risk.
  public func merit(weight: Double) -> Double { cost.total + weight * risk }
  /// How far all rules are missed.
  public var missed: Double { misses.reduce(0, +) }
  /// How far the budget and the initial excess are, which come before all others.
  var missedFirst: Double { misses.prefix(2).reduce(0, +) }

  /// Rules first, those of money before the others, then cost and risk.
  func isBetter(than other: HedgeState, weight: Double) -> Bool {
    if missedFirst != other.missedFirst { return missedFirst < other.missedFirst }
    if missed != other.missed { return missed < other.missed }
    return merit(weight: weight) < other.merit(weight: weight) - 1e-12 * abs(other.risk)
  }
}

/// Judges hedges.
struct HedgeJudge {
  let book: HedgeBook
  let goal: HedgeGoal
  let named: HedgeProfits
  /// A miss below it is rounding, in US dollars.
  let tolerance: Double

  init(_ book: HedgeBook, _ goal: HedgeGoal, named: HedgeProfits) {
    self.book = book
    self.goal = goal
    self.named = named
    tolerance = 1e-6 * max(book.deviation(of: book.profits.book), 1)
  }

  /// States of lists of lots.
  func states(of lists: [[Int]]) throws(SteelyardError) -> [HedgeState] {
    let units = lists.map { list in
      zip(list, book.market.candidates).map { $1.units($0) }
    }
    let figures = try book.market.figures(after: units)
    return lists.indices.map { state(lists[$0], units[$0], figures[$0]) }
  }

  /// How far a loss limit of a tail is missed.
  func tailMiss(_ profits: [Double], level: Double, most: Double) -> Double {
    book.shortfall(of: profits, level: level) - most
  }

  /// The excess that the initial margin must leave: none is taken from an account that has it.
  var excessMin: Double { min(0, book.market.figures.initialExcess) }

  private func state(
    _ lots: [Int], _ units: [Double], _ figures: AccountFigures
  ) -> HedgeState {
    let cost = book.cost(of: units)
    let premium = book.premium(of: units)
    let profits = book.profits(after: units, costsPaid: false)
    let paid = profits.map { $0 - cost.total }
    let risk: Double
    switch goal.risk {
    case .expectedShortfall(let level): risk = book.shortfall(of: profits, level: level)
    case .variance:
      let before = book.deviation(of: book.profits.book)
      let after = book.deviation(of: profits)
      risk = before > 0 ? after * after / before : after
    case .initialMargin: risk = figures.initialMargin
    }
    var misses = [
      goal.budgetUSD.map { cost.total + premium - $0 } ?? 0, excessMin - figures.initialExcess,
    ]
    var shock = 0
    for constraint in goal.constraints {
      switch constraint {
      case .delta(let coin, let start, let end, let within):
        misses.append(
          abs(book.market.delta(of: coin, from: start, until: end).after(units)) - within)
      case .gamma(let coin, let start, let end, let within):
        misses.append(
          abs(book.market.gamma(of: coin, from: start, until: end).after(units)) - within)
      case .vega(let coin, let start, let end, let within):
        misses.append(
          abs(book.market.vega(of: coin, from: start, until: end).after(units)) - within)
      case .neutral(_, let within):
        misses.append(abs(named.after(units)[shock]) - within)
        shock += 1
      case .lossMax(_, let most):
        misses.append(cost.total - named.after(units)[shock] - most)
        shock += 1
      case .shortfallMax(let level, let most):
        misses.append(tailMiss(paid, level: level, most: most))
      case .marginFreed(let amount):
        misses.append(
          amount - (book.market.figures.initialMargin - figures.initialMargin))
      case .liquidationProbability(let probability):
        misses.append(
          tailMiss(paid, level: 1 - probability, most: book.market.figures.maintenanceExcess))
      }
    }
    return HedgeState(
      lots: lots, quantities: units, cost: cost, premium: premium, risk: risk, figures: figures,
      misses: misses.map { $0 > tolerance ? $0 : 0 })
  }
}
