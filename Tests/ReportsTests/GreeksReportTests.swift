import FoundationEssentials
import SteelyardMargin
import SteelyardReports
import TestSupport
import Testing

@Suite("Greeks report")
struct GreeksReportTests {
  private struct Answer: Decodable {
    struct Sum: Decodable {
      let delta: Double
      let gamma: Double
      let vega: Double
      let theta: Double
      let rho: Double
      let net_transaction_delta: Double
    }
    struct Expiry: Decodable {
      let underlying: String
      let expiry: String?
      let delta: Double
      let gross: Sum
    }
    struct Position: Decodable {
      let instrument: String
      let delta: Double
    }
    let complete: Bool
    let greek_convention: String
    let greek_units: [String: String]
    let greeks: [String: Sum]
    let expiries: [Expiry]
    let positions: [Position]
  }

  @Test("positions add up to expiries, expiries to underlyings")
  func sums() throws {
    let report = GreeksReport(explanation: try SampleAccount.explanation("deribit"))
    let answer = try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
    #expect(answer.complete)
    #expect(answer.greek_convention == "exchange")
    #expect(answer.greek_units["vega"] == "quote currency per volatility point")
    for coin in ["BTC", "ETH"] {
      let total = try #require(answer.greeks[coin]).delta
      let expiries = answer.expiries.filter { $0.underlying.hasPrefix(coin) }.map(\.delta)
      let positions = answer.positions.filter { $0.instrument.hasPrefix(coin) }.map(\.delta)
      expectClose(
        expected: total, got: expiries.reduce(0, +), .init(relative: 1e-12, absolute: 1e-12))
      expectClose(
        expected: total, got: positions.reduce(0, +), .init(relative: 1e-12, absolute: 1e-12))
    }
    #expect(answer.expiries.first?.expiry == nil)
    #expect(answer.expiries.allSatisfy { $0.gross.delta >= abs($0.delta) })
  }

  @Test("the text names the convention and a unit for every Greek")
  func text() throws {
    let report = GreeksReport(explanation: try SampleAccount.explanation("deribit"))
    let text = try report.rendered(as: .text)
    for word in ["Exchange convention", "[coins]", "[quote/vol pt]", "[quote/day]", "[quote/1 %]"] {
      #expect(text.contains(word))
    }
  }
}
