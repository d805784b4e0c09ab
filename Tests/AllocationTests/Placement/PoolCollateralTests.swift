import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import SteelyardPricing
import TestSupport
import Testing

@Suite("Shares of pools as collateral")
struct PoolCollateralTests {
  private func range() throws -> PoolCollateral {
    try PoolCollateral(
      PoolShare(lower: 1_600, upper: 2_500, liquidity: 1_000), price0: 2_025, price1: 1)
  }

  /// Reserves of 100 and 200,000 at prices of 2000 and 1: 2 sqrt(100 x 200000 x 2000) = 400,000 over 1000 tokens.
  @Test("a token of a pool is worth 2 sqrt(r0 r1 p0 p1) / supply")
  func fairValue() throws {
    let token = try PoolCollateral(
      reserve0: 100, reserve1: 200_000, supply: 1_000, price0: 2_000, price1: 1)
    expectClose(expected: 400, got: token.value, .relative(1e-13))
    expectClose(
      expected: PoolShare.fairPrice(
        reserve0: 100, reserve1: 200_000, price0: 2_000, price1: 1, supply: 1_000),
      got: token.value, .relative(1e-13))
    // Half of it moves with coin 0: 0.1 coins each token.
    expectClose(expected: 0.1, got: token.delta0, .relative(1e-13))
    expectClose(expected: 200, got: token.delta1, .relative(1e-13))
  }

  @Test(
    "reserves moved along their product move neither value nor haircut",
    arguments: [0.01, 0.5, 3, 100])
  func manipulation(_ push: Double) throws {
    let honest = try PoolCollateral(
      reserve0: 100, reserve1: 200_000, supply: 1_000, price0: 2_000, price1: 1)
    let pushed = try PoolCollateral(
      reserve0: 100 * push, reserve1: 200_000 / push, supply: 1_000, price0: 2_000, price1: 1)
    expectClose(expected: honest.value, got: pushed.value, .relative(1e-14))
    expectClose(
      expected: honest.haircut(moves0: -0.5...0.5, moves1: -0.1...0.1),
      got: pushed.haircut(moves0: -0.5...0.5, moves1: -0.1...0.1), .relative(1e-13))
    // Reserves at the pool's own spot would not have stood still: r0 p0 + r1 p1.
    #expect(abs((100 * push * 2_000 + 200_000 / push) / 400_000 - 1) > 0.1 || push == 1)
  }

  /// s = 45, 1 / sqrt(2500) = 0.02, sqrt(1600) = 40: x = 1000 (1/45 - 1/50) = 2.2222, y = 1000 (45 - 40) = 5000.
  @Test("a position between two prices, by hand")
  func concentrated() throws {
    let position = try range()
    expectClose(expected: 1_000 * (1 / 45.0 - 1 / 50.0), got: position.delta0, .relative(1e-12))
    expectClose(expected: 5_000, got: position.delta1, .relative(1e-12))
    expectClose(expected: 4_500 + 5_000, got: position.value, .relative(1e-12))
    expectClose(expected: -1_000 / (2 * 91_125.0), got: position.gamma, .relative(1e-12))
  }

  @Test("delta and gamma are the changes of value and delta")
  func differences() throws {
    let position = try range()
    let step = 0.01
    func value(_ price: Double) -> Double { position.value(price0: price, price1: 1) }
    expectClose(
      expected: (value(2_025 + step) - value(2_025 - step)) / (2 * step), got: position.delta0,
      .relative(1e-8))
    expectClose(
      expected: (value(2_027) - 2 * value(2_025) + value(2_023)) / 4, got: position.gamma,
      .relative(1e-5))
  }

  @Test("the worst over a box of moves is at a corner", arguments: 0..<20)
  func corners(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let lower = Double.random(in: 1_000...2_000, using: &random)
    let position = try PoolCollateral(
      PoolShare(
        lower: lower, upper: lower * Double.random(in: 1.01...3, using: &random), liquidity: 100),
      price0: Double.random(in: 800...5_000, using: &random),
      price1: Double.random(in: 0.9...1.1, using: &random))
    let moves0 =
      -Double.random(in: 0...0.8, using: &random)...Double.random(in: 0...2, using: &random)
    let moves1 =
      -Double.random(in: 0...0.3, using: &random)...Double.random(in: 0...0.3, using: &random)
    let worst = position.worstValue(moves0: moves0, moves1: moves1)
    for _ in 0..<500 {
      let value = position.value(
        price0: position.price0 * (1 + Double.random(in: moves0, using: &random)),
        price1: position.price1 * (1 + Double.random(in: moves1, using: &random)))
      #expect(value >= worst * (1 - 1e-12))
    }
    let haircut = position.haircut(moves0: moves0, moves1: moves1)
    expectClose(expected: worst / position.value, got: 1 - haircut, .relative(1e-12))
  }

  @Test("no price, no reserves")
  func refused() throws {
    #expect(throws: SteelyardError.self) {
      try PoolCollateral(reserve0: 0, reserve1: 1, supply: 1, price0: 1, price1: 1)
    }
    #expect(throws: SteelyardError.self) {
      try PoolCollateral(reserve0: 1, reserve1: 1, supply: 1, price0: 0, price1: 1)
    }
  }
}

@Suite("Staked tokens as collateral")
struct StakedCollateralTests {
  private func token(
    discount: Double = 0.01, stressed: Double = 0.08, slashing: Double = 0.02, days: Double = 36.5,
    volatility: Double = 0.5, deviations: Double = 2
  ) -> StakedCollateral {
    StakedCollateral(
      redemption: 1.2, discount: discount, stressedDiscount: stressed, slashing: slashing,
      queueDays: days, volatility: volatility, deviations: deviations)
  }

  // 2000 x 1.2 x 0.99 = 2376. Selling leaves 0.92; waiting a tenth of a year e^(-2 x 0.5 x sqrt(0.1)) = 0.7289; so 1 -
  // 0.98 x 0.92 / 0.99.
  @Test("value, ways out and haircut, by hand")
  func worked() throws {
    let token = token()
    try token.check()
    expectClose(expected: 2_376, got: token.value(coinPrice: 2_000), .relative(1e-13))
    expectClose(expected: 0.728893, got: token.ways.waiting, .relative(1e-5))
    expectClose(expected: 1 - 0.98 * 0.92 / 0.99, got: token.haircut, .relative(1e-13))
  }

  @Test("a short queue is the better way out, a discount beyond the stressed one counts as it is")
  func ways() {
    expectClose(
      expected: 1 - 0.98 / 0.99, got: token(days: 0).haircut, .relative(1e-12))
    expectClose(
      expected: 1 - 0.98, got: token(discount: 0.2).haircut, .relative(1e-12))
    #expect(token(slashing: 0.5).haircut > token().haircut)
  }

  @Test("numbers out of range")
  func refused() {
    for wrong in [
      token(discount: 1), token(stressed: -0.1), token(slashing: 1), token(days: -1),
      token(volatility: .nan), token(deviations: 1_000),
    ] { #expect(throws: SteelyardError.self) { try wrong.check() } }
  }
}
