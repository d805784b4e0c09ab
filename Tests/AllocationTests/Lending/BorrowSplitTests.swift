import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMath
import TestSupport
import Testing

@Suite("Loans split over markets")
struct BorrowSplitTests {
  static func curve(
    base: Double = 0, first: Double = 0.04, second: Double = 0.6, bend: Double = 0.8,
    factor: Double = 0.1
  ) -> KinkedRateCurve {
    KinkedRateCurve(
      base: base, firstSlope: first, secondSlope: second, optimalUsage: bend,
      reserveFactor: factor)
  }

  static func market(_ random: inout SplitMix64) throws -> LendingMarket {
    let supply = Double.random(in: 100...5_000, using: &random)
    return try LendingMarket(
      name: "m", debt: supply * Double.random(in: 0...0.97, using: &random), supply: supply,
      curve: curve(
        base: Double.random(in: 0...0.02, using: &random),
        first: Double.random(in: 0.01...0.08, using: &random),
        second: Double.random(in: 0.3...2, using: &random),
        bend: Double.random(in: 0.5...0.92, using: &random)))
  }

  @Test("the curve is the protocol's: half lent, and nine tenths")
  func protocolCurve() throws {
    let ray: UInt128 = 1_000_000_000_000_000_000_000_000_000
    let exact = try LendingRates.Curve(
      optimalUsage: ray / 10 * 8, base: ray / 100, firstSlope: ray / 25, secondSlope: ray / 10 * 6,
      reserveFactorBasisPoints: 1_000)
    let curve = Self.curve(base: 0.01)
    for debt: UInt128 in [500, 800, 900] {
      let rates = try LendingRates(
        .init(variableDebt: debt, available: 1_000 - debt), exact)
      let usage = Double(debt) / 1_000
      expectClose(
        expected: Double(rates.variable) * 1e-27, got: curve.borrowRate(at: usage),
        .relative(1e-12))
      expectClose(
        expected: Double(rates.supply) * 1e-27, got: curve.supplyRate(at: usage),
        .relative(1e-12))
    }
  }

  /// Rates 0.05 u: marginal rates 0.05 x 2 x / 1000 of empty markets are equal where amounts are as supplies, 1 to 3.
  @Test("empty markets of one curve share as their sizes")
  func proportional() throws {
    let markets = try [1_000.0, 3_000].map {
      try LendingMarket(name: "m", debt: 0, supply: $0, curve: Self.curve())
    }
    let split = try BorrowSplit(of: 400, over: markets)
    expectClose(expected: 100, got: split.amounts[0], .relative(1e-12))
    expectClose(expected: 300, got: split.amounts[1], .relative(1e-12))
    expectClose(expected: 0.005, got: split.rates[0], .relative(1e-12))
    expectClose(expected: 2, got: split.annualCost, .relative(1e-12))
    expectClose(expected: 0.01, got: split.marginalRate, .relative(1e-12))
  }

  /// The first market bends at 800, where its marginal rate jumps from 0.08 to 0.04 + 0.8 x 3 = 2.44; the second's line
  /// at a base of 0.2 lies between: 0.2 + 0.1 x 100 / 1000 = 0.21 at 100.
  @Test("a market stands at its bend while another takes the rest")
  func atBend() throws {
    let first = try LendingMarket(name: "a", debt: 0, supply: 1_000, curve: Self.curve())
    let second = try LendingMarket(
      name: "b", debt: 0, supply: 1_000, curve: Self.curve(base: 0.2))
    let split = try BorrowSplit(of: 900, over: [first, second])
    expectClose(expected: 800, got: split.amounts[0], .relative(1e-12))
    expectClose(expected: 100, got: split.amounts[1], .relative(1e-12))
    #expect(split.atBend == [true, false])
    expectClose(expected: 0.21, got: split.marginalRate, .relative(1e-12))
    expectClose(expected: 800 * 0.04 + 100 * 0.205, got: split.annualCost, .relative(1e-12))
  }

  @Test("no exchange of a piece is cheaper", arguments: 0..<80)
  func optimal(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let markets = try (0..<Int.random(in: 1...6, using: &random)).map { _ in
      try Self.market(&random)
    }
    let most = markets.reduce(0) { $0 + $1.borrowable }
    let amount = Double.random(in: 0.001...0.99, using: &random) * most
    let split = try BorrowSplit(of: amount, over: markets)
    #expect(split.residual < 1e-9)
    expectClose(expected: amount, got: split.amounts.reduce(0, +), .relative(1e-12))
    for from in markets.indices {
      for to in markets.indices where to != from {
        for share in [1e-4, 0.01, 0.3] {
          let piece = min(
            share * amount, split.amounts[from], markets[to].borrowable - split.amounts[to])
          guard piece > 0 else { continue }
          let before =
            markets[from].addedCost(borrowing: split.amounts[from])
            + markets[to].addedCost(borrowing: split.amounts[to])
          let after =
            markets[from].addedCost(borrowing: split.amounts[from] - piece)
            + markets[to].addedCost(borrowing: split.amounts[to] + piece)
          #expect(after >= before - 1e-12 * amount)
        }
      }
    }
    // Never dearer than one market alone.
    for market in markets where market.borrowable >= amount {
      #expect(split.annualCost <= market.addedCost(borrowing: amount) * (1 + 1e-12))
    }
  }

  @Test("what is owed already makes a market dearer")
  func ownDebt() throws {
    let own = try LendingMarket(
      name: "a", debt: 500, supply: 1_000, curve: Self.curve(), ownDebt: 500)
    let others = try LendingMarket(name: "b", debt: 500, supply: 1_000, curve: Self.curve())
    let split = try BorrowSplit(of: 100, over: [own, others])
    // Marginal rates r + (q + x) / 20000 + x / 20000: the first begins 500 / 20000 = 0.025 higher, all of the other's
    // first 250.
    #expect(split.amounts == [0, 100])
  }

  @Test("more than there is, no amount, curves that get flatter")
  func refused() throws {
    let market = try LendingMarket(
      name: "a", debt: 900, supply: 1_000, curve: Self.curve(), cap: 50)
    #expect(try BorrowSplit(of: 50, over: [market]).amounts == [50])
    for amount in [51, 0, -1, Double.nan] {
      #expect(throws: SteelyardError.self) { try BorrowSplit(of: amount, over: [market]) }
    }
    #expect(throws: SteelyardError.self) { try BorrowSplit(of: 1, over: []) }
    #expect(throws: SteelyardError.self) {
      try LendingMarket(name: "a", debt: 2, supply: 1, curve: Self.curve())
    }
    #expect(throws: SteelyardError.self) {
      try LendingMarket(
        name: "a", debt: 0, supply: 1, curve: Self.curve(first: 0.5, second: 0.01))
    }
  }
}
