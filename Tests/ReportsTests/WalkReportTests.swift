import FoundationEssentials
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import TestSupport
import Testing

@Suite("Walk report")
struct WalkReportTests {
  private struct Answer: Decodable {
    struct Point: Decodable {
      let value: Double
      let equity: Double
      let initial_margin: Double
      let maintenance_excess: Double
      let status: String
      let prices: [String: Double]
    }
    struct Crossing: Decodable {
      let threshold: String
      let direction: String
      let value: Double
      let kept_value: Double
    }
    struct Axis: Decodable {
      let input: String
      let steps: Int
    }
    let axis: Axis
    let present: Point
    let points: [Point]
    let crossings: [Crossing]
    let complete: Bool
  }

  private func report(_ axis: WalkAxis, unreadable: Int = 0) throws -> WalkReport {
    let positions = [
      Position(
        instrument: try SampleMarket.instrument("BTC-PERPETUAL"),
        quantity: try Amount(parsing: "300000"), averagePrice: try Amount(parsing: "60000"))
    ]
    let balances = [AssetBalance(asset: .btc, amount: try Amount(parsing: "1"))]
    let walk = try MarginWalk(
      of: WalkBook(portfolio: Portfolio(positions: positions, balances: balances), stated: []),
      under: SyntheticState.model(named: "deribit"),
      in: SampleAccount.market(), surfaces: [:], along: axis, over: nil, level: .portable)
    return try WalkReport(
      walk: walk, currency: .usd, usdPerUnit: 1, unreadableCount: unreadable)
  }

  @Test("the text says first where margin is no longer covered, and at which price")
  func sentences() throws {
    let lines = try report(.spot(.everyCoin)).rendered(as: .text).split(separator: "\n")
    #expect(lines[0] == "Margin by deribit along spot")
    let sentence = try #require(lines.first { $0.hasPrefix("Maintenance margin is not covered") })
    #expect(sentence.contains("at or below spot -") && sentence.contains("(BTC "))
    #expect(lines.contains { $0.contains("X crossings") })
    #expect(lines.allSatisfy { $0.count <= 120 })
  }

  @Test("JSON has every point, the book as it is, and the crossings")
  func json() throws {
    let text = try report(.spot(.everyCoin)).rendered(as: .json)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
    #expect(answer.axis.input == "spot" && answer.axis.steps == 41)
    #expect(answer.points.count == 41)
    #expect(answer.points[20].value == 0)
    #expect(answer.points[20].equity == answer.present.equity)
    #expect(answer.present.prices["BTC"] == 60_000)
    #expect(answer.complete)
    let maintenance = try #require(
      answer.crossings.first { $0.threshold == "maintenance_margin" })
    #expect(maintenance.direction == "downwards" && maintenance.value < maintenance.kept_value)
  }

  @Test("where nothing is crossed the answer says so, with the ends of the walk")
  func noCrossing() throws {
    let text = try report(.volatility).rendered(as: .text)
    #expect(
      text.contains(
        "Maintenance margin is covered everywhere between volatility -50 % and volatility +100 %."))
    #expect(!text.contains("Crossings"))
  }

  @Test("rows that could not be read make every point a margin call at best")
  func unreadable() throws {
    let report = try report(.volatility, unreadable: 1)
    #expect(report.status == .marginCall)
    #expect(!report.isComplete)
    let html = try report.rendered(as: .html)
    #expect(html.contains("<svg") && !html.contains("HEALTHY"))
    #expect(try report.rendered(as: .csv).contains("points,"))
  }
}
