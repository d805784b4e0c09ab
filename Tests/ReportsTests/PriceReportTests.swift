import SteelyardContracts
import FoundationEssentials
import SteelyardPricing
import SteelyardReports
import Testing

@Suite("Price report")
struct PriceReportTests {
  private struct Answer: Decodable {
    let value: Double
    let value_coin: Double
    let units: [String: String]
    let greeks: [String: [String: Double]]
    let derivatives: [String: Double]

    enum CodingKeys: String, CodingKey { case value, value_coin, units, greeks, derivatives }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      value = try container.decode(Double.self, forKey: .value)
      value_coin = try container.decode(Double.self, forKey: .value_coin)
      units = try container.decode([String: String].self, forKey: .units)
      derivatives = try container.decode([String: Double].self, forKey: .derivatives)
      // Beside each convention stands an object of its units, which holds no numbers.
      let all = try container.decode([String: [String: Either]].self, forKey: .greeks)
      greeks = all.mapValues { $0.compactMapValues(\.number) }
    }
  }

  private struct Either: Decodable {
    let number: Double?
    init(from decoder: any Decoder) throws {
      number = try? decoder.singleValueContainer().decode(Double.self)
    }
  }

  @Test("an inverse option has its value in coin and every Greek in every convention")
  func inverse() throws {
    let option = try InverseOption(
      forward: 60_000, strike: 70_000, timeToExpiry: 0.25, volatility: 0.6)
    let report = PriceReport(
      name: "BTC-25SEP26-70000-C", right: .call, formula: .inverse(option), base: .btc,
      quote: .usd)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
    #expect(answer.value_coin == option.value(.call))
    #expect(answer.value == option.quoteSettled.value(.call))
    for convention in GreekConvention.allCases {
      let greeks = option.greeks(.call, convention: convention)
      #expect(answer.greeks[convention.rawValue]?["delta"] == greeks.delta)
      #expect(answer.greeks[convention.rawValue]?["theta"] == greeks.theta)
    }
    #expect(answer.derivatives.count == 15)
    #expect(answer.derivatives["vanna"] == option.quoteSettled.greeks(.call).vanna)
    #expect(answer.units["forward"] == "USD")
  }

  @Test("a barrier option and a discounted one claim no convention")
  func others() throws {
    let vanilla = try BlackScholes(
      spot: 100, strike: 110, timeToExpiry: 0.5, volatility: 0.3, rate: 0.01, yield: 0)
    let barrier = try BarrierOption(
      vanilla: vanilla, kind: .upAndOut, barrier: 140, monitoring: .continuous)
    let discounted = try Black76(
      forward: 100, strike: 110, timeToExpiry: 0.5, volatility: 0.3, rate: 0.05)
    for formula in [PriceReport.Formula.barrier(barrier), .spot(vanilla), .forward(discounted)] {
      let report = PriceReport(
        name: "x", right: .call, formula: formula, base: .btc, quote: .usd)
      #expect(!(try report.rendered(as: .text).contains("convention")))
    }
  }
}
