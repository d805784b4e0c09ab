import SteelyardMath
import TestSupport
import Testing

@Suite("Generalised Pareto distribution") struct GeneralisedParetoTests {
  /// Maximum found by mpmath at 40 digits from the two-dimensional score.
  @Test("ten excesses: the root of both derivatives")
  func fit() throws {
    let excesses = [0.11, 0.35, 0.4, 0.72, 0.9, 1.3, 1.31, 2.2, 3.7, 8.4]
    let fit = try #require(GeneralisedParetoFit(excesses))
    #expect(fit.status == .converged)
    expectClose(
      expected: 0.274664854236533436, got: fit.distribution.shape, .relative(1e-12))
    expectClose(expected: 1.42977505934681901, got: fit.distribution.scale, .relative(1e-12))
    expectClose(expected: -16.3218198497915432, got: fit.logLikelihood, .relative(1e-13))
    let covariance = try #require(fit.covariance)
    expectClose(
      expected: 1.274664854236533 * 1.274664854236533 / 10, got: covariance.shape,
      .relative(1e-11))
    #expect(covariance.both < 0)
  }

  @Test("scaling the excesses scales the scale alone")
  func scaling() throws {
    let excesses = [0.11, 0.35, 0.4, 0.72, 0.9, 1.3, 1.31, 2.2, 3.7, 8.4]
    let small = try #require(GeneralisedParetoFit(excesses))
    let large = try #require(GeneralisedParetoFit(excesses.map { $0 * 1e6 }))
    expectClose(
      expected: small.distribution.shape, got: large.distribution.shape, .relative(1e-11))
    expectClose(
      expected: small.distribution.scale * 1e6, got: large.distribution.scale, .relative(1e-11))
  }

  @Test("exact quantiles of a known tail give back its parameters", arguments: [-0.3, 0, 0.4, 0.9])
  func recovery(_ shape: Double) throws {
    let truth = try #require(GeneralisedPareto(shape: shape, scale: 2))
    let count = 4000
    let excesses = (0..<count).map {
      truth.complementaryQuantile((Double($0) + 0.5) / Double(count))
    }
    let fit = try #require(GeneralisedParetoFit(excesses))
    expectClose(expected: shape, got: fit.distribution.shape, .absolute(0.01))
    expectClose(expected: 2, got: fit.distribution.scale, .relative(0.01))
  }

  @Test("excesses that end abruptly have no maximum, and the fit says so")
  func noMaximum() throws {
    let fit = try #require(
      GeneralisedParetoFit([0.1, 0.2, 0.35, 0.5, 0.62, 0.7, 0.85, 0.9, 1, 1.05]))
    #expect(fit.status == .notBracketed)
    #expect(fit.covariance == nil)
  }

  @Test("too few excesses, or none above zero, are no sample")
  func refusals() {
    #expect(GeneralisedParetoFit([1, 2, 3, 4]) == nil)
    #expect(GeneralisedParetoFit([0, 0, 0, 0, 0]) == nil)
    #expect(GeneralisedParetoFit([1, 2, -3, 4, 5]) == nil)
    #expect(GeneralisedParetoFit([1, 2, .nan, 4, 5]) == nil)
    #expect(GeneralisedPareto(shape: 0.1, scale: 0) == nil)
    #expect(GeneralisedPareto(shape: .nan, scale: 1) == nil)
  }

  @Test("probability and its inverse; with no shape it is an exponential")
  func distribution() throws {
    let heavy = try #require(GeneralisedPareto(shape: 0.5, scale: 2))
    // (1 + 0.5 · 12/2)^−2 = 1/16.
    expectClose(expected: 1.0 / 16, got: heavy.complementary(12), .relative(1e-15))
    expectClose(expected: 12, got: heavy.complementaryQuantile(1.0 / 16), .relative(1e-15))
    let exponential = try #require(GeneralisedPareto(shape: 0, scale: 2))
    expectClose(
      expected: 0.13533528323661270, got: exponential.complementary(4), .relative(1e-15))
    let bounded = try #require(GeneralisedPareto(shape: -0.5, scale: 2))
    #expect(bounded.complementary(4) == 0)
    #expect(bounded.complementary(-1) == 1)
    #expect(bounded.logarithmOfDensity(5) == -.infinity)
    #expect(bounded.complementaryQuantile(0).isNaN)
  }
}
