import FoundationEssentials
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardPricing
import SteelyardReports
import TestSupport
import Testing

@Suite("What-if report")
struct WhatIfReportTests {
  private struct Answer: Decodable {
    struct State: Decodable {
      let equity: Double
      let initial_margin: Double
      let initial_excess: Double
      let status: String
    }
    struct Order: Decodable {
      let instrument: String
      let fills_at_worst: Bool
      let excess_change_alone: Double
      let price_source: String
    }
    struct Holding: Decodable {
      let holding: String
      let before: String
      let after: String
    }
    struct Binding: Decodable {
      let bucket: String
      let state: String
      let label: String?
    }
    let status: String
    let before: State
    let after: State
    let worst: State
    let difference: [String: Value]
    let orders: [Order]
    let holdings: [Holding]
    let binding_scenarios: [Binding]
    let notes: [String]
  }

  /// A number, or anything else.
  private struct Value: Decodable {
    let number: Double?
    init(from decoder: any Decoder) throws {
      number = try? decoder.singleValueContainer().decode(Double.self)
    }
  }

  private func report(
    trades: [(String, String, String?)], orders: [(String, String, String?)],
    detail: MarginReport.Detail = .summary, usdPerUnit: Double = 1
  ) throws -> WhatIfReport {
    let portfolio = try Portfolio(
      positions: [
        Position(
          instrument: try SampleMarket.instrument("BTC-25SEP26-70000-C"), quantity: Amount(-5)),
        Position(
          instrument: try SampleMarket.instrument("BTC-PERPETUAL"), quantity: Amount(90_000)),
      ], balances: [AssetBalance(asset: .btc, amount: Amount(3))])
    func terms(_ row: (String, String, String?)) throws -> (Instrument, Amount, Amount?) {
      (
        try SampleMarket.instrument(row.0), try Amount(parsing: row.1),
        try row.2.map { try Amount(parsing: $0) }
      )
    }
    let whatIf = try WhatIf(
      trades: trades.map { row in
        let (instrument, quantity, price) = try terms(row)
        return try Trade(instrument: instrument, quantity: quantity, price: price)
      },
      orders: orders.map { row in
        let (instrument, quantity, price) = try terms(row)
        return try WorkingOrder(instrument: instrument, quantity: quantity, price: price)
      })
    let model = try SyntheticState.model(named: "deribit")
    let universe = try whatIf.universe(holding: portfolio)
    let frame = try model.frame(
      number: 1, of: universe, in: SampleAccount.market(), surfaces: [:], level: .portable)
    let result = try whatIf.result(
      for: portfolio, stated: [], model: model, in: frame, of: universe)
    return try WhatIfReport(
      result: result, currency: .usd, usdPerUnit: usdPerUnit, detail: detail, notes: ["A note."])
  }

  private func answer(_ report: WhatIfReport) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
  }

  @Test("states, differences, orders and holdings agree with each other")
  func agreement() throws {
    let report = try report(
      trades: [("BTC-PERPETUAL", "-90000", "60010")],
      orders: [("BTC-25SEP26-80000-C", "-20", "0.01"), ("BTC-25SEP26-70000-C", "5", nil)])
    let answer = try answer(report)
    #expect(answer.status == answer.worst.status)
    #expect(
      answer.difference["initial_margin"]?.number
        == answer.after.initial_margin - answer.before.initial_margin)
    #expect(answer.worst.initial_excess <= answer.after.initial_excess)
    #expect(answer.orders.map(\.price_source) == ["stated", "mark"])
    #expect(answer.orders[0].fills_at_worst)
    #expect(answer.orders[0].excess_change_alone < 0)
    #expect(!answer.orders[1].fills_at_worst)
    let perpetual = try #require(answer.holdings.first { $0.holding == "BTC-PERPETUAL" })
    #expect(perpetual.before == "90000" && perpetual.after == "0")
    #expect(answer.binding_scenarios.map(\.state) == ["before", "after", "worst"])
    #expect(answer.notes.contains("A note."))
    #expect(answer.notes.contains { $0.contains("Done at the mark") })
    #expect(answer.notes.contains { $0.contains("without an entry price") })
  }

  @Test("without orders the worst is not told twice, but programs find it")
  func noOrders() throws {
    let report = try report(trades: [("BTC-PERPETUAL", "10", nil)], orders: [])
    let text = try report.rendered(as: .text)
    #expect(!text.contains("worst fills"))
    let answer = try answer(report)
    #expect(answer.worst.initial_excess == answer.after.initial_excess)
    #expect(answer.orders.isEmpty)
  }

  @Test("amounts are in the report currency, differences too")
  func currency() throws {
    let orders: [(String, String, String?)] = [("BTC-25SEP26-80000-C", "-20", "0.01")]
    let dollars = try answer(report(trades: [], orders: orders))
    let halves = try answer(report(trades: [], orders: orders, usdPerUnit: 0.5))
    expectClose(
      expected: 2 * dollars.worst.initial_excess, got: halves.worst.initial_excess,
      .relative(1e-12))
    expectClose(
      expected: 2 * dollars.orders[0].excess_change_alone,
      got: halves.orders[0].excess_change_alone, .relative(1e-12))
  }

  @Test("explained charges give their rule in every format that people read")
  func explained() throws {
    let report = try report(
      trades: [("BTC-25SEP26-50000-P", "-4", nil)], orders: [], detail: .explained)
    #expect(try report.rendered(as: .text).contains("why, in the last"))
    #expect(try report.rendered(as: .csv).contains("binding_scenarios"))
    #expect(try report.rendered(as: .html).contains("<table"))
  }
}
