import SteelyardContracts
import SteelyardOptimisation

/// Variables and rows of a placement's linear program, in units of `figures.unit`.
struct PlacementRows {
  private let figures: PlacementFigures
  private let closed: Set<Int>
  private let penalty: Double
  private(set) var program = LinearProgram()
  private var rows: [PlacementProgram.Row] = []
  private var amounts: [[Int]] = []
  private var counted: [[Int?]] = []
  private var debts: [Int] = []
  private var costs: [Int] = []
  private var sent: [Int] = []
  private var short: [Int] = []

  init(_ figures: PlacementFigures, closed: Set<Int>, penalty: Double) {
    self.figures = figures
    self.closed = closed
    self.penalty = penalty
  }

  mutating func build() throws(SteelyardError) {
    try addAmounts()
    try addLoans()
    for (place, way) in figures.ways.enumerated() {
      sent.append(
        try program.addVariable(
          cost: figures.transferCost(way) * figures.timesAYear,
          within: .init(0, closed.contains(place) ? 0 : way.cap / figures.unit)))
    }
    try addBalances()
    for location in figures.kinds.indices where figures.kinds[location] != .wallet {
      for scenario in figures.relative.indices { try addNeed(location, scenario) }
      if figures.kinds[location] == .lending { try addLoanToValue(location) }
    }
  }

  private mutating func addAmounts() throws(SteelyardError) {
    let rate = figures.problem.capitalRate
    for location in figures.kinds.indices {
      var (own, counting) = ([Int](), [Int?]())
      for asset in figures.prices.indices {
        let kind = figures.kinds[location]
        let share = figures.counting[location][asset]
        let cap = figures.caps[location][asset]
        let isCapped = kind == .venue && cap.isFinite && share > 0
        var cost = figures.drag[location][asset]
        // Where a cap can hold back what counts, that part is a variable of its own.
        if kind != .wallet { cost += rate * (1 - (isCapped ? 0 : share)) }
        // What stands above a protocol's cap today may stay.
        let most =
          kind == .lending ? max(cap, figures.held[location][asset]) / figures.unit : .infinity
        own.append(try program.addVariable(cost: cost, within: .init(0, most)))
        counting.append(
          isCapped
            ? try program.addVariable(
              cost: -rate * share, within: .init(0, cap / figures.unit)) : nil)
      }
      amounts.append(own)
      counted.append(counting)
      for asset in figures.prices.indices {
        guard let part = counting[asset] else { continue }
        try addRow([.init(part, 1), .init(own[asset], -1)], within: .atMost(0), .counted)
      }
    }
  }

  private mutating func addLoans() throws(SteelyardError) {
    for loan in figures.loans {
      let most = (loan.market.ownDebt + loan.market.borrowable) / figures.unit
      debts.append(try program.addVariable(cost: 0, within: .init(0, most)))
      costs.append(try program.addVariable(cost: 1, within: .atLeast(0)))
    }
  }

  mutating func addTangent(
    loan: Int, slope: Double, constant: Double
  ) throws(SteelyardError) {
    try addRow(
      [.init(costs[loan], 1), .init(debts[loan], -slope)], within: .atLeast(constant), .tangent)
  }

  /// What is at a place is what was there, what came and what went, and what was borrowed into it.
  private mutating func addBalances() throws(SteelyardError) {
    for location in figures.kinds.indices {
      for asset in figures.prices.indices {
        var terms = [LinearProgram.Term(amounts[location][asset], 1)]
        var start = figures.held[location][asset]
        for (place, way) in figures.ways.enumerated() where way.asset == asset {
          if way.to == location { terms.append(.init(sent[place], way.fee - 1)) }
          if way.from == location { terms.append(.init(sent[place], 1)) }
        }
        for (place, loan) in figures.loans.enumerated()
        where loan.asset == asset && loan.wallet == location {
          terms.append(.init(debts[place], -1))
          start -= loan.market.ownDebt
        }
        let level = start / figures.unit
        try addRow(terms, within: .init(level, level), .balance)
      }
    }
  }

  private mutating func addNeed(_ location: Int, _ scenario: Int) throws(SteelyardError) {
    var terms: [LinearProgram.Term] = []
    for asset in figures.prices.indices {
      let weight = figures.counting[location][asset] * figures.relative[scenario][asset]
      guard weight > 0 else { continue }
      terms.append(.init(counted[location][asset] ?? amounts[location][asset], weight))
    }
    let isVenue = figures.kinds[location] == .venue
    for (place, loan) in figures.loans.enumerated() where loan.location == location {
      terms.append(
        .init(debts[place], -figures.health[location] * figures.relative[scenario][loan.asset]))
    }
    let missing = try program.addVariable(cost: penalty, within: .atLeast(0))
    short.append(missing)
    terms.append(.init(missing, 1))
    try addRow(
      terms,
      within: .atLeast(isVenue ? figures.needed[location][scenario] / figures.unit : 0),
      isVenue
        ? .requirement(location: location, scenario: scenario)
        : .health(location: location, scenario: scenario))
  }

  /// Borrowing may go up to the loan-to-value; what stands above it today may stay, and not grow.
  private mutating func addLoanToValue(_ location: Int) throws(SteelyardError) {
    var terms: [LinearProgram.Term] = []
    var today = 0.0
    for asset in figures.prices.indices where figures.loanToValue[location][asset] > 0 {
      terms.append(.init(amounts[location][asset], figures.loanToValue[location][asset]))
      today += figures.loanToValue[location][asset] * figures.held[location][asset]
    }
    for (place, loan) in figures.loans.enumerated() where loan.location == location {
      terms.append(.init(debts[place], -1))
      today -= loan.market.ownDebt
    }
    guard !terms.isEmpty else { return }
    try addRow(
      terms, within: .atLeast(min(0, today / figures.unit)), .loanToValue(location: location))
  }

  private mutating func addRow(
    _ terms: [LinearProgram.Term], within bounds: LinearProgram.Bounds,
    _ row: PlacementProgram.Row
  ) throws(SteelyardError) {
    try program.addRow(terms, within: bounds)
    rows.append(row)
  }

  /// The answer in US dollars, with the true cost of its debts.
  func answer(_ solution: LinearSolution) -> PlacementProgram.Answer {
    let scale = figures.unit
    func dollars(_ variable: Int) -> Double {
      // A solver's zero is some 1e-17 on either side.
      let value = solution.values[variable]
      return value > 1e-10 ? value * scale : 0
    }
    let held = amounts.map { $0.map(dollars) }
    let owed = debts.map(dollars)
    let cut = costs.reduce(0) { $0 + solution.values[$1] } * scale
    let interest = zip(figures.loans, owed).reduce(0) {
      let market = $1.0.market
      return $0 + $1.1
        * market.curve.borrowRate(at: (market.debt + $1.1 - market.ownDebt) / market.supply)
    }
    return PlacementProgram.Answer(
      amounts: held, debts: owed, sent: sent.map(dollars),
      short: short.map { solution.values[$0] > 1e-6 ? solution.values[$0] * scale : 0 },
      cost: solution.cost * scale - cut + interest, bound: solution.cost * scale,
      prices: zip(rows, solution.rowPrices).map { ($0, $1) }, limits: limits(solution))
  }

  /// Bounds that hold the answer back, with what one more dollar of each would save.
  private func limits(_ solution: LinearSolution) -> [Placement.Binding] {
    var found: [Placement.Binding] = []
    func add(_ variable: Int, _ upper: Double, _ limit: Placement.Limit) {
      guard upper.isFinite, solution.reducedCosts[variable] < -1e-9,
        solution.values[variable] > upper * (1 - 1e-9) - 1e-9
      else { return }
      found.append(.init(limit: limit, price: solution.reducedCosts[variable]))
    }
    for location in amounts.indices {
      for asset in amounts[location].indices {
        if let part = counted[location][asset] {
          add(part, program.bounds[part].upper, .cap(location: location, asset: asset))
        } else {
          let own = amounts[location][asset]
          add(own, program.bounds[own].upper, .cap(location: location, asset: asset))
        }
      }
    }
    for (place, loan) in figures.loans.enumerated() {
      add(
        debts[place], program.bounds[debts[place]].upper,
        .debt(location: loan.location, asset: loan.asset))
    }
    for (place, variable) in sent.enumerated() where program.bounds[variable].upper > 0 {
      add(variable, program.bounds[variable].upper, .transfer(place))
    }
    return found
  }
}
