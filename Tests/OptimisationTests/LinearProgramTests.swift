import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation
import TestSupport
import Testing

@Suite("Linear programs")
struct LinearProgramTests {
  /// A program of two variables, by hand: x + 2y at least 4, 3x + y at least 6, at a cost of 2x + 3y.
  ///
  /// The rows cross at x = 8/5, y = 6/5, where the cost is 34/5. Prices p of the rows with p1 + 3 p2 = 2 and
  /// 2 p1 + p2 = 3 are 7/5 and 1/5, and 4 p1 + 6 p2 is the same 34/5.
  @Test("the corner of two rows, with the prices of both")
  func worked() throws {
    var program = LinearProgram()
    let first = try program.addVariable(cost: 2, within: .atLeast(0))
    let second = try program.addVariable(cost: 3, within: .atLeast(0))
    try program.addRow([.init(first, 1), .init(second, 2)], within: .atLeast(4))
    try program.addRow([.init(first, 3), .init(second, 1)], within: .atLeast(6))
    let solution = try program.solved()
    #expect(solution.status == .optimal)
    for (expected, got) in zip(
      [6.8, 1.6, 1.2, 1.4, 0.2],
      [solution.cost] + solution.values + solution.rowPrices)
    {
      expectClose(expected: expected, got: got, .absolute(1e-9))
    }
  }

  @Test("bounds that decide: prices are nothing, and reduced costs are the costs")
  func atBounds() throws {
    var program = LinearProgram()
    try program.addVariable(cost: 2, within: LinearProgram.Bounds(-1, 5))
    try program.addVariable(cost: -3, within: LinearProgram.Bounds(-1, 5))
    try program.addRow([.init(0, 1), .init(1, 1)], within: .atMost(100))
    let solution = try program.solved()
    #expect(solution.status == .optimal)
    #expect(solution.values == [-1, 5] && solution.rowPrices == [0])
    #expect(solution.reducedCosts == [2, -3])
    expectClose(expected: -17, got: solution.cost, .absolute(1e-12))
  }

  @Test("no solution, one without end, and rows that hold nothing")
  func statuses() throws {
    var infeasible = LinearProgram()
    try infeasible.addVariable(cost: 1, within: LinearProgram.Bounds(0, 1))
    try infeasible.addRow([.init(0, 1)], within: .atLeast(2))
    #expect(try infeasible.solved().status == .infeasible)

    var unbounded = LinearProgram()
    try unbounded.addVariable(cost: -1, within: .atLeast(0))
    try unbounded.addRow([.init(0, -1)], within: .atMost(3))
    #expect(try unbounded.solved().status == .unbounded)

    var empty = LinearProgram()
    try empty.addVariable(cost: 1, within: LinearProgram.Bounds(2, 3))
    try empty.addRow([], within: LinearProgram.Bounds(-1, 1))
    let solution = try empty.solved()
    #expect(solution.status == .optimal && solution.values == [2])

    var impossible = empty
    try impossible.addRow([], within: .atLeast(1))
    #expect(try impossible.solved().status == .infeasible)

    var rowless = LinearProgram()
    try rowless.addVariable(cost: -2, within: LinearProgram.Bounds(0, 4))
    #expect(try rowless.solved().values == [4])
  }

  @Test("what is no program is refused")
  func refused() throws {
    func code(_ body: () throws -> Void) -> SteelyardError.Code? {
      do { try body() } catch { return (error as? SteelyardError)?.code }
      return nil
    }
    var program = LinearProgram()
    try program.addVariable(cost: 1, within: .atLeast(0))
    let (whole, start) = (program, LinearProgram())
    #expect(code { _ = try LinearProgram.Bounds(1, 0) } == .invalidInput)
    #expect(code { _ = try LinearProgram.Bounds(.nan, 0) } == .invalidInput)
    #expect(code { _ = try start.solved() } == .invalidInput)
    for terms in [[LinearProgram.Term(1, 1)], [.init(0, 1), .init(0, 2)], [.init(0, .nan)]] {
      var changed = whole
      #expect(code { try changed.addRow(terms, within: .atLeast(0)) } == .invalidInput)
    }
    var changed = whole
    #expect(code { try changed.addVariable(cost: .infinity, within: .atLeast(0)) } == .invalidInput)
  }

  /// A random program of boxes and rows.
  private func random(_ generator: inout SeededGenerator, variables: Int, rows: Int) throws
    -> LinearProgram
  {
    var program = LinearProgram()
    for _ in 0..<variables {
      let low = Double.random(in: -3...0, using: &generator)
      try program.addVariable(
        cost: Double.random(in: -2...2, using: &generator),
        within: LinearProgram.Bounds(low, low + Double.random(in: 0.5...4, using: &generator)))
    }
    for _ in 0..<rows {
      let terms = (0..<variables).map {
        LinearProgram.Term($0, Double.random(in: -1...1, using: &generator))
      }
      try program.addRow(
        terms, within: LinearProgram.Bounds(-2, Double.random(in: 0...2, using: &generator)))
    }
    return program
  }

  /// The least cost over all corners, by brute force: any two of the edges of a program of two variables, crossed.
  @Test("random programs of two variables, against all corners")
  func corners() throws {
    var generator = SeededGenerator(seed: 41)
    var optimalCount = 0
    for _ in 0..<200 {
      var program = LinearProgram()
      var edges: [(row: [Double], level: Double)] = []
      var limits: [(row: [Double], low: Double, high: Double)] = []
      var costs: [Double] = []
      func limit(_ row: [Double], _ low: Double, _ high: Double) {
        edges += [(row, low), (row, high)]
        limits.append((row, low, high))
      }
      for place in 0..<2 {
        let low = Double.random(in: -3...0, using: &generator)
        let high = low + Double.random(in: 0.5...4, using: &generator)
        costs.append(Double.random(in: -2...2, using: &generator))
        try program.addVariable(cost: costs[place], within: LinearProgram.Bounds(low, high))
        limit(place == 0 ? [1, 0] : [0, 1], low, high)
      }
      for _ in 0..<3 {
        let row = (0..<2).map { _ in Double.random(in: -1...1, using: &generator) }
        let low = Double.random(in: -3...1, using: &generator)
        let high = low + Double.random(in: 0.2...3, using: &generator)
        try program.addRow(
          [.init(0, row[0]), .init(1, row[1])], within: LinearProgram.Bounds(low, high))
        limit(row, low, high)
      }
      var best: Double?
      for (place, one) in edges.enumerated() {
        for other in edges.dropFirst(place + 1) {
          let determinant = one.row[0] * other.row[1] - one.row[1] * other.row[0]
          guard abs(determinant) > 1e-9 else { continue }
          let point = [
            (one.level * other.row[1] - one.row[1] * other.level) / determinant,
            (one.row[0] * other.level - one.level * other.row[0]) / determinant,
          ]
          let isInside = limits.allSatisfy {
            let value = $0.row[0] * point[0] + $0.row[1] * point[1]
            return value >= $0.low - 1e-9 && value <= $0.high + 1e-9
          }
          guard isInside else { continue }
          let cost = costs[0] * point[0] + costs[1] * point[1]
          best = min(best ?? cost, cost)
        }
      }
      let solution = try program.solved()
      #expect(solution.status == (best == nil ? .infeasible : .optimal))
      if let best {
        optimalCount += 1
        expectClose(expected: best, got: solution.cost, .absolute(1e-7))
      }
    }
    #expect((50..<200).contains(optimalCount))
  }

  /// Strong duality, with nothing but the prices: cost = sum of row price x its level + sum of reduced cost x value.
  @Test("the prices of larger programs prove their cost")
  func duality() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<40 {
      let program = try random(&generator, variables: 12, rows: 9)
      let solution = try program.solved()
      guard solution.status == .optimal else { continue }
      var dual = zip(solution.reducedCosts, solution.values).reduce(0) { $0 + $1.0 * $1.1 }
      for (price, bounds) in zip(solution.rowPrices, program.rowBounds) where abs(price) > 1e-12 {
        // A price above zero is that of the lower end, one below zero that of the upper.
        dual += price * (price > 0 ? bounds.lower : bounds.upper)
      }
      expectClose(expected: solution.cost, got: dual, .absolute(1e-7))
      for (cost, (value, bounds)) in zip(
        solution.reducedCosts, zip(solution.values, program.bounds))
      {
        if cost > 1e-7 { expectClose(expected: bounds.lower, got: value, .absolute(1e-7)) }
        if cost < -1e-7 { expectClose(expected: bounds.upper, got: value, .absolute(1e-7)) }
      }
    }
  }

  @Test("the order of variables and rows changes no cost, and the same program gives the same bits")
  func orders() throws {
    var generator = SeededGenerator(seed: 19)
    let program = try random(&generator, variables: 6, rows: 5)
    let solution = try program.solved()
    #expect(try program.solved() == solution)
    #expect(solution.status == .optimal)
    var turned = LinearProgram()
    for place in (0..<6).reversed() {
      try turned.addVariable(cost: program.costs[place], within: program.bounds[place])
    }
    let rows = program.rowTerms
    for row in (0..<5).reversed() {
      try turned.addRow(
        rows[row].map { .init(5 - $0.variable, $0.coefficient) }, within: program.rowBounds[row])
    }
    expectClose(expected: solution.cost, got: try turned.solved().cost, .absolute(1e-9))
  }
}
