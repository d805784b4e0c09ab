import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Deposits split over markets")
struct LendSplitTests {
  /// At use below the bend a market pays 0.045 u² (0.04 / 0.8 x 0.9): two of the same size and debt share alike, at a
  /// use of 500 / 1100 each.
  @Test("two equal markets share alike")
  func equal() throws {
    let market = try LendingMarket(
      name: "m", debt: 500, supply: 1_000, curve: BorrowSplitTests.curve())
    let split = try LendSplit(of: 200, over: [market, market])
    for place in 0..<2 {
      expectClose(expected: 100, got: split.amounts[place], .relative(1e-6))
      expectClose(
        expected: 0.045 * (500 / 1_100.0) * (500 / 1_100.0), got: split.rates[place],
        .relative(1e-6))
    }
    #expect(split.gap < 1e-9 && split.isExhaustive && split.idle < 1e-9)
  }

  @Test("no grid of amounts earns more, and the bound is above", arguments: 0..<25)
  func grid(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let markets = try (0..<2).map { _ in
      let supply = Double.random(in: 500...2_000, using: &random)
      return try LendingMarket(
        name: "m", debt: supply * Double.random(in: 0.3...0.97, using: &random), supply: supply,
        curve: BorrowSplitTests.curve(
          base: Double.random(in: 0...0.02, using: &random),
          second: Double.random(in: 0.3...1.5, using: &random),
          bend: Double.random(in: 0.6...0.9, using: &random)))
    }
    let amount = 0.4 * markets.reduce(0) { $0 + $1.suppliable }
    let split = try LendSplit(of: amount, over: markets)
    var best = 0.0
    for step in 0...4_000 {
      let first = amount * Double(step) / 4_000
      guard first <= markets[0].suppliable, amount - first <= markets[1].suppliable else {
        continue
      }
      best = max(
        best,
        markets[0].addedIncome(supplying: first)
          + markets[1].addedIncome(supplying: amount - first))
    }
    #expect(split.annualIncome >= best * (1 - 1e-9))
    #expect(split.bound >= best)
    #expect(split.amounts.reduce(0, +) <= amount * (1 + 1e-12))
  }

  @Test("many markets beyond their bend are searched, never below one alone")
  func many() throws {
    var random = SplitMix64(seed: 9)
    let markets = try (0..<12).map { _ in
      try LendingMarket(
        name: "m", debt: 930, supply: 1_000,
        curve: BorrowSplitTests.curve(
          second: Double.random(in: 0.4...1.2, using: &random), bend: 0.8))
    }
    let split = try LendSplit(of: 700, over: markets)
    #expect(!split.isExhaustive && split.gap >= 0 && split.gap < 0.1 * split.bound)
    for market in markets {
      #expect(split.annualIncome >= market.addedIncome(supplying: 700))
    }
  }

  @Test("no amount, too much, no markets")
  func refused() throws {
    let market = try LendingMarket(
      name: "m", debt: 500, supply: 1_000, curve: BorrowSplitTests.curve())
    for amount in [0, -1, 1_001, Double.nan] {
      #expect(throws: SteelyardError.self) { try LendSplit(of: amount, over: [market]) }
    }
    #expect(throws: SteelyardError.self) { try LendSplit(of: 1, over: []) }
  }
}
