import SteelyardLiquidation
import Testing

@Suite("Amounts in reasons")
struct ReasonTextTests {
  @Test(
    "dollars to the cent, thousands grouped",
    arguments: [
      (0, "0.00 USD"), (-0.004, "0.00 USD"), (0.005, "0.00 USD"), (0.015, "0.02 USD"),
      (-1.5, "-1.50 USD"), (999.999, "1,000.00 USD"), (1_234_567.891, "1,234,567.89 USD"),
      (-1_000, "-1,000.00 USD"), (999_999_999_999.99, "999,999,999,999.99 USD"),
      (1e15, "1000000000000000.0 USD"), (.infinity, "inf USD"), (.nan, "nan USD"),
    ] as [(Double, String)])
  func dollars(amount: Double, text: String) { #expect(usdText(amount) == text) }

  @Test(
    "shares as percentages with at most two decimals",
    arguments: [
      (0.825, "82.5 %"), (1, "100 %"), (2.0 / 3, "66.67 %"), (-0.0125, "-1.25 %"), (0, "0 %"),
      (1e13, "beyond any share"), (.infinity, "beyond any share"), (.nan, "nan"),
    ] as [(Double, String)])
  func shares(share: Double, text: String) { #expect(percentText(share) == text) }
}
