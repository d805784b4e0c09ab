import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation
import TestSupport
import Testing

@Suite("Tail programs")
struct TailProgramTests {
  private static func losses(_ count: Int, _ assets: Int, seed: UInt64) -> Matrix {
    var random = SplitMix64(seed: seed)
    var losses = Matrix(rowCount: count, columnCount: assets, repeating: 0)
    for row in 0..<count {
      let common = random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5
      for column in 0..<assets {
        let own = random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5
        // Heavier tails for later assets.
        losses[row, column] = 0.02 * (0.6 * common + own * (1 + abs(own) * Double(column) / 4))
      }
    }
    return losses
  }

  private static func longOnly(_ count: Int) throws -> LinearProgram {
    var linear = LinearProgram()
    for _ in 0..<count { try linear.addVariable(cost: 0, within: .init(0, 1)) }
    try linear.addRow((0..<count).map { .init($0, 1) }, within: .init(1, 1))
    return linear
  }

  /// Four equally likely losses of 4, 1, 0 and −2 at 0.6: the tail has a mass of 0.4, so 0.25 × 4 and 0.15 × 1 of it: 1.15 / 0.4 = 2.875.
  @Test("the mean of a tail with a part of a scenario, by hand")
  func tailMean() {
    let tail = TailProgram.tailMean(
      of: [1, -2, 4, 0], probabilities: [0.25, 0.25, 0.25, 0.25], level: 0.6)
    expectClose(expected: 2.875, got: tail.mean, .relative(1e-14))
    #expect(tail.threshold == 1)
  }

  @Test("the form of Rockafellar and Uryasev itself gives the same", arguments: 0..<8)
  func againstPrimal(seed: Int) throws {
    let count = 60 + 7 * seed
    let losses = Self.losses(count, 4, seed: UInt64(seed))
    var random = SplitMix64(seed: UInt64(seed) + 77)
    let raw = (0..<count).map { _ in random.nextUnit() }
    let sum = raw.reduce(0, +)
    let probabilities = seed < 4 ? [Double](repeating: 1 / Double(count), count: count)
      : raw.map { $0 / sum }
    let level = [0.5, 0.9, 0.95, 0.99][seed % 4]
    let linear = try Self.longOnly(4)
    let solution = try TailProgram(
      linear: linear, losses: losses, probabilities: probabilities, level: level, weight: 1
    ).solved()
    var primal = linear
    let edge = try primal.addVariable(cost: 1, within: .init(-.infinity, .infinity))
    for scenario in 0..<count {
      let above = try primal.addVariable(
        cost: probabilities[scenario] / (1 - level), within: .atLeast(0))
      try primal.addRow(
        (0..<4).map { .init($0, -losses[scenario, $0]) } + [.init(edge, 1), .init(above, 1)],
        within: .atLeast(0))
    }
    let expected = try primal.solved()
    #expect(solution.status == .optimal)
    expectClose(expected: expected.cost, got: solution.cost, .relative(1e-9))
    #expect(abs(solution.gap) <= 1e-10 && solution.violation <= 1e-10)
    expectClose(expected: 1, got: solution.scenarioShares.reduce(0, +), .relative(1e-10))
  }

  @Test("many scenarios a few at a time give what all at once give, to the bound", arguments: [0.8, 0.95, 0.99])
  func sifted(level: Double) throws {
    let count = 2_000
    let linear = try Self.longOnly(12)
    let losses = Self.losses(count, 12, seed: 3)
    let program = try TailProgram(
      linear: linear, losses: losses,
      probabilities: [Double](repeating: 1 / Double(count), count: count), level: level, weight: 1)
    let solution = try program.solved()
    #expect(solution.status == .optimal && abs(solution.gap) <= 1e-10)
    // No weights nearby are better.
    var random = SplitMix64(seed: 4)
    for _ in 0..<200 {
      let other = (0..<12).map { _ in -log(random.nextUnit()) }
      let total = other.reduce(0, +)
      let mixed = zip(solution.values, other).map { 0.98 * $0 + 0.02 * $1 / total }
      let tail = TailProgram.tailMean(
        of: losses * mixed, probabilities: program.probabilities, level: level)
      #expect(tail.mean >= solution.tailMean - 1e-12)
    }
  }

  @Test("prices of the rows are slopes of the cost")
  func prices() throws {
    let losses = Self.losses(150, 3, seed: 9)
    func solved(_ cap: Double) throws -> TailSolution {
      var linear = try Self.longOnly(3)
      try linear.addRow([.init(0, 1)], within: .atMost(cap))
      return try TailProgram(
        linear: linear, losses: losses, probabilities: [Double](repeating: 1 / 150, count: 150),
        level: 0.9, weight: 2
      ).solved()
    }
    let base = try solved(0.2)
    let slope = (try solved(0.2 + 1e-5).cost - base.cost) / 1e-5
    #expect(base.rowPrices[1] < 0)
    expectClose(expected: slope, got: base.rowPrices[1], .relative(1e-4))
  }

  @Test("no solution, one without end, and bad input")
  func statuses() throws {
    let losses = Self.losses(20, 2, seed: 1)
    let even = [Double](repeating: 0.05, count: 20)
    var infeasible = try Self.longOnly(2)
    try infeasible.addRow([.init(0, 1), .init(1, 1)], within: .atLeast(2))
    func status(_ linear: LinearProgram, _ losses: Matrix) throws -> LinearSolution.Status {
      try TailProgram(
        linear: linear, losses: losses, probabilities: even, level: 0.9, weight: 1
      ).solved().status
    }
    #expect(try status(infeasible, losses) == .infeasible)
    var endless = LinearProgram()
    for _ in 0..<2 { try endless.addVariable(cost: 0, within: .init(-.infinity, .infinity)) }
    let gains = losses.combined(with: losses) { element, _ in -abs(element) - 0.01 }
    #expect(try status(endless, gains) == .unbounded)
    let linear = try Self.longOnly(2)
    for (probabilities, level, weight) in [
      ([Double](repeating: 0.1, count: 20), 0.9, 1.0), (even, 1.0, 1.0), (even, 0.9, 0.0),
      ([0.5, 0.5], 0.9, 1.0),
    ] {
      let error = #expect(throws: SteelyardError.self) {
        try TailProgram(
          linear: linear, losses: losses, probabilities: probabilities, level: level,
          weight: weight)
      }
      #expect(error?.code == .invalidInput)
    }
  }
}
