import Foundation
import SteelyardContracts
import SteelyardMath
import SteelyardValidation
import TestSupport
import Testing

@Suite("Coverage tests") struct CoverageTests {
  /// Kupiec's ratio written out as the paper prints it.
  private func ratio(_ breaches: Double, _ periods: Double, _ promised: Double) -> Double {
    func likelihood(_ share: Double) -> Double {
      (breaches == 0 ? 0 : breaches * log(share))
        + (breaches == periods ? 0 : (periods - breaches) * log(1 - share))
    }
    return 2 * (likelihood(breaches / periods) - likelihood(promised))
  }

  @Test("Kupiec: the formula, and a chi-square tail", arguments: [0, 3, 12, 60])
  func kupiec(_ breaches: Int) throws {
    let test = try KupiecTest(breaches: breaches, periods: 400, probability: 0.03)
    expectClose(
      expected: ratio(Double(breaches), 400, 0.03), got: test.statistic,
      Tolerance(relative: 1e-11, absolute: 1e-12))
    // With one degree of freedom the tail is that of a normal square.
    expectClose(
      expected: 2 * NormalDistribution.complementary(test.statistic.squareRoot()),
      got: test.pValue, .relative(1e-13))
  }

  @Test("exactly as many as promised is no deviation at all")
  func exact() throws {
    let test = try KupiecTest(breaches: 12, periods: 400, probability: 0.03)
    #expect(abs(test.statistic) < 1e-12)
    expectClose(expected: 1, got: test.pValue, .absolute(1e-6))
    #expect(
      test.verdict(significance: 0.05).hasSuffix("12 breaches in 400 agree with the promise."))
  }

  @Test("verdicts say which side was missed")
  func verdicts() throws {
    let many = try KupiecTest(breaches: 40, periods: 400, probability: 0.03)
    #expect(many.verdict(significance: 0.01).contains("more than promised"))
    let few = try KupiecTest(breaches: 1, periods: 400, probability: 0.03)
    #expect(few.verdict(significance: 0.01).contains("fewer than promised"))
    // One-sided, few breaches are no fault.
    let sided = try BinomialCoverageTest(breaches: 1, periods: 400, probability: 0.03)
    #expect(sided.verdict(significance: 0.01).contains("not too many"))
  }

  /// Three throws at one tenth: P(X ≥ 2) = 3 · 0.01 · 0.9 + 0.001.
  @Test("one-sided binomial, by hand")
  func binomial() throws {
    let test = try BinomialCoverageTest(breaches: 2, periods: 3, probability: 0.1)
    expectClose(expected: 0.028, got: test.pValue, .relative(1e-13))
    expectClose(expected: 0.999, got: test.cumulative, .relative(1e-13))
    expectClose(expected: 1.7 / 0.27.squareRoot(), got: test.statistic, .relative(1e-14))
  }

  @Test("first failure in period one costs minus two ln p")
  func firstFailure() throws {
    let first = try FirstFailureTest(firstFailure: 1, probability: 0.02)
    expectClose(expected: -2 * log(0.02), got: first.statistic, .relative(1e-14))
    #expect(first.verdict(significance: 0.05).contains("early"))
    let late = try FirstFailureTest(firstFailure: 400, probability: 0.02)
    #expect(late.verdict(significance: 0.05).contains("late"))
    let series = try BreachSeries([false, false, true])
    #expect(try FirstFailureTest(series, probability: 0.02).firstFailure == 3)
    let quiet = try BreachSeries([false])
    #expect(code { try FirstFailureTest(quiet, probability: 0.02) } == .notApplicable)
  }

  @Test("time between failures adds up its gaps, and Kupiec's ratio")
  func gaps() throws {
    let series = try BreachSeries((1...60).map { [5, 6, 40].contains($0) })
    let test = try FailureGapTest(series, probability: 0.05)
    #expect(test.gaps == [5, 1, 34])
    let sum = try [5, 1, 34].map {
      try FirstFailureTest(firstFailure: $0, probability: 0.05).statistic
    }.reduce(0, +)
    expectClose(expected: sum, got: test.independenceStatistic, .relative(1e-13))
    expectClose(
      expected: sum + ratio(3, 60, 0.05), got: test.statistic,
      Tolerance(relative: 1e-12, absolute: 1e-12))
    let chiSquare = try #require(ChiSquareDistribution(degreesOfFreedom: 4))
    expectClose(
      expected: chiSquare.complementary(test.statistic), got: test.pValue, .relative(1e-14))
    let quiet = try BreachSeries([false, false])
    #expect(code { try FailureGapTest(quiet, probability: 0.02) } == .notApplicable)
  }

  /// The independence ratio as the paper prints it.
  @Test("Christoffersen: clustered breaches are found, spread ones are not")
  func christoffersen() throws {
    let clustered = try BreachSeries((0..<500).map { (100..<110).contains($0) })
    let test = try ChristoffersenTest(clustered, probability: 0.02)
    let (quietHit, hitHit, quiet, hit) = (1.0 / 489, 0.9, 489.0, 10.0)
    let pooled = 10.0 / 499
    let expected =
      2
      * ((quiet - 1) * log((1 - quietHit) / (1 - pooled)) + log(quietHit / pooled)
        + (hit - 9) * log((1 - hitHit) / (1 - pooled)) + 9 * log(hitHit / pooled))
    expectClose(expected: expected, got: test.independenceStatistic, .relative(1e-12))
    #expect(test.independencePValue < 1e-6)
    #expect(test.verdict(significance: 0.01).contains("clusters"))
    let spread = try BreachSeries((0..<500).map { $0 % 50 == 7 })
    let calm = try ChristoffersenTest(spread, probability: 0.02)
    #expect(calm.independencePValue > 0.3)
    #expect(calm.verdict(significance: 0.01).contains("agree"))
    let quietSeries = try BreachSeries([Bool](repeating: false, count: 300))
    let quietTest = try ChristoffersenTest(quietSeries, probability: 0.02)
    #expect(quietTest.independenceStatistic == 0)
    #expect(quietTest.verdict(significance: 0.01).contains("count"))
    let single = try BreachSeries([true])
    #expect(code { try ChristoffersenTest(single, probability: 0.02) } == .invalidInput)
  }

  @Test("counts and probabilities that cannot be")
  func refusals() {
    #expect(
      code { try KupiecTest(breaches: 3, periods: 2, probability: 0.1) } == .invalidInput)
    #expect(
      code { try KupiecTest(breaches: 0, periods: 0, probability: 0.1) } == .invalidInput)
    #expect(
      code { try KupiecTest(breaches: -1, periods: 2, probability: 0.1) } == .invalidInput)
    #expect(code { try KupiecTest(breaches: 1, periods: 2, probability: 0) } == .invalidInput)
    #expect(
      code { try BinomialCoverageTest(breaches: 1, periods: 2, probability: 1) }
        == .invalidInput)
    #expect(
      code { try FirstFailureTest(firstFailure: 0, probability: 0.1) } == .invalidInput)
  }

  /// Kupiec's table of the supervisor: 5 to 9 of 250 at 1 % are yellow.
  @Test("traffic light of 250 days at one percent, with its plus factors")
  func trafficLight() throws {
    let zones = try (0...11).map {
      try TrafficLight(breaches: $0, periods: 250, probability: 0.01)
    }
    #expect(
      zones.map(\.zone)
        == [TrafficLight.Zone](repeating: .green, count: 5)
        + [TrafficLight.Zone](repeating: .yellow, count: 5) + [.red, .red])
    #expect(zones.map(\.plusFactor) == [0, 0, 0, 0, 0, 0.4, 0.5, 0.65, 0.75, 0.85, 1, 1])
    #expect(zones[5].verdict.hasPrefix("Traffic light: yellow, 5 breaches in 250;"))
  }

  @Test("zones begin where they should for other counts, and factors rise")
  func otherLights() throws {
    #expect(
      try TrafficLight.firstBreaches(of: .yellow, periods: 250, probability: 0.01) == 5)
    #expect(try TrafficLight.firstBreaches(of: .red, periods: 250, probability: 0.01) == 10)
    #expect(try TrafficLight.firstBreaches(of: .green, periods: 250, probability: 0.01) == 0)
    // The published example of a 99.5 % measure over three years.
    #expect(
      try TrafficLight.firstBreaches(of: .yellow, periods: 750, probability: 0.005) == 7)
    #expect(try TrafficLight.firstBreaches(of: .red, periods: 750, probability: 0.005) == 13)
    var before = 0.0
    for breaches in 0...20 {
      let light = try TrafficLight(breaches: breaches, periods: 750, probability: 0.005)
      #expect(light.plusFactor >= before)
      before = light.plusFactor
    }
    #expect(before == 1)
    // The formula gives back the published table to its rounding.
    for (index, published) in TrafficLight.baselPlusFactors.enumerated() {
      let light = try TrafficLight(breaches: 5 + index, periods: 250, probability: 0.010000001)
      expectClose(expected: published, got: light.plusFactor, .absolute(0.031))
    }
  }
}
