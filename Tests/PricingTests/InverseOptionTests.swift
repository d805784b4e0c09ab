import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Inverse option") struct InverseOptionTests {
  static func option(_ forward: Double) throws -> InverseOption {
    try InverseOption(forward: forward, strike: 65_000, timeToExpiry: 0.2, volatility: 0.55)
  }

  @Test("coin Greeks are the slopes of the coin value", arguments: OptionRight.allCases)
  func slopes(_ right: OptionRight) throws {
    let forward = 60_000.0
    let step = 1.0
    let greeks = try InverseOptionTests.option(forward).greeks(right)
    let up = try InverseOptionTests.option(forward + step).value(right)
    let middle = try InverseOptionTests.option(forward).value(right)
    let down = try InverseOptionTests.option(forward - step).value(right)
    expectClose(expected: (up - down) / (2 * step), got: greeks.coinDelta, .relative(1e-7))
    expectClose(
      expected: (up - 2 * middle + down) / (step * step), got: greeks.coinGamma, .relative(1e-4))
    let upNet = try InverseOptionTests.option(forward + step).netTransactionDelta(right)
    let downNet = try InverseOptionTests.option(forward - step).netTransactionDelta(right)
    let adjusted = try InverseOptionTests.option(forward).greeks(
      right, convention: .premiumAdjusted)
    expectClose(expected: (upNet - downNet) / (2 * step), got: adjusted.gamma, .relative(1e-6))
  }

  @Test(
    "net transaction delta is Black-76 delta less the coin price", arguments: OptionRight.allCases)
  func netTransactionDelta(_ right: OptionRight) throws {
    let option = try InverseOptionTests.option(60_000)
    expectClose(
      expected: option.quoteSettled.forwardDelta(right) - option.value(right),
      got: option.netTransactionDelta(right), .relative(1e-13))
  }

  @Test("parity in coin: call less put is 1 − K/F")
  func parity() throws {
    let option = try InverseOptionTests.option(60_000)
    expectClose(
      expected: 1 - 65_000.0 / 60_000, got: option.value(.call) - option.value(.put),
      .relative(1e-14))
  }

  @Test(
    "a call is strike puts on the inverse price, minutes before expiry too", arguments: [2e-6, 1])
  func duality(_ time: Double) throws {
    let option = try InverseOption(
      forward: 64_000.5, strike: 64_001, timeToExpiry: time, volatility: 0.6)
    let dual = try option.dual()
    expectClose(
      expected: option.value(.call), got: 64_001 * dual.value(.put), .relative(2e-15))
    expectClose(
      expected: option.value(.put), got: 64_001 * dual.value(.call), .relative(2e-15))
  }
}
