import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation
import TestSupport
import Testing

@Suite("Quadratic programs")
struct QuadraticProgramTests {
  /// ½ (x² + 2 y²) − 3x − 4y with x + y at most 2, x, y from 0: without the row (3, 2). On it 3 − x = 4 − 2y, so x = 1, y = 1, price −2.
  @Test("a row that binds, by hand")
  func worked() throws {
    var linear = LinearProgram()
    try linear.addVariable(cost: -3, within: .atLeast(0))
    try linear.addVariable(cost: -4, within: .atLeast(0))
    try linear.addRow([.init(0, 1), .init(1, 1)], within: .atMost(2))
    let solution = try QuadraticProgram(
      linear: linear, hessian: Matrix(diagonal: [1, 2])
    ).solved()
    #expect(solution.status == .optimal)
    for (expected, got) in zip(
      [1, 1, -2, 0, 0, -5.5],
      solution.values + solution.rowPrices + solution.reducedCosts + [solution.cost])
    {
      expectClose(expected: expected, got: got, .absolute(1e-12))
    }
  }

  @Test("random programs against every active set", arguments: 0..<120)
  func againstEveryActiveSet(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let count = 2 + seed % 3
    // Ranks from 0 up: some programs are linear, most are semi-definite.
    let rank = seed % (count + 1)
    var hessian = Matrix(rowCount: count, columnCount: count, repeating: 0)
    for _ in 0..<rank {
      let factor = (0..<count).map { _ in random.nextUnit() * 2 - 1 }
      for row in 0..<count {
        for column in 0..<count { hessian[row, column] += factor[row] * factor[column] }
      }
    }
    var linear = LinearProgram()
    for variable in 0..<count {
      // Equal coefficients and bounds at 0 make corners in which more rows meet than there are variables.
      let cost = variable.isMultiple(of: 2) ? Double(seed % 3) - 1 : random.nextUnit() * 2 - 1
      try linear.addVariable(cost: cost, within: .init(seed % 5 == 0 ? 0 : -1, 1))
    }
    try linear.addRow((0..<count).map { .init($0, 1) }, within: .init(0, seed % 2 == 0 ? 0 : 1))
    try linear.addRow(
      (0..<count).map { .init($0, Double($0) - random.nextUnit()) }, within: .init(-0.5, 0.5))
    let program = try QuadraticProgram(linear: linear, hessian: hessian)
    let solution = program.solved()
    let expected = QuadraticOracle(program).leastCost()
    guard let expected else {
      #expect(solution.status == .infeasible)
      return
    }
    #expect(solution.status == .optimal && solution.residual <= QuadraticSolution.residualMax)
    expectClose(expected: expected, got: solution.cost, .absolute(1e-8))
    #expect(linear.violation(at: solution.values) <= 1e-9)
  }

  @Test("prices are what a bound that moves does to the cost", arguments: 0..<20)
  func prices(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 1_000)
    let count = 5
    let factors = Matrix(size: count) { _, _ in random.nextUnit() * 2 - 1 }
    let hessian = factors * factors.transposed
    let costs = (0..<count).map { _ in random.nextUnit() - 0.5 }
    func cost(_ total: Double, _ upper: Double) throws -> QuadraticSolution {
      var linear = LinearProgram()
      for cost in costs { try linear.addVariable(cost: cost, within: .init(0, upper)) }
      try linear.addRow((0..<count).map { .init($0, 1) }, within: .init(total, total))
      return try QuadraticProgram(linear: linear, hessian: hessian).solved()
    }
    let step = 1e-6
    let base = try cost(1, 0.4)
    let rowSlope = (try cost(1 + step, 0.4).cost - cost(1 - step, 0.4).cost) / (2 * step)
    expectClose(expected: rowSlope, got: base.rowPrices[0], .absolute(1e-4))
    let boundSlope = (try cost(1, 0.4 + step).cost - cost(1, 0.4 - step).cost) / (2 * step)
    let upperPrices = base.reducedCosts.filter { $0 < 0 }.reduce(0, +)
    expectClose(expected: boundSlope, got: upperPrices, .absolute(1e-4))
  }

  @Test("no solution, and one without end with its direction")
  func statuses() throws {
    var linear = LinearProgram()
    for cost in [1.0, -2] { try linear.addVariable(cost: cost, within: .atLeast(0)) }
    let hessian = Matrix(diagonal: [1, 0])
    let endless = try QuadraticProgram(linear: linear, hessian: hessian).solved()
    #expect(endless.status == .unbounded && endless.values[1] > 0 && endless.values[0] == 0)
    try linear.addRow([.init(0, 1), .init(1, 1)], within: .atMost(-1))
    #expect(try QuadraticProgram(linear: linear, hessian: hessian).solved().status == .infeasible)
    var contradiction = LinearProgram()
    for _ in 0..<2 { try contradiction.addVariable(cost: 0, within: .init(-9, 9)) }
    try contradiction.addRow([.init(0, 1), .init(1, 1)], within: .init(1, 1))
    try contradiction.addRow([.init(0, 2), .init(1, 2)], within: .init(3, 3))
    #expect(
      try QuadraticProgram(linear: contradiction, hessian: .identity(2)).solved().status
        == .infeasible)
  }

  @Test("equalities that say the same twice do no harm")
  func repeated() throws {
    var linear = LinearProgram()
    for _ in 0..<3 { try linear.addVariable(cost: 0, within: .init(-9, 9)) }
    for factor in [1.0, 1, 2] {
      try linear.addRow((0..<3).map { .init($0, factor) }, within: .init(3 * factor, 3 * factor))
    }
    let solution = try QuadraticProgram(linear: linear, hessian: .identity(3)).solved()
    #expect(solution.status == .optimal)
    for value in solution.values { expectClose(expected: 1, got: value, .absolute(1e-12)) }
  }

  @Test("a covariance of fewer days than assets, a hundred weights")
  func wide() throws {
    var random = SplitMix64(seed: 5)
    let count = 100
    var hessian = Matrix(rowCount: count, columnCount: count, repeating: 0)
    for _ in 0..<30 {
      let day = (0..<count).map { _ in 0.05 * (random.nextUnit() - 0.5) }
      for row in 0..<count {
        for column in 0..<count { hessian[row, column] += day[row] * day[column] }
      }
    }
    var linear = LinearProgram()
    for _ in 0..<count { try linear.addVariable(cost: 0, within: .init(0, 0.2)) }
    try linear.addRow((0..<count).map { .init($0, 1) }, within: .init(1, 1))
    let solution = try QuadraticProgram(linear: linear, hessian: hessian).solved()
    #expect(solution.status == .optimal && solution.residual <= QuadraticSolution.residualMax)
  }

  @Test("what is no convex program is refused")
  func refused() throws {
    var linear = LinearProgram()
    for _ in 0..<2 { try linear.addVariable(cost: 0, within: .init(0, 1)) }
    for hessian in [
      Matrix(rows: [[1, 2], [2, 1]]), Matrix(rows: [[1, 0], [1, 1]]), .identity(3),
      Matrix(rows: [[.nan, 0], [0, 1]]), Matrix(rows: [[0, 1], [1, 0]]),
    ] {
      let error = #expect(throws: SteelyardError.self) {
        try QuadraticProgram(linear: linear, hessian: hessian)
      }
      #expect(error?.code == .invalidInput)
    }
    #expect(throws: SteelyardError.self) {
      try QuadraticProgram(linear: LinearProgram(), hessian: .identity(0))
    }
  }
}
