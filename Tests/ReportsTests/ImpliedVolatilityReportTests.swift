import SteelyardContracts
import FoundationEssentials
import SteelyardPricing
import SteelyardReports
import Testing

@Suite("Implied volatility report")
struct ImpliedVolatilityReportTests {
  private struct Answer: Decodable {
    let status: String
    let volatility: Double?
  }

  @Test(
    "no volatility is an answer with its reason",
    arguments: [
      (2.0, "converged"), (-1, "below_intrinsic"), (100, "above_maximum"), (0, "at_intrinsic"),
    ])
  func status(price: Double, code: String) throws {
    let result = try Black76.impliedVolatility(
      price: price, right: .call, forward: 100, strike: 110, timeToExpiry: 0.5, discountFactor: 1)
    let report = ImpliedVolatilityReport(
      .init(
        name: "x", right: .call, price: price, priceCurrency: .usd, forward: 100, strike: 110,
        quote: .usd, timeToExpiry: 0.5, discountFactor: 1), result: result)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
    #expect(answer.status == code)
    #expect(answer.volatility == result.volatility)
  }
}
