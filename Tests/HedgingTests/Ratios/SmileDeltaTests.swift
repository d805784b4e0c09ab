import Glibc
import SteelyardContracts
import SteelyardHedging
import SteelyardPricing
import TestSupport
import Testing

@Suite struct SmileDeltaTests {
  /// σ(K, F) of a smile that floats with moneyness, or stays at the strike.
  private static func volatility(_ strike: Double, _ forward: Double, floats: Bool) -> Double {
    let anchor = floats ? forward : 100
    return 0.6 - 0.2 * log(strike / anchor)
  }

  @Test(
    "sticky moneyness and strike are the derivatives of prices whose smile floats or stays",
    arguments: [80.0, 100, 125])
  func derivative(strike: Double) throws {
    for floats in [true, false] {
      func price(_ forward: Double) throws -> Double {
        try Black76(
          forward: forward, strike: strike, timeToExpiry: 0.25,
          volatility: Self.volatility(strike, forward, floats: floats), rate: 0
        ).value(.put)
      }
      let option = try Black76(
        forward: 100, strike: strike, timeToExpiry: 0.25,
        volatility: Self.volatility(strike, 100, floats: floats), rate: 0)
      let found = try SmileDelta(
        of: option, .put, slope: -0.2, floats ? .stickyMoneyness : .stickyStrike)
      let slope = try (price(100.01) - price(99.99)) / 0.02
      expectClose(expected: slope, got: found.delta, .absolute(1e-7))
    }
  }

  @Test("the rules lie apart by the vega that the smile moves")
  func rules() throws {
    let option = try Black76(
      forward: 100, strike: 95, timeToExpiry: 0.1, volatility: 0.5, rate: 0)
    let tree = try SmileDelta(of: option, .call, slope: -0.3, .impliedTree)
    let floating = try SmileDelta(of: option, .call, slope: -0.3, .stickyMoneyness)
    let measured = try SmileDelta(of: option, .call, slope: -0.3, .measured(-0.3))
    expectClose(
      expected: tree.blackDelta - tree.delta, got: floating.delta - tree.blackDelta,
      .relative(1e-12))
    #expect(tree.delta == measured.delta)
    let error = #expect(throws: SteelyardError.self) {
      _ = try SmileDelta(of: option, .call, slope: .nan, .impliedTree)
    }
    #expect(error?.code == .invalidInput)
  }
}
