import Glibc
import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Pools with concentrated liquidity")
struct ConcentratedPoolTests {
  private func pool(fee: UInt32 = 3_000) throws -> ConcentratedPool {
    try ConcentratedPool(
      feeMillionths: fee, tickSpacing: 60, squareRoot: try PoolTick.squareRoot(at: 0),
      ranges: [
        .init(lower: -6_000, upper: 6_000, liquidity: 1_000_000_000_000_000_000),
        .init(lower: -600, upper: 1_200, liquidity: 5_000_000_000_000_000_000),
      ])
  }

  @Test("square roots of ticks against the exponential, up and down")
  func ticks() throws {
    for tick: Int32 in [-887_272, -200_000, -7, -1, 0, 1, 8, 50_001, 887_272] {
      let root = try PoolTick.squareRoot(at: tick).doubleValue / 0x1p96
      expectClose(
        expected: 0.5 * Double(tick) * 0.00009999500033330835, got: log(root),
        Tolerance(relative: 1e-9, absolute: 1e-9), inputs: "\(tick)")
      if tick < 887_272 { #expect(try PoolTick.tick(at: PoolTick.squareRoot(at: tick)) == tick) }
    }
    #expect(throws: SteelyardError.self) { try PoolTick.squareRoot(at: 887_273) }
    #expect(throws: SteelyardError.self) { try PoolTick.tick(at: .zero) }
  }

  @Test("a swap there and back never gains, and costs the fees twice")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      var pool = try pool()
      let amount = UInt128.random(in: 1_000...400_000_000_000_000_000, using: &generator)
      let pays0 = Bool.random(using: &generator)
      let there = try pool.swap(.input(UInt256(amount)), pays0: pays0)
      guard !there.isCutShort, !there.received.isZero else { continue }
      let back = try pool.swap(.input(there.received), pays0: !pays0)
      #expect(back.received < UInt256(amount), "\(amount)")
    }
  }

  @Test("what is asked for by output is paid for by no more than the same input gives")
  func outputs() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      var first = try pool()
      var second = first
      let amount = UInt256(
        UInt128.random(in: 1_000...300_000_000_000_000_000, using: &generator))
      let pays0 = Bool.random(using: &generator)
      let asked = try first.swap(.output(amount), pays0: pays0)
      #expect(asked.received == amount)
      let paid = try second.swap(.input(asked.paid), pays0: pays0)
      #expect(paid.received >= amount)
    }
  }

  @Test("its swaps of no fee follow the value that liquidity has by formula")
  func value() throws {
    var swapped = try pool(fee: 0)
    _ = try swapped.swap(.input(UInt256(300_000_000_000_000_000)), pays0: false)
    let price =
      (swapped.squareRoot.doubleValue / 0x1p96) * (swapped.squareRoot.doubleValue / 0x1p96)
    func share(_ lower: Int32, _ upper: Int32, _ liquidity: Double) throws -> PoolShare {
      func price(_ tick: Int32) throws -> Double {
        let root = try PoolTick.squareRoot(at: tick).doubleValue / 0x1p96
        return root * root
      }
      return try PoolShare(lower: price(lower), upper: price(upper), liquidity: liquidity)
    }
    let shares = [try share(-6_000, 6_000, 1e18), try share(-600, 1_200, 5e18)]
    let gained = shares.reduce(0) { $0 + $1.amount1(at: price) - $1.amount1(at: 1) }
    expectClose(expected: 3e17, got: gained, .relative(1e-9))
  }

  @Test("limits end a swap, and what can't be is refused")
  func limits() throws {
    var pool = try pool()
    let limit = try PoolTick.squareRoot(at: -100)
    let swap = try pool.swap(.input(UInt256(1 << 120)), pays0: true, limit: limit)
    #expect(swap.isCutShort && pool.squareRoot == limit)
    #expect(throws: SteelyardError.self) { try pool.swap(.input(.zero), pays0: true) }
    #expect(throws: SteelyardError.self) {
      try pool.swap(.input(.one), pays0: true, limit: PoolTick.squareRoot(at: 0))
    }
    #expect(throws: SteelyardError.self) {
      try ConcentratedPool(
        feeMillionths: 1_000_000, tickSpacing: 60, squareRoot: limit, ranges: [])
    }
    #expect(throws: SteelyardError.self) {
      try ConcentratedPool(
        feeMillionths: 500, tickSpacing: 60, squareRoot: limit,
        ranges: [.init(lower: -61, upper: 60, liquidity: 1)])
    }
    #expect(throws: SteelyardError.self) {
      try ConstantProductPool(reserveIn: 0, reserveOut: 1)
    }
  }
}

@Suite("What providing liquidity is worth")
struct PoolShareTests {
  @Test("delta and gamma are the slopes of value, and value is concave")
  func slopes() throws {
    let share = try PoolShare(lower: 1_500, upper: 2_500, liquidity: 1_000)
    for price in stride(from: 1_550.0, through: 2_450, by: 75) {
      let step = 0.01
      let (down, here, up) = (
        share.value(at: price - step), share.value(at: price), share.value(at: price + step)
      )
      expectClose(
        expected: (up - down) / (2 * step), got: share.amount0(at: price), .relative(1e-8))
      expectClose(
        expected: (up - 2 * here + down) / (step * step), got: share.gamma(at: price),
        .relative(1e-2))
      #expect(share.impermanentLoss(from: 2_000, to: price) <= 1e-15)
    }
  }

  @Test(
    "the whole line is a pool of constant product: twice the root of four is four fifths of five")
  func wholeLine() throws {
    let share = try PoolShare(lower: 0, upper: .infinity, liquidity: 7)
    expectClose(
      expected: 4.0 / 5 - 1, got: share.impermanentLoss(from: 1, to: 4), .relative(1e-14))
    #expect(throws: SteelyardError.self) { try PoolShare(lower: 2, upper: 1, liquidity: 1) }
  }

  @Test("a manipulation that keeps the product does not move the fair price")
  func fairPrice() {
    let before = PoolShare.fairPrice(
      reserve0: 1_000, reserve1: 2_000_000, price0: 2_000, price1: 1, supply: 100)
    let after = PoolShare.fairPrice(
      reserve0: 100, reserve1: 20_000_000, price0: 2_000, price1: 1, supply: 100)
    expectClose(expected: before, got: after, .relative(1e-15))
    expectClose(expected: 40_000, got: before, .relative(1e-15))
  }
}
