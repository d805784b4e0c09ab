import SteelyardMath
import SteelyardValidation
import TestSupport
import Testing

@Suite("How sure the Sharpe ratios of rules are that were walked side by side")
struct CourseConfidenceTests {
  private static func returns(_ mean: Double, seed: UInt64) -> [Double] {
    var draws = SplitMix64(seed: seed)
    return (0..<500).map { _ in mean + 0.01 * NormalDistribution.quantile(draws.nextUnit()) }
  }

  @Test("one rule alone has its own interval and the plain probability; a still one has none")
  func alone() throws {
    let course = Self.returns(0.001, seed: 3)
    let found = CourseConfidence.ofEach(
      [course, [Double](repeating: 0, count: 500)], stepsPerYear: 365, seed: 9)
    let own = try #require(found[0])
    #expect(found[1] == nil && own.trials == 1)
    let bootstrap = try StationaryBootstrap(
      returns: course, periodDays: 1, blockLength: 20, trials: 1000, confidence: 0.9, seed: 9)
    #expect(own.sharpe == bootstrap.sharpe)
    // One trial: the probability that the ratio is above nothing, Phi(ratio sqrt(n - 1) / spread), by hand.
    let moments = try #require(SampleMoments(course))
    let ratio = moments.mean / moments.unbiasedVariance.squareRoot()
    let spread =
      (1 - moments.skewness * ratio + (moments.excessKurtosis + 2) / 4 * ratio * ratio)
      .squareRoot()
    expectClose(
      expected: NormalDistribution.cumulative(ratio * 499.0.squareRoot() / spread),
      got: own.deflated, .relative(1e-9))
  }

  @Test("the same returns are less sure as the best of several rules that differ")
  func among() throws {
    let best = Self.returns(0.001, seed: 3)
    let alone = try #require(
      CourseConfidence.ofEach([best], stepsPerYear: 365, seed: 9)[0])
    let others = (0..<4).map { Self.returns(0.0005 - 0.0003 * Double($0), seed: UInt64(40 + $0)) }
    let among = try #require(
      CourseConfidence.ofEach([best] + others, stepsPerYear: 365, seed: 9)[0])
    #expect(among.sharpe == alone.sharpe)
    #expect(among.deflated < alone.deflated && among.trials == 5)
  }
}
