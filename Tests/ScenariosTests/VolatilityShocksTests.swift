import SteelyardScenarios
import TestSupport
import Testing

@Suite("Volatility shocks") struct VolatilityShocksTests {
  static let deribit = VolatilityShocks(
    up: 0.5, down: 0.25, risenMin: 0.5, tenor: TenorScalingTests.deribit)

  @Test("relative moves at the reference tenor")
  func reference() {
    let shocks = Self.deribit
    expectClose(
      expected: 0.9, got: shocks.volatility(0.6, after: .up, years: 30 / 365, logStrike: 0),
      .relative(1e-15))
    expectClose(
      expected: 0.45, got: shocks.volatility(0.6, after: .down, years: 30 / 365, logStrike: 0),
      .relative(1e-15))
    #expect(shocks.volatility(0.6, after: .same, years: 30 / 365, logStrike: 0) == 0.6)
  }

  @Test("a risen volatility is at least the floor, a fallen one at least zero")
  func floors() {
    #expect(Self.deribit.volatility(0.1, after: .up, years: 30 / 365, logStrike: 0) == 0.5)
    let steep = VolatilityShocks(
      up: 0.4, down: 0.4, risenMin: 0,
      tenor: TenorScaling(referenceDays: 30, shortPower: 0.5, longPower: 0.5, daysMin: 1))
    #expect(steep.volatility(0.8, after: .down, years: 1 / 365, logStrike: 0) == 0)
  }

  @Test("an option of a tenth of a day is shocked as one of a day: 62 % and not 97 %")
  func tenthOfADay() {
    let unfloored = VolatilityShocks(
      up: 0.5, down: 0.25, risenMin: 0.5,
      tenor: TenorScaling(referenceDays: 30, shortPower: 0.3, longPower: 0.13, daysMin: 0.01))
    let own = 0.2588
    expectClose(
      expected: 0.62, got: Self.deribit.volatility(own, after: .up, years: 0.1 / 365, logStrike: 0),
      .absolute(0.005))
    expectClose(
      expected: 0.97, got: unfloored.volatility(own, after: .up, years: 0.1 / 365, logStrike: 0),
      .absolute(0.006))
  }
}
