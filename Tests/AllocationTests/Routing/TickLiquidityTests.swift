import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import SteelyardPricing
import TestSupport
import Testing

@Suite("Concentrated liquidity in routes")
struct TickLiquidityTests {
  private func liquidity() throws -> TickLiquidity {
    try TickLiquidity(
      feeMillionths: 3_000, tickSpacing: 60, squareRoot: try PoolTick.squareRoot(at: 100),
      ranges: [
        .init(lower: -887_220, upper: 887_220, liquidity: 1_000_000_000_000_000_000_000),
        .init(lower: -600, upper: 600, liquidity: 5_000_000_000_000_000_000_000),
        .init(lower: 60, upper: 1_200, liquidity: 2_000_000_000_000_000_000_000),
      ])
  }

  @Test("the curve is the pool's own swap, through several ranges", arguments: [true, false])
  func exact(_ pays0: Bool) throws {
    let liquidity = try liquidity()
    let curve = try liquidity.curve(pays0: pays0, decimals0: 18, decimals1: 18)
    for amount in [1.0, 20, 150, 400, 2_000] {
      var pool = liquidity.pool
      let units = UInt256(UInt128(amount) * 1_000_000_000_000_000_000)
      let swap = try pool.swap(.input(units), pays0: pays0)
      expectClose(
        expected: swap.received.doubleValue * 1e-18, got: try curve.received(for: amount),
        .relative(1e-10))
    }
    #expect(curve.segments.count > 2)
  }

  @Test("in a network its parts give the same", arguments: [true, false])
  func network(_ pays0: Bool) throws {
    let liquidity = try liquidity()
    let parts = try NetworkPool.parts(
      name: "v3", tokenA: 0, tokenB: 1, of: liquidity, decimals0: 18, decimals1: 18)
    let curve = try liquidity.curve(pays0: pays0, decimals0: 18, decimals1: 18)
    for amount in [20.0, 400, 2_000] {
      let route = try NetworkRoute(
        .swap(amount: amount, of: pays0 ? 0 : 1, into: pays0 ? 1 : 0), tokenCount: 2,
        pools: parts)
      expectClose(expected: try curve.received(for: amount), got: route.value, .relative(1e-9))
    }
  }

  @Test("digits of tokens scale both sides")
  func decimals() throws {
    let liquidity = try liquidity()
    let one = try liquidity.curve(pays0: true, decimals0: 18, decimals1: 18)
    let other = try liquidity.curve(pays0: true, decimals0: 17, decimals1: 12)
    expectClose(
      expected: (try one.received(for: 10)) * 1e6, got: try other.received(for: 100),
      .relative(1e-12))
  }

  @Test("no liquidity where the price goes is refused")
  func empty() throws {
    let above = try TickLiquidity(
      feeMillionths: 500, tickSpacing: 10, squareRoot: try PoolTick.squareRoot(at: 0),
      ranges: [.init(lower: 100, upper: 200, liquidity: 1_000_000)])
    #expect(throws: SteelyardError.self) {
      try above.curve(pays0: true, decimals0: 0, decimals1: 0)
    }
    #expect(try above.curve(pays0: false, decimals0: 0, decimals1: 0).segments.count == 1)
  }

  /// By the protocol's formula: floor(1000 x 997 x 10000 / (10000 x 1000 + 1000 x 997)) = 906.
  @Test("exact parts sum to the amount, and each pool rounds down")
  func exactSwap() throws {
    let pool = ExactSwap.Pool.product(
      try ConstantProductPool(reserveIn: 10_000, reserveOut: 10_000))
    let split = try ExactSwap(of: 2_001, over: [pool, pool], shares: [0.5, 0.5])
    #expect(split.amounts.reduce(0, +) == 2_001)
    #expect(Set(split.amounts) == [1_000, 1_001])
    #expect(split.received == [906, 907] || split.received == [907, 906])
    #expect(split.total == 1_813)
    let whole = try ExactSwap(of: 1_000, over: [pool, pool], shares: [0, 1])
    #expect(whole.amounts == [0, 1_000] && whole.received == [0, 906])
    let concentrated = ExactSwap.Pool.concentrated(try liquidity().pool, pays0: true)
    let mixed = try ExactSwap(of: 3_000, over: [pool, concentrated], shares: [1, 2])
    // A third is rounded down, and the larger part has what that leaves.
    #expect(mixed.amounts == [999, 2_001] && mixed.total > 2_800)
    for shares in [[0, 0], [-1, 2], [1], [.nan, 1]] {
      #expect(throws: SteelyardError.self) {
        try ExactSwap(of: 10, over: [pool, pool], shares: shares)
      }
    }
  }
}
