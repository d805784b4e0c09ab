import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("Small probabilities by importance sampling") struct FailureProbabilityTests {
  private func normals(_ count: Int, seed: UInt64) -> (Int) -> [Double] {
    { dimension in
      var generator = SplitMix64(seed: seed &* 1009 &+ UInt64(dimension))
      return (0..<count).map { _ in NormalDistribution.quantile(generator.nextUnit()) }
    }
  }

  /// The share of seeds whose interval of 1.96 errors holds the true value.
  private func coverage(
    _ expected: Double, _ dimension: Int, _ centres: [[Double]], seeds: Int,
    _ isBelow: ([Double]) -> Bool
  ) -> Double {
    let covered = (0..<seeds).filter { seed in
      let answer = failureProbability(
        dimension: dimension, centres: centres, count: 2000, originShare: 0.25,
        normals: normals(2000, seed: UInt64(seed)), isBelow: isBelow)
      return abs(answer.estimate.probability - expected) <= 1.96 * answer.estimate.standardError
    }
    return Double(covered.count) / Double(seeds)
  }

  @Test(
    "one normal number beyond a bound, 1e-2 to 1e-6",
    arguments: [
      // scipy 1.17: norm.isf
      (1e-2, 2.3263478740408408), (1e-3, 3.090232306167813), (1e-6, 4.753424308822899),
    ])
  func halfSpace(probability: Double, bound: Double) {
    let centre = [bound, 0, 0]
    let answer = failureProbability(
      dimension: 3, centres: [centre], count: 20_000, originShare: 0.25,
      normals: normals(20_000, seed: 11)
    ) { $0[0] > bound }
    #expect(
      abs(answer.estimate.probability - probability) <= 4 * answer.estimate.standardError)
    #expect(answer.estimate.standardError < 0.02 * probability)
    #expect(answer.effectiveHitCount > 1000)
    #expect(answer.plain.count == 5000)
    #expect(answer.upperBound > answer.estimate.probability)
    // 200 intervals of 95 %: fewer than 88 % has a probability below 1e-4.
    #expect(coverage(probability, 3, [centre], seeds: 200) { $0[0] > bound } >= 0.88)
  }

  @Test(
    "a Student t number with 4 degrees of freedom, through its mixing variable",
    arguments: [
      // scipy 1.17: t.isf(p, 4)
      (1e-2, 3.746947387979197), (1e-4, 13.033671720896455), (1e-6, 41.577854150450975),
    ])
  func studentTail(probability: Double, bound: Double) throws {
    let chiSquare = try #require(ChiSquareDistribution(degreesOfFreedom: 4))
    func margin(_ point: [Double]) -> Double {
      let mixing = chiSquare.quantile(NormalDistribution.cumulative(point[0]))
      return bound - point[1] * (4 / mixing).squareRoot()
    }
    let settings = NearestPointSettings(
      distanceMax: 8, difference: 1e-4, tolerance: 1e-6, angleMax: 1e-4, separation: 0.1,
      startsMax: 20, randomStarts: 4, seed: 1, evaluationsMax: 10_000)
    let centres = nearestPoints(dimension: 2, directions: [], settings, function: margin)
      .points.map(\.point)
    #expect(!centres.isEmpty)
    let answer = failureProbability(
      dimension: 2, centres: centres, count: 20_000, originShare: 0.25,
      normals: normals(20_000, seed: 5)
    ) { margin($0) < 0 }
    #expect(
      abs(answer.estimate.probability - probability) <= 4 * answer.estimate.standardError)
    #expect(answer.estimate.standardError < 0.05 * probability)
  }

  @Test("two sides: both are counted, and one alone is not enough for the other's precision")
  func twoSides() {
    // scipy 1.17: 2 norm.sf(3)
    let expected = 0.0026997960632601866
    let both = failureProbability(
      dimension: 1, centres: [[3], [-3]], count: 20_000, originShare: 0.25,
      normals: normals(20_000, seed: 3)
    ) { abs($0[0]) > 3 }
    #expect(abs(both.estimate.probability - expected) <= 4 * both.estimate.standardError)
    let one = failureProbability(
      dimension: 1, centres: [[3]], count: 20_000, originShare: 0.25,
      normals: normals(20_000, seed: 3)
    ) { abs($0[0]) > 3 }
    #expect(abs(one.estimate.probability - expected) <= 4 * one.estimate.standardError)
    #expect(one.estimate.standardError > 3 * both.estimate.standardError)
  }

  @Test("without a centre it is plain counting; without a hit the bound says how little is known")
  func plain() {
    let counted = failureProbability(
      dimension: 1, centres: [], count: 5000, originShare: 1, normals: normals(5000, seed: 2)
    ) { $0[0] > 1 }
    #expect(counted.estimate.hitCount == counted.plain.hitCount)
    expectClose(
      expected: Double(counted.plain.hitCount) / 5000, got: counted.estimate.probability,
      .relative(1e-12))
    let none = failureProbability(
      dimension: 1, centres: [], count: 1000, originShare: 0.5, normals: normals(1000, seed: 2)
    ) { $0[0] > 9 }
    #expect(none.estimate.probability == 0)
    // −ln 0.05/1000
    expectClose(expected: 0.002995732273553991, got: none.upperBound, .relative(1e-12))
    let certain = failureProbability(
      dimension: 1, centres: [], count: 1000, originShare: 0.5, normals: normals(1000, seed: 2)
    ) { _ in true }
    #expect(certain.estimate.probability == 1)
    #expect(certain.upperBound == 1)
  }
}
