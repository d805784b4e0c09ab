import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Rates of lending pools")
struct LendingRatesTests {
  private static let ray: UInt128 = 1_000_000_000_000_000_000_000_000_000
  private static let percent = ray / 100

  private func curve() throws -> LendingRates.Curve {
    try LendingRates.Curve(
      optimalUsage: 80 * Self.percent, base: Self.percent, firstSlope: 4 * Self.percent,
      secondSlope: 75 * Self.percent, reserveFactorBasisPoints: 2_000)
  }

  @Test(
    "half lent: base and five eighths of the first slope; suppliers get four fifths of half of it")
  func below() throws {
    let rates = try LendingRates(.init(variableDebt: 500, available: 500), try curve())
    #expect(rates.usage == 50 * Self.percent)
    #expect(rates.variable == Self.percent + 4 * Self.percent * 5 / 8)
    #expect(rates.supply == rates.variable / 2 * 4 / 5)
  }

  @Test("nine tenths lent: half of the second slope is reached")
  func above() throws {
    let rates = try LendingRates(.init(variableDebt: 900, available: 100), try curve())
    #expect(rates.variable == 5 * Self.percent + 75 * Self.percent / 2)
  }

  @Test("debt at a stable rate joins the mean that suppliers get")
  func stable() throws {
    let rates = try LendingRates(
      .init(variableDebt: 250, stableDebt: 250, stableRate: 10 * Self.percent, available: 500),
      try curve())
    #expect(rates.supply == (rates.variable + 10 * Self.percent) / 2 / 2 * 4 / 5)
  }

  @Test(
    "a year of compound interest is a little below the exponential, and above the straight line")
  func interest() throws {
    let rate = 10 * Self.percent
    let compounded = try LendingInterest.compounded(rate: rate, seconds: 31_536_000)
    // 1 + x + x²/2 + x³/6 at x = 0.1; the rate's cube of a second has two digits in units of 10^-27.
    expectClose(
      expected: 1.1051666666, got: Double(compounded) / 1e27, .relative(1e-5))
    #expect(compounded < 1_105_166_666_666_666_666_666_666_667)
    #expect(try LendingInterest.linear(rate: rate, seconds: 31_536_000) == Self.ray + rate)
    #expect(try LendingInterest.compounded(rate: rate, seconds: 0) == Self.ray)
    #expect(throws: SteelyardError.self) {
      try LendingInterest.linear(rate: rate, seconds: LendingInterest.secondsMax + 1)
    }
  }

  @Test("curves and uses out of range are refused")
  func refused() {
    #expect(throws: SteelyardError.self) {
      try LendingRates.Curve(
        optimalUsage: Self.ray, base: 0, firstSlope: 0, secondSlope: 0, reserveFactorBasisPoints: 0)
    }
    #expect(throws: SteelyardError.self) {
      try AdaptiveBorrowRate(usage: 1.1, rateAtTarget: 0.04, years: 1)
    }
    #expect(throws: SteelyardError.self) {
      try LendingRates(.init(variableDebt: .max, stableDebt: 1, available: 0), try curve())
    }
  }

  @Test(
    "a rate that adapts: four times at full use, a quarter at none, still at its target, bounded")
  func adaptive() throws {
    func mean(_ usage: Double, _ years: Double) throws -> AdaptiveBorrowRate {
      try AdaptiveBorrowRate(usage: usage, rateAtTarget: 0.04, years: years)
    }
    expectClose(expected: 0.16, got: try mean(1, 0).meanRate, .relative(1e-12))
    expectClose(expected: 0.01, got: try mean(0, 0).meanRate, .relative(1e-12))
    #expect(try mean(0.9, 3).rateAtTarget == 0.04)
    #expect(try mean(1, 3).rateAtTarget == 2 && mean(0, 3).rateAtTarget == 0.001)
    #expect(AdaptiveBorrowRate.liquidationIncentive(loanToValueMax: 0.1) == 1.15)
  }
}
