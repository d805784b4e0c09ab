import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Sampled scenarios")
struct SampledScenariosTests {
  static func sampled(
    count: Int = 4096, sampling: Sampling = .quasiRandom(replicates: 16),
    quantities: [SampledScenarios.Quantity] = [.spot(.btc), .volatility(.btc), .asset(.usdc)]
  ) throws -> SampledScenarios {
    let spot = try EmpiricalMarginal(
      probabilities: [0.001, 0.5, 0.999], values: [-0.3, 0, 0.2], ends: .held)
    let volatility = try EmpiricalMarginal(
      probabilities: [0.01, 0.99], values: [-0.1, 0.1], ends: .held)
    let peg = try EmpiricalMarginal(
      probabilities: [0.01, 0.99], values: [-0.01, 0], ends: .held)
    return SampledScenarios(
      label: "drawn", count: count, sampling: sampling, stream: RandomStream(seed: 3, stream: 1),
      quantities: quantities, marginals: [spot, volatility, peg],
      correlation: Matrix(rows: [[1, 0, 0.5], [0, 1, 0], [0.5, 0, 1]]), degreesOfFreedom: 4,
      coins: [
        .btc: SampledScenarios.Coin(
          horizonDays: 1,
          response: VolatilityResponse(onFall: -2, onRise: 1, deviation: 0.05))
      ])
  }

  @Test("the same value draws the same scenarios, to the millionth, and remembers itself")
  func reproducible() throws {
    let sampled = try Self.sampled()
    let scenarios = try sampled.scenarios()
    #expect(scenarios == (try sampled.scenarios()))
    #expect(scenarios.origin == sampled)
    #expect(scenarios.count == 4096)
    #expect(scenarios.labels.first == "drawn 1" && scenarios.labels.last == "drawn 4096")
    let spot = try #require(scenarios.coins[.btc]).spot
    #expect(spot.allSatisfy { abs(($0 * 1e6).rounded() / 1e6 - $0) < 1e-15 })
    #expect(spot.min() ?? 0 >= expm1(-0.3) - 1e-6 && spot.max() ?? 0 <= expm1(0.2) + 1e-6)
  }

  @Test("quantiles are those of the distributions, and volatility is response plus residual")
  func distributions() throws {
    let scenarios = try Self.sampled().scenarios()
    let coin = try #require(scenarios.coins[.btc])
    let sorted = coin.spot.sorted()
    // Knots at scores +-3.0902: at a probability of 5 % the score is -1.6449.
    expectClose(
      expected: expm1(-0.3 * 1.644_854 / 3.090_232), got: sorted[205], .absolute(0.002))
    expectClose(expected: 0, got: sorted[2048], .absolute(0.001))
    for (move, level) in zip(coin.spot, coin.volatility) {
      let explained = move < 0 ? -2 * log1p(move) : log1p(move)
      #expect(abs(level - explained) <= 0.1 + 1e-5)
    }
    let peg = try #require(scenarios.assets[.usdc])
    // Spot and peg fall together at a correlation of a half: more often than not.
    let together = zip(coin.spot, peg).filter { ($0 < 0) == ($1 < -0.005) }.count
    // P(same side) = 1/2 + asin(1/2)/pi = 2/3.
    expectClose(expected: 2.0 / 3, got: Double(together) / 4096, .absolute(0.02))
  }

  @Test("what can't be drawn is refused")
  func refused() throws {
    #expect(throws: SteelyardError.self) {
      try Self.sampled(quantities: [.spot(.btc), .spot(.btc), .asset(.usdc)]).scenarios()
    }
    #expect(throws: SteelyardError.self) {
      try Self.sampled(quantities: [.volatility(.btc), .asset(.usdt), .asset(.usdc)]).scenarios()
    }
    #expect(throws: SteelyardError.self) {
      try Self.sampled(quantities: [.spot(.btc), .volatility(.eth), .asset(.usdc)]).scenarios()
    }
    #expect(throws: SteelyardError.self) { try Self.sampled(count: 100).scenarios() }
    #expect(throws: SteelyardError.self) { try Self.sampled(count: 160_000).scenarios() }
  }
}
