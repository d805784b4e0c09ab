import Foundation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Expiry discount") struct ExpiryDiscountTests {
  @Test("half a year at 10 %: by hand")
  func byHand() {
    let discount = ExpiryDiscount(
      gain: .init(base: 0.95, rateMultiplier: 4, rateAddition: 0.05),
      debt: .init(base: 1.01, rateMultiplier: 0.5, rateAddition: 0.08))
    let (gain, debt) = discount.factors(rate: 0.1, years: 0.5)
    expectClose(expected: 0.95 * exp(-0.225), got: gain, .relative(1e-15))
    // 1.01 e^0.065 lies above the undiscounted value, e^0.05.
    expectClose(expected: exp(0.05), got: debt, .relative(1e-15))
  }

  @Test("a debt below the cap counts at its own factor; a negative rate counts as zero")
  func belowCap() {
    let discount = ExpiryDiscount(
      gain: .init(base: 0.95, rateMultiplier: 4, rateAddition: 0),
      debt: .init(base: 0.98, rateMultiplier: 0, rateAddition: 0.02))
    let (gain, debt) = discount.factors(rate: -0.1, years: 0.5)
    #expect(gain == 0.95)
    expectClose(expected: 0.98 * exp(0.01), got: debt, .relative(1e-15))
  }

  @Test("without debt factors a debt counts in full")
  func noDebt() {
    let discount = ExpiryDiscount(
      gain: .init(base: 0.9, rateMultiplier: 0, rateAddition: 0), debt: nil)
    #expect(discount.factors(rate: 0.1, years: 2).debt == 1)
  }
}
