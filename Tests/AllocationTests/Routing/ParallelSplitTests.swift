import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Splits over venues side by side")
struct ParallelSplitTests {
  @Test("two equal pools take half each: 1000 / 11 from each, at a price of (10 / 11)²")
  func equalPools() throws {
    let pool = try SwapCurve.pool(reserveIn: 1_000, reserveOut: 1_000, fee: 0)
    let split = try ParallelSplit(of: 200, over: [pool, pool])
    for place in 0..<2 {
      expectClose(expected: 100, got: split.amounts[place], .relative(1e-14))
      expectClose(expected: 1_000 / 11.0, got: split.received[place], .relative(1e-14))
    }
    expectClose(expected: 100 / 121.0, got: split.marginalPrice, .relative(1e-14))
    #expect(split.residual < 1e-14)
  }

  /// The pool's price falls from 2 to 1.9 at 1000 (sqrt(2 / 1.9) - 1) = 25.978...; the level takes the rest.
  @Test("a pool is walked down to the level of a book, and no further")
  func poolAndLevel() throws {
    let pool = try SwapCurve.pool(reserveIn: 1_000, reserveOut: 2_000, fee: 0)
    let book = try SwapCurve.book([.init(price: 1.9, size: 100)], fee: 0)
    let split = try ParallelSplit(of: 100, over: [pool, book])
    let walked = 1_000 * ((2 / 1.9).squareRoot() - 1)
    expectClose(expected: walked, got: split.amounts[0], .relative(1e-12))
    expectClose(expected: 100 - walked, got: split.amounts[1], .relative(1e-12))
    #expect(split.marginalPrice == 1.9)
    expectClose(
      expected: 2_000 * walked / (1_000 + walked) + 1.9 * (100 - walked), got: split.total,
      .relative(1e-13))
  }

  @Test("a book alone: the best levels first, the last one in part")
  func bookAlone() throws {
    let book = try SwapCurve.book(
      [.init(price: 10, size: 1), .init(price: 9, size: 2), .init(price: 8, size: 5)], fee: 0.01)
    let split = try ParallelSplit(of: 4, over: [book])
    expectClose(expected: 0.99 * (10 + 18 + 8), got: split.total, .relative(1e-14))
    expectClose(expected: 7.92, got: split.marginalPrice, .relative(1e-14))
  }

  @Test("as good as exchanging pieces, never worse than one venue, and optimal", arguments: 0..<60)
  func properties(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...6, using: &random)
    let curves = try (0..<count).map { _ in try SplitOracle.curve(&random) }
    let capacity = curves.reduce(0) { $0 + min($1.capacity, 500) }
    let amount = Double.random(in: 0.001...0.95, using: &random) * capacity
    let split = try ParallelSplit(of: amount, over: curves)
    #expect(split.residual < 1e-9)
    expectClose(expected: amount, got: split.amounts.reduce(0, +), .relative(1e-13))
    for (curve, part) in zip(curves, split.amounts) {
      #expect(part >= 0 && part <= curve.capacity * (1 + 1e-12))
    }
    let oracle = SplitOracle.total(of: amount, over: curves)
    #expect(split.total >= oracle * (1 - 1e-12))
    expectClose(expected: oracle, got: split.total, .relative(1e-7))
    for curve in curves where curve.capacity >= amount {
      #expect(split.total >= (try curve.received(for: amount)) * (1 - 1e-12))
    }
  }

  @Test("exactly what there is, and a little more")
  func capacity() throws {
    let books = try [1.0, 2.0].map { try SwapCurve.book([.init(price: $0, size: 3)], fee: 0) }
    let split = try ParallelSplit(of: 6, over: books)
    #expect(split.amounts == [3, 3] && split.total == 9)
    #expect(throws: SteelyardError.self) { try ParallelSplit(of: 6.1, over: books) }
  }

  @Test("levels out of order, empty pools and no amount are refused")
  func refused() throws {
    let pool = try SwapCurve.pool(reserveIn: 1, reserveOut: 1, fee: 0)
    for amount in [0, -1, .nan, .infinity] {
      #expect(throws: SteelyardError.self) { try ParallelSplit(of: amount, over: [pool]) }
    }
    #expect(throws: SteelyardError.self) { try ParallelSplit(of: 1, over: []) }
    #expect(throws: SteelyardError.self) {
      try SwapCurve.book([.init(price: 1, size: 1), .init(price: 2, size: 1)], fee: 0)
    }
    #expect(throws: SteelyardError.self) { try SwapCurve.book([], fee: 0) }
    #expect(throws: SteelyardError.self) {
      try SwapCurve.book([.init(price: 1, size: .infinity)], fee: 0)
    }
    for (reserve, fee) in [(0.0, 0.0), (-1, 0), (1, 1), (1, -0.1), (.nan, 0), (1, .nan)] {
      #expect(throws: SteelyardError.self) {
        try SwapCurve.pool(reserveIn: reserve, reserveOut: 1, fee: fee)
      }
    }
  }
}
