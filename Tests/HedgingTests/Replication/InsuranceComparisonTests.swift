import Glibc
import SteelyardContracts
import SteelyardHedging
import TestSupport
import Testing

@Suite("Ways to insure a holding side by side") struct InsuranceComparisonTests {
  static func question(
    looksPerDay: Double = 8, cost: Double = 0, multiple: Double = 4, days: Double = 60
  ) throws -> InsuranceComparison.Question {
    try InsuranceComparison.Question(
      value: 1_000_000, floorShare: 0.85, days: days, impliedVolatility: 0.6, cost: cost,
      looksPerDay: looksPerDay, multiple: multiple, riskAversion: 10)
  }

  static func outcome(
    _ way: InsuranceComparison.Way, of comparison: InsuranceComparison
  ) throws -> InsuranceComparison.Outcome {
    try #require(comparison.outcomes.first { $0.way == way })
  }

  @Test("puts bought keep the floor to the cent, and the holding alone ends where the coin does")
  func bought() throws {
    let process = try PriceProcess(start: 50_000, drift: 0, volatility: 0.9)
    let comparison = try InsuranceComparison(
      Self.question(looksPerDay: 1), under: process, paths: 400, seed: 3)
    let bought = try Self.outcome(.bought, of: comparison)
    #expect(bought.brokenShare == 0)
    expectClose(expected: 850_000, got: bought.ends.least, .relative(1e-9))
    let hold = try Self.outcome(.hold, of: comparison)
    #expect(hold.brokenShare > 0.1 && hold.shortfallMean > 0 && hold.costMean == 0)
    // What is given up of a rise is the participation.
    #expect(bought.bestTenth < hold.bestTenth)
    expectClose(
      expected: comparison.insurance.participation * hold.bestTenth, got: bought.bestTenth,
      .relative(1e-9))
  }

  @Test(
    "puts made come to puts bought where trading is free, frequent and the volatility as priced")
  func made() throws {
    let process = try PriceProcess(start: 50_000, drift: 0, volatility: 0.6)
    func gap(_ looks: Double) throws -> (mean: Double, spread: Double) {
      let comparison = try InsuranceComparison(
        Self.question(looksPerDay: looks), under: process, paths: 600, seed: 5)
      let made = try Self.outcome(.made, of: comparison)
      let bought = try Self.outcome(.bought, of: comparison)
      return (made.ends.mean - bought.ends.mean, made.shortfallMean)
    }
    let coarse = try gap(1)
    let fine = try gap(16)
    // The replication's error falls with the root of the number of looks.
    #expect(fine.spread < 0.5 * coarse.spread)
    #expect(abs(fine.mean) < 0.002 * 1_000_000)
  }

  @Test("costs make what is made dearer by about Leland's premium")
  func leland() throws {
    let process = try PriceProcess(start: 50_000, drift: 0, volatility: 0.6)
    let free = try InsuranceComparison(Self.question(), under: process, paths: 500, seed: 7)
    let dear = try InsuranceComparison(
      Self.question(cost: 0.001), under: process, paths: 500, seed: 7)
    let added =
      try Self.outcome(.made, of: free).ends.mean - Self.outcome(.made, of: dear).ends.mean
    let premium = free.insurance.coins * free.insurance.putValue
    // Leland's is the cost of rehedging alone; opening and closing the hedge come on top.
    #expect(added > 0.7 * (dear.lelandPremium - premium))
    #expect(added < 2.5 * (dear.lelandPremium - premium))
    // The strike is a hair lower where the premium's own cost is paid from the holding.
    expectClose(
      expected: try Self.outcome(.made, of: dear).costMean, got: added, .relative(0.05))
    // A band trades less, and costs less.
    let band = try Self.outcome(.madeInBand, of: dear)
    let every = try Self.outcome(.made, of: dear)
    #expect(band.tradeCountMean < every.tradeCountMean && band.costMean < every.costMean)
  }

  @Test("jumps break the floor of CPPI, small moves do not")
  func gaps() throws {
    let calm = try PriceProcess(start: 50_000, drift: 0, volatility: 0.6)
    let jumping = try PriceProcess(
      start: 50_000, drift: 0, volatility: 0.6,
      jumps: PriceProcess.Jumps(perYear: 12, mean: -0.4, deviation: 0.02))
    let still = try InsuranceComparison(Self.question(), under: calm, paths: 300, seed: 9)
    let broken = try InsuranceComparison(Self.question(), under: jumping, paths: 300, seed: 9)
    #expect(try Self.outcome(.constantProportion, of: still).brokenShare == 0)
    #expect(still.gapProbability < 1e-9)
    let cppi = try Self.outcome(.constantProportion, of: broken)
    // A jump of a third is more than 1 / 4: with about two in 60 days, most paths have one.
    #expect(cppi.brokenShare > 0.5 && cppi.brokenShare < 0.95)
    #expect(try Self.outcome(.bought, of: broken).brokenShare == 0)
  }

  @Test("the same seed gives the same answer, numbers that cannot be are refused")
  func seeds() throws {
    let process = try PriceProcess(start: 100, drift: 0, volatility: 0.6)
    let once = try InsuranceComparison(Self.question(), under: process, paths: 20, seed: 1)
    #expect(try InsuranceComparison(Self.question(), under: process, paths: 20, seed: 1) == once)
    #expect(try InsuranceComparison(Self.question(), under: process, paths: 20, seed: 2) != once)
    #expect(throws: SteelyardError.self) {
      try InsuranceComparison(Self.question(), under: process, paths: 1, seed: 1)
    }
    #expect(throws: SteelyardError.self) { try Self.question(cost: 1) }
    #expect(throws: SteelyardError.self) { try Self.question(multiple: .nan) }
    #expect(throws: SteelyardError.self) { try Self.question(days: 0) }
  }
}
