import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("No-trade region of several coins")
struct NoTradeRegionTests {
  /// What a set of weights costs in utility and trading, written out.
  private func loss(
    _ weights: [Double], _ held: [Double], _ targets: [Double], _ covariance: Matrix,
    _ costs: [Double], aversion: Double, years: Double
  ) -> Double {
    var sum = 0.0
    for row in weights.indices {
      for column in weights.indices {
        sum +=
          0.5 * aversion * years * (weights[row] - targets[row]) * covariance[row, column]
          * (weights[column] - targets[column])
      }
      sum += costs[row] * abs(weights[row] - held[row])
    }
    return sum
  }

  @Test("one coin: the edge lies c / (aversion x years x variance) from the target")
  func oneCoin() throws {
    // 0.0007 / (3 x 0.1 x 0.36) = 0.00648148.
    let covariance = Matrix(rows: [[0.36]])
    func region(_ held: Double) throws -> NoTradeRegion {
      try NoTradeRegion(
        held: [held], targets: [0.4], covariance: covariance, costs: [0.0007], riskAversion: 3,
        horizonYears: 0.1)
    }
    expectClose(expected: 0.40648148, got: try region(0.5).weights[0], .absolute(1e-8))
    expectClose(expected: 0.39351852, got: try region(0.3).weights[0], .absolute(1e-8))
    #expect(try region(0.405).weights == [0.405])
    #expect(try region(0.405).isInside([0.405]))
    expectClose(
      expected: 3 * 0.1 * 0.36 * 0.1, got: try region(0.5).marginalUtility[0], .relative(1e-12))
  }

  @Test("two coins: no weights of a grid are better", arguments: 0..<12)
  func bruteForce(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let sigma = [0.4 + 0.5 * random.nextUnit(), 0.4 + 0.5 * random.nextUnit()]
    let correlation = 1.6 * random.nextUnit() - 0.8
    let cross = correlation * sigma[0] * sigma[1]
    let covariance = Matrix(rows: [[sigma[0] * sigma[0], cross], [cross, sigma[1] * sigma[1]]])
    let targets = [0.6 * random.nextUnit(), 0.6 * random.nextUnit()]
    let held = targets.map { $0 + 0.1 * (random.nextUnit() - 0.5) }
    let costs = [0.003 * random.nextUnit(), 0.003 * random.nextUnit()]
    let region = try NoTradeRegion(
      held: held, targets: targets, covariance: covariance, costs: costs, riskAversion: 4,
      horizonYears: 0.25)
    let best = loss(
      region.weights, held, targets, covariance, costs, aversion: 4, years: 0.25)
    var least = Double.infinity
    for first in 0...200 {
      for second in 0...200 {
        let weights = [
          targets[0] + 0.12 * (Double(first) / 100 - 1),
          targets[1] + 0.12 * (Double(second) / 100 - 1),
        ]
        least = min(
          least, loss(weights, held, targets, covariance, costs, aversion: 4, years: 0.25))
      }
    }
    #expect(best <= least + 1e-12)
    #expect(least - best < 2e-4, "a grid of cells of 0.0012 comes near")
  }

  @Test("five coins: as one coin after the other, again and again", arguments: 0..<8)
  func coordinateDescent(_ seed: UInt64) throws {
    let moments = try TestMoments.random(5, seed: seed)
    var random = SplitMix64(seed: seed &+ 77)
    let targets = (0..<5).map { _ in 0.3 * random.nextUnit() }
    let held = targets.map { $0 + 0.2 * (random.nextUnit() - 0.5) }
    let costs = (0..<5).map { _ in 0.0001 + 0.0004 * random.nextUnit() }
    let scale = 3.0 * 20
    let region = try NoTradeRegion(
      held: held, targets: targets, covariance: moments.covariance, costs: costs, riskAversion: 3,
      horizonYears: 20)
    var weights = held
    for _ in 0..<4_000 {
      for coin in 0..<5 {
        // The others held, the best weight is a soft threshold of the one without costs.
        var slope = 0.0
        for other in 0..<5 where other != coin {
          slope += moments.covariance[coin, other] * (weights[other] - targets[other])
        }
        let curvature = scale * moments.covariance[coin, coin]
        let free = targets[coin] - scale * slope / curvature
        let move = free - held[coin]
        let threshold = costs[coin] / curvature
        weights[coin] =
          abs(move) <= threshold ? held[coin] : free - (move > 0 ? threshold : -threshold)
      }
    }
    for coin in 0..<5 {
      expectClose(expected: weights[coin], got: region.weights[coin], .absolute(1e-7))
    }
  }

  @Test("inside, marginal utilities are below costs; costless, weights go to their targets")
  func ends() throws {
    let moments = try TestMoments.random(4, seed: 5)
    let targets = [0.2, 0.3, 0.1, 0.2]
    let near = [0.2001, 0.2999, 0.1, 0.2]
    let inside = try NoTradeRegion(
      held: near, targets: targets, covariance: moments.covariance,
      costs: [0.01, 0.01, 0.01, 0.01], riskAversion: 3, horizonYears: 1)
    #expect(inside.isInside(near))
    #expect(zip(inside.marginalUtility, inside.costs).allSatisfy { $0 <= $1 })
    let free = try NoTradeRegion(
      held: [0.5, 0, 0, 0.4], targets: targets, covariance: moments.covariance,
      costs: [0, 0, 0, 0], riskAversion: 3, horizonYears: 1)
    for (target, weight) in zip(targets, free.weights) {
      expectClose(expected: target, got: weight, .absolute(1e-6))
    }
  }

  @Test("what can't be is refused")
  func wrong() throws {
    let covariance = Matrix(rows: [[0.36]])
    #expect(throws: SteelyardError.self) {
      try NoTradeRegion(
        held: [0.5], targets: [0.4, 0.1], covariance: covariance, costs: [0.001], riskAversion: 3,
        horizonYears: 1)
    }
    #expect(throws: SteelyardError.self) {
      try NoTradeRegion(
        held: [0.5], targets: [0.4], covariance: covariance, costs: [-0.001], riskAversion: 3,
        horizonYears: 1)
    }
    #expect(throws: SteelyardError.self) {
      try NoTradeRegion(
        held: [0.5], targets: [0.4], covariance: Matrix(rows: [[-1]]), costs: [0.001],
        riskAversion: 3, horizonYears: 1)
    }
  }
}
