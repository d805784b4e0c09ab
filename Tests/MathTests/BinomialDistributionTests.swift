import SteelyardMath
import TestSupport
import Testing

@Suite("Binomial distribution") struct BinomialDistributionTests {
  struct Content: Decodable {
    struct Point: Decodable {
      let trials, successes: Int
      let probability: Double
      let point, cumulative, complementary: ExactNumber
    }
    let binomial: [Point]
  }

  @Test("points and sums, up to a million trials")
  func fixture() throws {
    let content = try Fixture.decode(
      Content.self, "ScalarDistributions/scalar_distributions.json")
    for point in content.binomial {
      let binomial = try #require(
        BinomialDistribution(trials: point.trials, probability: point.probability))
      let inputs = "\(point.successes) of \(point.trials) at \(point.probability)"
      expectClose(
        expected: point.point.value, got: binomial.point(point.successes), .relative(1e-12),
        inputs: "point, \(inputs)")
      if point.cumulative.value > 1e-290 {
        expectClose(
          expected: point.cumulative.value, got: binomial.cumulative(point.successes),
          .relative(1e-12), inputs: "cumulative, \(inputs)")
      }
      if point.complementary.value > 1e-290 {
        expectClose(
          expected: point.complementary.value, got: binomial.complementary(point.successes),
          .relative(1e-12), inputs: "complementary, \(inputs)")
      }
    }
  }

  /// 1, 4, 6, 4, 1 sixteenths.
  @Test("four throws of a coin")
  func coin() throws {
    let binomial = try #require(BinomialDistribution(trials: 4, probability: 0.5))
    for (successes, sixteenths) in [1.0, 4, 6, 4, 1].enumerated() {
      expectClose(
        expected: sixteenths / 16, got: binomial.point(successes), .relative(1e-14))
    }
    expectClose(expected: 11.0 / 16, got: binomial.cumulative(2), .relative(1e-14))
    expectClose(expected: 5.0 / 16, got: binomial.complementary(2), .relative(1e-14))
  }

  @Test("certain and impossible outcomes")
  func ends() throws {
    let never = try #require(BinomialDistribution(trials: 3, probability: 0))
    #expect(never.point(0) == 1)
    #expect(never.cumulative(0) == 1)
    #expect(never.complementary(0) == 0)
    let always = try #require(BinomialDistribution(trials: 3, probability: 1))
    #expect(always.point(3) == 1)
    #expect(always.cumulative(2) == 0)
    #expect(always.complementary(2) == 1)
    #expect(always.complementary(-1) == 1)
    #expect(always.point(4) == 0)
    let none = try #require(BinomialDistribution(trials: 0, probability: 0.5))
    #expect(none.point(0) == 1)
    #expect(BinomialDistribution(trials: -1, probability: 0.5) == nil)
    #expect(BinomialDistribution(trials: 1, probability: .nan) == nil)
    #expect(BinomialDistribution(trials: 2_000_000, probability: 0.1) == nil)
  }
}
