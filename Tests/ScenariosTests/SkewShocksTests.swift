import SteelyardScenarios
import TestSupport
import Testing

@Suite("Skew shocks") struct SkewShocksTests {
  /// Caps of 25 % less 10 % for each root year, four deviations at 60 % volatility.
  static let shocks = SkewShocks(
    linear: .init(cap: 0.25, capPerRootYear: -0.1),
    absolute: .init(cap: 0.2, capPerRootYear: 0), widthMin: 0.01, widthScale: 4, volatility: 0.6,
    volatilityPerRootYear: -0.1)

  @Test("a quarter of a year: by hand")
  func byHand() {
    // Root 0.5: cap 0.25 - 0.05 = 0.2; width 0.5 x 4 x (0.6 - 0.05) = 1.1.
    for (logStrike, factor) in [(0.55, 1.1), (-0.55, 0.9), (0, 1), (2, 1.2), (-2, 0.8)] {
      expectClose(
        expected: factor, got: Self.shocks.factor(.linearSkew, logStrike: logStrike, years: 0.25),
        .relative(1e-14))
    }
    for (logStrike, factor) in [(0.55, 1.1), (-0.55, 1.1), (5, 1.2), (-5, 1.2)] {
      expectClose(
        expected: factor,
        got: Self.shocks.factor(.absoluteSkew, logStrike: logStrike, years: 0.25),
        .relative(1e-14))
    }
  }

  @Test("near expiry the width has a floor")
  func widthFloor() {
    expectClose(
      expected: 1 + 0.005 * 0.25 / 0.01,
      got: Self.shocks.factor(.linearSkew, logStrike: 0.005, years: 0), .relative(1e-14))
  }

  @Test("a cap that has become negative turns the tilt round and is still kept")
  func negativeCap() {
    // Nine years: cap 0.25 - 0.3 = -0.05; width 3 x 4 x (0.6 - 0.3) = 3.6.
    let above = Self.shocks.factor(.linearSkew, logStrike: 1.8, years: 9)
    expectClose(expected: 1 + min(-0.05, -0.025), got: above, .relative(1e-14))
  }

  @Test("a volatility never falls below zero")
  func floor() {
    let steep = SkewShocks(
      linear: .init(cap: 3, capPerRootYear: 0), absolute: .init(cap: 0, capPerRootYear: 0),
      widthMin: 0.1, widthScale: 0, volatility: 0, volatilityPerRootYear: 0)
    let shocks = VolatilityShocks(
      up: 0, down: 0, risenMin: 0, tenor: TenorScalingTests.deribit, skew: steep)
    #expect(shocks.volatility(0.6, after: .linearSkew, years: 1, logStrike: -1) == 0)
    expectClose(
      expected: 2.4, got: shocks.volatility(0.6, after: .linearSkew, years: 1, logStrike: 1),
      .relative(1e-14))
  }
}
