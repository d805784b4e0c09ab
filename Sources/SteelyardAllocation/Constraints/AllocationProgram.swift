import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation

/// The constraints as a linear program: a variable for each weight, and where they are needed one for the size of each weight and one for
/// what is traded of it.
struct AllocationProgram {
  let assets: [String]
  let constraints: AllocationConstraints
  /// What each row of the program limits; nil for the rows that tie sizes to weights.
  private(set) var rows: [Binding.Constraint?] = []
  /// The rows' terms and ends.
  private(set) var terms: [[LinearProgram.Term]] = []
  private(set) var ranges: [AllocationConstraints.Range] = []
  /// Where each variable may lie.
  private(set) var bounds: [AllocationConstraints.Range]
  /// Costs of the variables behind the weights, for the trading that they stand for.
  private(set) var tradingCosts: [Double]

  var count: Int { assets.count }

  init(
    _ assets: [String], _ constraints: AllocationConstraints
  ) throws(SteelyardError) {
    try constraints.check(assets)
    self.assets = assets
    self.constraints = constraints
    bounds = constraints.weights
    tradingCosts = [Double](repeating: 0, count: assets.count)
    let every = Array(assets.indices)
    add(.total, every.map { .init($0, 1) }, constraints.total)
    for (place, group) in constraints.groups.enumerated() {
      add(.group(place), group.assets.map { .init($0, 1) }, group.range)
    }
    addSizes()
    addTrades()
  }

  private mutating func add(
    _ constraint: Binding.Constraint?, _ terms: [LinearProgram.Term],
    _ range: AllocationConstraints.Range
  ) {
    rows.append(constraint)
    self.terms.append(terms)
    ranges.append(range)
  }

  private mutating func addVariable(cost: Double) -> Int {
    bounds.append(.init(0, .infinity))
    tradingCosts.append(cost)
    return bounds.count - 1
  }

  /// Leverage and margin count the size of a weight, which is the weight itself where nothing is short.
  private mutating func addSizes() {
    guard constraints.grossMax != nil || constraints.margin != nil else { return }
    var sizes = Array(assets.indices)
    for asset in assets.indices where constraints.weights[asset].lower < 0 {
      let size = addVariable(cost: 0)
      sizes[asset] = size
      add(nil, [.init(asset, 1), .init(size, -1)], .init(-.infinity, 0))
      add(nil, [.init(asset, -1), .init(size, -1)], .init(-.infinity, 0))
    }
    if let most = constraints.grossMax {
      add(.gross, sizes.map { .init($0, 1) }, .init(-.infinity, most))
    }
    if let margin = constraints.margin {
      add(
        .margin, zip(sizes, margin.rates).map { .init($0, $1) }, .init(-.infinity, margin.most))
    }
  }

  private mutating func addTrades() {
    guard let held = constraints.held,
      constraints.turnoverMax != nil || constraints.tradingCosts != nil
    else { return }
    var trades: [LinearProgram.Term] = []
    for asset in assets.indices {
      let traded = addVariable(cost: constraints.tradingCosts?[asset] ?? 0)
      trades.append(.init(traded, 1))
      add(nil, [.init(asset, 1), .init(traded, -1)], .init(-.infinity, held[asset]))
      add(nil, [.init(asset, -1), .init(traded, -1)], .init(-.infinity, -held[asset]))
    }
    if let most = constraints.turnoverMax { add(.turnover, trades, .init(-.infinity, most)) }
  }

  /// Adds a least expected return after the cost of trading.
  mutating func addTarget(_ target: Double, means: [Double]) {
    var row = means.enumerated().map { LinearProgram.Term($0, $1) }
    for variable in count..<max(bounds.count, count) where tradingCosts[variable] != 0 {
      row.append(.init(variable, -tradingCosts[variable]))
    }
    add(.targetReturn, row, .init(target, .infinity))
  }

  /// Adds the row that a drawdown is not to be above its limit in.
  mutating func addDrawdown(_ coefficients: [Double], most: Double) {
    add(
      .drawdown, coefficients.enumerated().map { .init($0, $1) }, .init(-.infinity, most))
  }

  /// The program with costs of the weights; those of trading come along times a factor.
  func linear(costs: [Double], tradingFactor: Double) throws(SteelyardError) -> LinearProgram {
    var program = LinearProgram()
    for (variable, range) in bounds.enumerated() {
      let cost = (variable < count ? costs[variable] : 0) + tradingFactor * tradingCosts[variable]
      try program.addVariable(
        cost: cost, within: LinearProgram.Bounds(range.lower, range.upper))
    }
    for (row, range) in zip(terms, ranges) {
      try program.addRow(row, within: LinearProgram.Bounds(range.lower, range.upper))
    }
    return program
  }

  /// A matrix over the weights with zeros for the other variables.
  func padded(_ matrix: Matrix, variables: Int) -> Matrix {
    guard variables > count else { return matrix }
    var padded = Matrix(rowCount: matrix.rowCount, columnCount: variables, repeating: 0)
    if matrix.rowCount == count, matrix.columnCount == count, matrix.rowCount == matrix.columnCount {
      padded = Matrix(rowCount: variables, columnCount: variables, repeating: 0)
    }
    for row in 0..<matrix.rowCount {
      for column in 0..<count { padded[row, column] = matrix[row, column] }
    }
    return padded
  }
}
