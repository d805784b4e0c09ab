import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Routes over networks")
struct NetworkRouteTests {
  private func pool(
    _ a: Int, _ b: Int, _ reserveA: Double, _ reserveB: Double, fee: Double = 0.003
  ) throws -> NetworkPool {
    try NetworkPool(
      name: "\(a)-\(b)", tokenA: a, tokenB: b, reserveA: reserveA, reserveB: reserveB, fee: fee)
  }

  @Test("one pool gives what its formula says, in both directions")
  func onePool() throws {
    let only = try pool(0, 1, 1_000, 3_000)
    let there = try NetworkRoute(.swap(amount: 50, of: 0, into: 1), tokenCount: 2, pools: [only])
    expectClose(
      expected: 3_000 * 0.997 * 50 / (1_000 + 0.997 * 50), got: there.value, .relative(1e-11))
    let back = try NetworkRoute(.swap(amount: 50, of: 1, into: 0), tokenCount: 2, pools: [only])
    expectClose(
      expected: 1_000 * 0.997 * 50 / (3_000 + 0.997 * 50), got: back.value, .relative(1e-11))
    #expect(there.hops.count == 1 && there.hops[0].tokenIn == 0 && !there.isCyclic)
  }

  @Test("pools side by side are split as without a network", arguments: 0..<20)
  func parallel(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var (pools, curves) = ([NetworkPool](), [SwapCurve]())
    // Pools whose prices differ by less than fees, so that nothing is gained between them.
    for _ in 0..<4 {
      let reserve = Double.random(in: 100...2_000, using: &random)
      let other = reserve * Double.random(in: 1.999...2.001, using: &random)
      pools.append(try pool(0, 1, reserve, other))
      curves.append(try .pool(reserveIn: reserve, reserveOut: other, fee: 0.003))
    }
    let amount = Double.random(in: 1...300, using: &random)
    let route = try NetworkRoute(
      .swap(amount: amount, of: 0, into: 1), tokenCount: 2, pools: pools)
    let split = try ParallelSplit(of: amount, over: curves)
    expectClose(expected: split.total, got: route.value, .relative(1e-10))
    expectClose(expected: split.marginalPrice, got: route.prices[0], .relative(1e-8))
  }

  /// Without fees, token 0 into the pool of price 4 and back through that of price 1 is one pool with reserves of
  /// 1000 x 1000 / 5000 = 200 and 4000 x 1000 / 5000 = 800; the most of 800 y / (200 + y) - y is (sqrt(800) -
  /// sqrt(200))².
  @Test("arbitrage between two pools: (sqrt(800) - sqrt(200))² = 200")
  func twoPools() throws {
    let pools = [try pool(0, 1, 1_000, 1_000, fee: 0), try pool(0, 1, 1_000, 4_000, fee: 0)]
    let route = try NetworkRoute(.arbitrage(prices: [1, 0]), tokenCount: 2, pools: pools)
    expectClose(expected: 200, got: route.value, .relative(1e-9))
    #expect(route.isCyclic && route.gap < 1e-6)
    for amount in route.net { #expect(amount >= -1e-9) }
  }

  @Test("inside the band of fees nothing is traded", arguments: [0.0, 0.002, 0.0059])
  func band(_ difference: Double) throws {
    let pools = [try pool(0, 1, 1_000, 1_000), try pool(0, 1, 500, 500 * (1 + difference))]
    let route = try NetworkRoute(.arbitrage(prices: [1, 1]), tokenCount: 2, pools: pools)
    #expect(route.hops.isEmpty && route.value == 0)
    #expect(route.bound < 1e-9)
  }

  @Test("never worse than any single path, never above the bound", arguments: 0..<25)
  func paths(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = 4
    let worth = (0..<count).map { _ in Double.random(in: 0.1...50, using: &random) }
    var pools: [NetworkPool] = []
    for a in 0..<count {
      for b in (a + 1)..<count {
        let size = Double.random(in: 100...10_000, using: &random)
        pools.append(
          try pool(
            a, b, size / worth[a],
            size / worth[b] * Double.random(in: 0.995...1.005, using: &random),
            fee: [0.0005, 0.003, 0.01].randomElement(using: &random) ?? 0))
      }
    }
    let amount = 80 / worth[0]
    let route = try NetworkRoute(
      .swap(amount: amount, of: 0, into: count - 1), tokenCount: count, pools: pools)
    func out(_ pool: NetworkPool, _ from: Int, _ amount: Double) throws -> Double {
      let alone = try NetworkRoute(
        .swap(amount: amount, of: from, into: from == pool.tokenA ? pool.tokenB : pool.tokenA),
        tokenCount: count, pools: [pool])
      return alone.value
    }
    for first in pools where first.tokenA == 0 {
      let got = try out(first, 0, amount)
      if first.tokenB == count - 1 {
        #expect(route.value >= got * (1 - 1e-9))
        continue
      }
      for second in pools
      where (second.tokenA, second.tokenB) == (first.tokenB, count - 1) {
        #expect(route.value >= (try out(second, first.tokenB, got)) * (1 - 1e-9))
      }
    }
    #expect(route.gap <= 1e-9 * route.value)
    for (token, net) in route.net.enumerated() where token != 0 { #expect(net >= -1e-12) }
    #expect(route.net[0] >= -amount * (1 + 1e-12))
  }

  @Test("tokens without a way, unknown ones, the same one twice")
  func refused() throws {
    let only = try pool(0, 1, 1, 1)
    for (from, into, count) in [(0, 2, 3), (0, 0, 2), (0, 5, 2), (2, 0, 3)] {
      #expect(throws: SteelyardError.self) {
        try NetworkRoute(
          .swap(amount: 1, of: from, into: into), tokenCount: count, pools: [only])
      }
    }
    #expect(throws: SteelyardError.self) { try pool(1, 1, 1, 1) }
    #expect(throws: SteelyardError.self) { try pool(0, 1, 0, 1) }
    #expect(throws: SteelyardError.self) {
      try NetworkRoute(.arbitrage(prices: [0, 0]), tokenCount: 2, pools: [only])
    }
    #expect(throws: SteelyardError.self) {
      try NetworkRoute(.arbitrage(prices: [1]), tokenCount: 2, pools: [only])
    }
  }
}
