import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Sizes of positions")
struct SizingTests {
  /// A coin that is won with 60 % at even odds: 20 % of the capital.
  ///
  /// At half of Kelly, half the capital is lost at some time with 0.5³ = 12.5 %.
  @Test("fractions by hand")
  func fractions() throws {
    expectClose(
      expected: 0.2, got: try KellyFraction.bet(winProbability: 0.6, odds: 1), .relative(1e-12))
    expectClose(
      expected: 1.25,
      got: try KellyFraction.diffusion(mean: 0.07, riskless: 0.02, variance: 0.04),
      .relative(1e-12))
    expectClose(
      expected: 0.125, got: try KellyFraction.fallProbability(to: 0.5, part: 0.5), .relative(1e-12))
    #expect(try KellyFraction.fallProbability(to: 0.5, part: 1) == 0.5)
    #expect(try KellyFraction.fallProbability(to: 0.5, part: 2) == 1)
    let part = try KellyFraction.part(fallTo: 0.7, probability: 0.1)
    expectClose(
      expected: 0.1, got: try KellyFraction.fallProbability(to: 0.7, part: part), .relative(1e-12))
    #expect(try PositionSize.volatilityTarget(0.2, volatility: 0.8, most: 3) == 0.25)
    #expect(try PositionSize.shortfallBudget(1_000, shortfall: 250, most: 3) == 3)
  }

  @Test("growth of a coin bet is Kelly's, and of two coins what a grid finds")
  func growth() throws {
    let coin = try ReturnScenarios(
      assets: ["coin"], returns: Matrix(rows: [[1], [-1]]), probabilities: [0.6, 0.4])
    var constraints = AllocationConstraints.longOnly(1)
    constraints.total = .init(0, 1)
    let one = try GrowthAllocation(coin, constraints).allocation()
    #expect(one.status == .optimal)
    expectClose(expected: 0.2, got: one.weights[0], .absolute(1e-6))
    expectClose(
      expected: 0.6 * log(1.2) + 0.4 * log(0.8), got: one.growth, .relative(1e-10))
    let two = try ReturnScenarios(
      assets: ["A", "B"], returns: Matrix(rows: [[1, 2], [1, -1], [-1, 2], [-1, -1]]),
      probabilities: [0.3, 0.3, 0.2, 0.2])
    var free = AllocationConstraints.longOnly(2)
    free.total = .init(0, 0.9)
    let best = try GrowthAllocation(two, free).allocation()
    #expect(best.status == .optimal)
    for first in 0...90 {
      for second in 0...(90 - first) {
        let weights = [Double(first) / 100, Double(second) / 100]
        let growth = zip(two.returns(of: weights), two.probabilities).reduce(0.0) {
          $0 + $1.1 * log1p($1.0)
        }
        #expect(!(growth > best.growth + 1e-12))
      }
    }
  }

  @Test("capital at half of Kelly falls to a half about as often as it should")
  func falls() throws {
    // Discrete steps see fewer falls than a diffusion; a small step comes near.
    let part = 0.5
    let mean = 0.01
    let deviation = 0.1
    let fraction =
      part
      * (try KellyFraction.diffusion(
        mean: mean, riskless: 0, variance: deviation * deviation))
    var random = SplitMix64(seed: 12)
    var fallen = 0
    let paths = 2_000
    for _ in 0..<paths {
      var capital = 0.0
      for _ in 0..<2_000 where capital > log(0.5) {
        let normal = (-2 * log(random.nextUnit())).squareRoot() * cos(2 * .pi * random.nextUnit())
        capital +=
          fraction * mean - 0.5 * fraction * fraction * deviation * deviation
          + fraction * deviation * normal
      }
      if capital <= log(0.5) { fallen += 1 }
    }
    let expected = try KellyFraction.fallProbability(to: 0.5, part: part)
    expectClose(expected: expected, got: Double(fallen) / Double(paths), .absolute(0.03))
  }

  @Test("sizes that are none are refused")
  func refused() {
    let calls: [() throws -> Double] = [
      { try KellyFraction.bet(winProbability: 1.1, odds: 1) },
      { try KellyFraction.bet(winProbability: 0.5, odds: 0) },
      { try KellyFraction.diffusion(mean: 0, riskless: 0, variance: 0) },
      { try KellyFraction.fallProbability(to: 0, part: 1) },
      { try KellyFraction.part(fallTo: 0.5, probability: 1) },
      { try PositionSize.volatilityTarget(-1, volatility: 1, most: 1) },
      { try PositionSize.shortfallBudget(1, shortfall: 0, most: 1) },
    ]
    for call in calls {
      let error = #expect(throws: SteelyardError.self) { try call() }
      #expect(error?.code == .invalidInput)
    }
  }
}
