import SteelyardContracts
import SteelyardMath
import SteelyardValidation
import TestSupport
import Testing

@Suite("Block bootstrap") struct BlockBootstrapTests {
  /// P&L over windows of several days that overlap, with the requirement that its normal law deserves.
  static func windows(
    _ seed: UInt64, days: Int, horizon: Int, scale: Double = 1
  ) -> (profit: [Double], requirement: [Double]) {
    var generator = SplitMix64(seed: seed)
    let daily = (0..<days).map { _ in NormalDistribution.quantile(generator.nextUnit()) }
    let profit = (0...(days - horizon)).map { daily[$0..<($0 + horizon)].reduce(0, +) }
    let level = -NormalDistribution.quantile(0.05) * Double(horizon).squareRoot() * scale
    return (profit, [Double](repeating: level, count: profit.count))
  }

  static func test(_ seed: UInt64, scale: Double = 1, block: Int = 25) throws
    -> BlockBootstrapTest
  {
    let (profit, requirement) = windows(seed, days: 800, horizon: 5, scale: scale)
    return try BlockBootstrapTest(
      profit: profit, requirement: requirement, probability: 0.05, blockLength: block,
      trials: 300, seed: 99)
  }

  @Test("overlapping windows of a true model pass, where Christoffersen's table would reject")
  func size() throws {
    var (bootstrap, table) = (0, 0)
    for seed in 0..<40 {
      let (profit, requirement) = Self.windows(UInt64(seed), days: 800, horizon: 5)
      let plain = try ChristoffersenTest(
        try BreachSeries(profit: profit, requirement: requirement), probability: 0.05)
      if plain.pValue < 0.05 { table += 1 }
      if try Self.test(UInt64(seed)).jointPValue < 0.05 { bootstrap += 1 }
    }
    // Nearly every true model fails the table; one in twenty may fail the bootstrap.
    #expect(table >= 35)
    #expect(bootstrap <= 8)
  }

  @Test("a requirement a third too small is found out")
  func power() throws {
    let found = try (0..<20).count { try Self.test(UInt64($0), scale: 0.6).tooManyPValue < 0.05 }
    #expect(found >= 17)
    let low = try Self.test(3, scale: 0.6)
    #expect(low.statistic > 0.05)
    #expect(low.verdict(significance: 0.05).contains("too many"))
  }

  @Test("a series without a breach is tested, and is not too many")
  func quiet() throws {
    let test = try Self.test(4, scale: 4)
    #expect(test.breaches == 0)
    #expect(test.tooManyPValue > 0.9)
    #expect(test.pValue < 0.05)
  }

  @Test("same seed, same answer; another seed, nearly the same")
  func seeds() throws {
    #expect(try Self.test(5) == Self.test(5))
    let (profit, requirement) = Self.windows(5, days: 800, horizon: 5)
    let other = try BlockBootstrapTest(
      profit: profit, requirement: requirement, probability: 0.05, blockLength: 25, trials: 300,
      seed: 100)
    expectClose(expected: try Self.test(5).pValue, got: other.pValue, .absolute(0.15))
  }

  @Test("clusters longer than a block are dependence")
  func clusters() throws {
    // Twenty calm days, then a block of losses, over and over: a breach is followed by breaches.
    let profit = (0..<800).map { $0 % 200 < 10 ? -2.0 - Double($0 % 200) / 100 : 1.0 }
    let requirement = [Double](repeating: 1.5, count: 800)
    let test = try BlockBootstrapTest(
      profit: profit, requirement: requirement, probability: 0.05, blockLength: 1, trials: 300,
      seed: 1)
    #expect(test.independencePValue < 0.01)
    #expect(test.pValue > 0.9)
  }

  @Test("what cannot be drawn from")
  func refusals() {
    func test(
      requirement: Double = 1, count: Int = 100, probability: Double = 0.05, block: Int = 5,
      trials: Int = 100
    ) throws -> BlockBootstrapTest {
      try BlockBootstrapTest(
        profit: [Double](repeating: 0, count: count),
        requirement: [Double](repeating: requirement, count: count), probability: probability,
        blockLength: block, trials: trials, seed: 1)
    }
    #expect(code { try test(requirement: 0) } == .invalidInput)
    #expect(code { try test(block: 0) } == .invalidInput)
    #expect(code { try test(block: 51) } == .invalidInput)
    #expect(code { try test(trials: 99) } == .invalidInput)
    #expect(code { try test(probability: 0.001) } == .notApplicable)
    #expect(code { try test(trials: 60_000_000) } == .limitExceeded)
    #expect(code { try test(probability: 0) } == .invalidInput)
  }
}
