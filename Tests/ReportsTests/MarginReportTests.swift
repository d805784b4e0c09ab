import FoundationEssentials
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardReports
import TestSupport
import Testing

@Suite("Margin report")
struct MarginReportTests {
  /// The fields that every JSON answer of `margin` has, as the design lists them.
  private struct Answer: Decodable {
    struct Scenario: Decodable {
      struct Part: Decodable {
        let instrument: String
        let pnl: Double
      }
      let label: String
      let pnl: Double
      let counted_pnl: Double
      let binding: Bool
      let positions: [Part]?
    }
    struct Charge: Decodable {
      let name: String
      let amount: Double
      let applies_to: String
      let why: String
    }
    struct Collateral: Decodable {
      let asset: String
      let value: Double
      let haircut: Double
      let counted: Double
    }
    struct Greeks: Decodable {
      let delta: Double
      let gamma: Double
      let vega: Double
      let theta: Double
    }
    struct Failure: Decodable {
      let code: String
      let message: String
    }
    let model: String
    let parameters: String
    let state: String
    let time: String
    let currency: String
    let equity: Double
    let initial_counted_equity: Double
    let maintenance_counted_equity: Double
    let initial_margin: Double
    let maintenance_margin: Double
    let initial_excess: Double
    let maintenance_excess: Double
    let status: String
    let complete: Bool
    let worst_scenarios: [Scenario]
    let scenarios: [Scenario]
    let charges: [Charge]
    let collateral: [Collateral]
    let greeks: [String: Greeks]
    let failures: [Failure]
  }

  private func answer(_ report: MarginReport) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
  }

  @Test("every promised field is there and says what the explanation says")
  func fields() throws {
    let explanation = try SampleAccount.explanation("deribit")
    let answer = try answer(SampleAccount.report())
    #expect(answer.model == "deribit")
    #expect(answer.parameters == explanation.provenance.name)
    #expect(answer.state == "none")
    #expect(answer.time == SampleAccount.time.description)
    #expect(answer.currency == "USD")
    #expect(answer.equity == explanation.figures.equity)
    #expect(answer.initial_margin == explanation.figures.initialMargin)
    #expect(answer.maintenance_margin == explanation.figures.maintenanceMargin)
    #expect(answer.initial_counted_equity == explanation.figures.initialCountedEquity)
    #expect(answer.maintenance_counted_equity == explanation.figures.maintenanceCountedEquity)
    #expect(answer.initial_excess == explanation.figures.initialExcess)
    #expect(answer.maintenance_excess == explanation.figures.maintenanceExcess)
    #expect(answer.status == explanation.health.rawValue)
    #expect(answer.complete)
    #expect(answer.charges.count == explanation.charges.count)
    #expect(answer.charges.allSatisfy { AppliesTo(rawValue: $0.applies_to) != nil })
    #expect(answer.collateral.map(\.asset) == ["BTC", "ETH", "USDC"])
    #expect(answer.greeks.keys.sorted() == ["BTC", "ETH"])
    #expect(answer.scenarios.count == explanation.buckets.map(\.outcomes.count).reduce(0, +))
    #expect(answer.failures.isEmpty)
  }

  @Test("positions of a scenario add up to its profit")
  func contributions() throws {
    let answer = try answer(SampleAccount.report())
    #expect(answer.worst_scenarios.count >= 5)
    for scenario in answer.worst_scenarios {
      let parts = try #require(scenario.positions)
      let sum = parts.map(\.pnl).reduce(0, +)
      expectClose(expected: scenario.pnl, got: sum, .init(relative: 1e-12, absolute: 1e-6))
    }
  }

  @Test("the worst scenarios are the worst, with every bucket's binding one among them")
  func worst() throws {
    let answer = try answer(SampleAccount.report())
    let labels = Set(answer.worst_scenarios.map(\.label))
    let binding = answer.scenarios.filter(\.binding)
    #expect(binding.count == 2)
    #expect(binding.allSatisfy { labels.contains($0.label) })
    let counted = answer.worst_scenarios.map(\.counted_pnl)
    #expect(counted == counted.sorted())
    #expect(answer.scenarios.map(\.counted_pnl).min() == counted.first)
    #expect(
      answer.worst_scenarios.allSatisfy { $0.label.contains("c: ") || $0.label.contains("h: ") })
  }

  @Test("in another currency every amount is divided by its price")
  func currency() throws {
    let explanation = try SampleAccount.explanation("deribit")
    let report = try MarginReport(
      explanation: explanation, currency: .btc, usdPerUnit: 60_000, detail: .summary)
    let inCoin = try answer(report)
    let inDollars = try answer(SampleAccount.report())
    expectClose(
      expected: inDollars.initial_margin / 60_000, got: inCoin.initial_margin,
      .relative(1e-15))
    for (coin, dollars) in zip(inCoin.scenarios, inDollars.scenarios) {
      expectClose(
        expected: dollars.pnl / 60_000, got: coin.pnl, .init(relative: 1e-13, absolute: 1e-12))
    }
  }

  @Test("rows that could not be read make it incomplete and a margin call at best")
  func unreadable() throws {
    let failure = SteelyardError(
      .invalidInput, "The quantity is \"x\".", remedy: "Write a number.",
      subject: .place(file: "book.csv", row: 3, field: "quantity"))
    let report = try SampleAccount.report(failures: [failure], unreadable: 1)
    let answer = try answer(report)
    #expect(report.status == .marginCall)
    #expect(answer.status == "margin_call")
    #expect(!answer.complete)
    #expect(answer.failures.map(\.message) == [failure.message])
    let text = try report.rendered(as: .text)
    #expect(text.contains("MARGIN CALL"))
    #expect(text.contains("book.csv, row 3, field quantity"))
  }

  @Test("a position that cannot be priced is named in every format")
  func unpriced() throws {
    let explanation = try SampleAccount.explanation(
      "deribit", [("BTC-25DEC26-70000-C", "-1", nil)])
    let report = try MarginReport(
      explanation: explanation, currency: .usd, usdPerUnit: 1, detail: .explained)
    #expect(!report.isComplete)
    for format in OutputFormat.allCases {
      #expect(try report.rendered(as: format).contains("BTC-25DEC26-70000-C"))
    }
    #expect(try answer(report).charges.contains { $0.name == "left_out" })
  }

  @Test(
    "a price of the report currency that is none is refused", arguments: [0, -1, .nan, .infinity])
  func badPrice(price: Double) throws {
    let explanation = try SampleAccount.explanation("deribit")
    #expect(throws: SteelyardError.self) {
      try MarginReport(
        explanation: explanation, currency: .usd, usdPerUnit: price, detail: .summary)
    }
  }

  @Test("the text begins with what a trader looks for")
  func text() throws {
    let lines = try SampleAccount.report(.summary).rendered(as: .text).split(
      separator: "\n", omittingEmptySubsequences: false)
    let head = lines.prefix(18).joined(separator: "\n")
    for word in ["Margin by deribit", "status", "equity", "excess", "binding scenario", "btc_btc"] {
      #expect(head.contains(word), "\(word) is not among the first lines")
    }
    #expect(lines.allSatisfy { $0.count <= 120 })
  }

  @Test(
    "what it is made of adds up to initial margin", arguments: ["deribit", "isolated", "cross"])
  func composition(model: String) throws {
    let report = try SampleAccount.report(model: model)
    let parts = report.document.sections.flatMap(\.blocks).flatMap { block in
      if case .composition(let composition) = block {
        composition.parts
      } else {
        [ReportComposition.Part]()
      }
    }
    let explanation = try SampleAccount.explanation(model)
    expectClose(
      expected: explanation.figures.initialMargin, got: parts.map(\.value).reduce(0, +),
      .init(relative: 1e-9, absolute: 1e-6))
  }

  @Test("the same account gives the same bytes", arguments: OutputFormat.allCases)
  func deterministic(format: OutputFormat) throws {
    let first = try SampleAccount.report().rendered(as: format)
    #expect(try SampleAccount.report().rendered(as: format) == first)
    #expect(first.utf8.last == UInt8(ascii: "\n"))
  }
}
