import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardOptimisation

/// A hedge as a program in real numbers of units: cost + weight × risk, under rules.
///
/// Each side of each candidate is a few variables, one for a stretch of its convex cost, whose slope is that of the
/// chord. Premiums change hands at worth and are no cost, but count against the budget.
struct HedgeProgram {
  /// A stretch of one side of a candidate.
  struct Variable {
    let candidate: Int
    /// 1 bought, −1 sold.
    let side: Double
    /// Units at most.
    let size: Double
    /// Of a unit.
    let cost: Double
  }

  /// A plane over units of the candidates, constant + Σ slope × units, less costs where they count: an upper bound of
  /// what must not be negative, or a lower one of a margin.
  struct Cut {
    let constant: Double
    let slopes: [Double]
    /// Whether costs and the mean gains that are not credited come off.
    let countsCosts: Bool
  }

  /// What a solution is.
  struct Solution {
    /// Units of each candidate; shape `[candidate]`.
    let quantities: [Double]
    /// cost + weight × risk by the program.
    let value: Double
  }

  let book: HedgeBook
  let goal: HedgeGoal
  let named: HedgeProfits
  /// Candidates that may be used.
  var allowed: [Bool]
  /// Planes that lie above a concave excess.
  var excessCuts: [Cut] = []
  /// Planes that lie below the initial margin.
  var marginCuts: [Cut] = []
  let variables: [Variable]

  /// Where stretches of a cost end, as shares of the most.
  private static let ends = [1.0 / 64, 1.0 / 8, 1]

  init(_ book: HedgeBook, _ goal: HedgeGoal, named: HedgeProfits) {
    self.book = book
    self.goal = goal
    self.named = named
    allowed = [Bool](repeating: true, count: book.market.candidates.count)
    var variables: [Variable] = []
    for (place, candidate) in book.market.candidates.enumerated() {
      for (side, lots) in [(1.0, candidate.lotsBoughtMax), (-1.0, candidate.lotsSoldMax)]
      where lots > 0 {
        let most = Double(lots) * candidate.lot
        var start = 0.0
        for end in HedgeProgram.ends {
          let cost =
            (candidate.cost(of: side * end * most).total - candidate.cost(of: side * start).total)
            / (end * most - start)
          variables.append(
            Variable(candidate: place, side: side, size: end * most - start, cost: cost))
          start = end * most
        }
      }
    }
    self.variables = variables
  }

  /// The size that numbers are divided by.
  var scale: Double {
    let before = book.profits.book
    return max(book.deviation(of: before), 1e-6 * (before.map(abs).max() ?? 0), 1e-6)
  }

  /// Units by a solution of the variables, which count shares of their sizes.
  func quantities(_ shares: [Double]) -> [Double] {
    var quantities = [Double](repeating: 0, count: book.market.candidates.count)
    for (variable, share) in zip(variables, shares) {
      quantities[variable.candidate] += variable.side * variable.size * min(max(share, 0), 1)
    }
    return quantities
  }

  /// Costs, bounds and rows; every amount over the scale, every variable a share of its size.
  func linear(_ scale: Double) throws(SteelyardError) -> LinearProgram {
    var program = LinearProgram()
    for variable in variables {
      try program.addVariable(
        cost: variable.cost * variable.size / scale,
        within: try .init(0, allowed[variable.candidate] ? 1 : 0))
    }
    // What the book is without trades has a variable of its own, which is 1.
    let constant = try program.addVariable(cost: 0, within: try .init(1, 1))
    func terms(
      _ coefficients: (Variable) -> Double, plus start: Double
    ) -> [LinearProgram.Term] {
      var terms: [LinearProgram.Term] = []
      for (place, variable) in variables.enumerated() {
        let value = coefficients(variable) * variable.size / scale
        if value != 0 { terms.append(.init(place, value)) }
      }
      if start != 0 { terms.append(.init(constant, start / scale)) }
      return terms
    }
    func add(_ sensitivity: HedgeSensitivity, within: Double) throws(SteelyardError) {
      try program.addRow(
        terms({ $0.side * sensitivity.candidates[$0.candidate] }, plus: sensitivity.book),
        within: try .init(-within / scale, within / scale))
    }
    if let budget = goal.budgetUSD {
      try program.addRow(
        terms(
          { $0.cost + $0.side * book.market.candidates[$0.candidate].unit.outlay }, plus: 0),
        within: try .atMost(budget / scale))
    }
    var shock = 0
    for constraint in goal.constraints {
      switch constraint {
      case .delta(let coin, let start, let end, let within):
        try add(book.market.delta(of: coin, from: start, until: end), within: within)
      case .gamma(let coin, let start, let end, let within):
        try add(book.market.gamma(of: coin, from: start, until: end), within: within)
      case .vega(let coin, let start, let end, let within):
        try add(book.market.vega(of: coin, from: start, until: end), within: within)
      case .neutral(_, let within):
        let place = shock
        shock += 1
        try add(
          HedgeSensitivity(
            book: named.book[place], candidates: named.candidates.map { $0[place] }),
          within: within)
      case .lossMax(_, let most):
        let place = shock
        shock += 1
        try program.addRow(
          terms(
            { $0.side * named.candidates[$0.candidate][place] - $0.cost },
            plus: named.book[place]), within: try .atLeast(-most / scale))
      case .shortfallMax, .marginFreed, .liquidationProbability: break
      }
    }
    for cut in excessCuts {
      try program.addRow(
        terms(
          { variable in
            let slope = variable.side * cut.slopes[variable.candidate]
            guard cut.countsCosts else { return slope }
            return slope - variable.cost
              - book.uncredited(variable.candidate, isBought: variable.side > 0)
          }, plus: cut.constant), within: try .atLeast(0))
    }
    return program
  }

  /// Loss of a whole variable in each scenario over the scale, mean gains taken off; the last column is the book's.
  func losses(_ scale: Double) -> Matrix {
    let count = book.profits.book.count
    var matrix = Matrix(rowCount: count, columnCount: variables.count + 1, repeating: 0)
    for (place, variable) in variables.enumerated() {
      let column = book.profits.candidates[variable.candidate]
      let taken = book.uncredited(variable.candidate, isBought: variable.side > 0)
      let factor = variable.size / scale
      for scenario in 0..<count {
        matrix[scenario, place] = -(variable.side * column[scenario] - taken) * factor
      }
    }
    for scenario in 0..<count {
      matrix[scenario, variables.count] = -book.profits.book[scenario] / scale
    }
    return matrix
  }
}
