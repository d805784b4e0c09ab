import FoundationEssentials
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardPricing
import SteelyardReports
import TestSupport
import Testing

@Suite("Comparison report")
struct ComparisonReportTests {
  private struct Answer: Decodable {
    struct Model: Decodable {
      struct Part: Decodable {
        let name: String
        let amount: Double
      }
      struct Reason: Decodable {
        let component: String
        let difference: Double
        let text: String
      }
      struct Effect: Decodable {
        let instrument: String
        let freed_by_closing: Double?
        let alone: Double?
      }
      struct Failure: Decodable { let code: String }
      let model: String
      let status: String
      let complete: Bool
      let equity: Double
      let initial_excess: Double
      let tied_up: Double
      let tied_up_difference: Double?
      let components: [Part]
      let reasons: [Reason]
      let positions: [Effect]
      let failures: [Failure]
    }
    let currency: String
    let reference: String
    let models: [Model]
  }

  private static func report(
    currency: Currency = .usd, usdPerUnit: Double = 1,
    detail: ComparisonReport.Detail = .summary, unreadable: Int = 0
  ) throws -> ComparisonReport {
    let names = ["deribit", "deribit-classic-2017", "isolated"]
    let portfolio = try Portfolio(
      positions: SampleAccount.book.map { position in
        Position(
          instrument: try SampleMarket.instrument(position.name),
          quantity: try Amount(parsing: position.quantity),
          averagePrice: try position.entry.map { try Amount(parsing: $0) })
      }, balances: [AssetBalance(asset: .usdc, amount: try Amount(parsing: "900000"))])
    let comparison = try ModelComparison(
      of: portfolio,
      under: names.map { try SyntheticState.model(named: $0) }, stated: [],
      in: SampleAccount.market(), surfaces: [:], level: .portable)
    return try ComparisonReport(
      comparison: comparison, currency: currency, usdPerUnit: usdPerUnit, detail: detail,
      unreadableCounts: names.map { _ in unreadable })
  }

  private static func answer(_ report: ComparisonReport) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
  }

  @Test("JSON: tied up is equity less excess, components and reasons add up")
  func json() throws {
    let answer = try Self.answer(Self.report())
    #expect(answer.reference == "isolated")
    #expect(answer.models.map(\.model) == ["deribit", "deribit-classic-2017", "isolated"])
    let reference = try #require(answer.models.last)
    for model in answer.models {
      expectClose(
        expected: model.equity - model.initial_excess, got: model.tied_up, .absolute(1e-6))
      expectClose(
        expected: model.tied_up, got: model.components.map(\.amount).reduce(0, +),
        .absolute(1e-3))
      expectClose(
        expected: model.tied_up - reference.tied_up,
        got: model.reasons.map(\.difference).reduce(0, +), .absolute(1e-3))
      #expect(model.positions.map(\.instrument) == SampleAccount.book.map(\.name))
      #expect(model.positions.allSatisfy { $0.alone != nil && $0.freed_by_closing != nil })
    }
    #expect(reference.tied_up_difference == nil)
    #expect(answer.models.map(\.complete) == [true, false, true])
    #expect(answer.models[1].failures.contains { $0.code == "unsupported" })
  }

  @Test("amounts are in the report currency")
  func currency() throws {
    let dollars = try Self.answer(Self.report())
    let coins = try Self.answer(Self.report(currency: .btc, usdPerUnit: 60_000))
    #expect(coins.currency == "BTC")
    for (one, other) in zip(dollars.models, coins.models) {
      expectClose(expected: one.tied_up / 60_000, got: other.tied_up, .relative(1e-12))
      expectClose(
        expected: (one.positions[0].alone ?? .nan) / 60_000, got: other.positions[0].alone ?? .nan,
        .relative(1e-12))
    }
  }

  @Test("sentences carry the scenario that binds and the numbers of both models")
  func sentences() throws {
    let report = try Self.report()
    let answer = try Self.answer(report)
    let text = try report.rendered(as: .text).replacing("\n", with: " ")
    #expect(text.contains("deribit ties up "))
    #expect(text.contains("Why they differ from isolated"))
    let core = try #require(answer.models[0].reasons.first { $0.component == "core" })
    #expect(core.text.contains("scenario loss "))
    #expect(core.text.contains(" of btc_btc in spot "))
    #expect(core.text.contains("isolated: "))
    #expect(core.text.contains("position by position"))
  }

  @Test("what a model says of every position in the same words is told once, with a count")
  func groupedFailures() throws {
    let failures = try Self.report().document.sections.first { $0.heading == "Left out or odd" }
    guard case .table(let table)? = failures?.blocks.first else {
      Issue.record("there is no table of failures")
      return
    }
    let unsupported = table.rows.filter { $0[0] == .text("unsupported") }
    #expect(unsupported.count == 1)
    #expect(
      unsupported.contains { row in
        if case .text(let place) = row[1] { place.hasSuffix(" and 1 more") } else { false }
      })
  }

  @Test("rows that could not be read make every model incomplete and a margin call at best")
  func unreadable() throws {
    let answer = try Self.answer(Self.report(unreadable: 1))
    #expect(answer.models.allSatisfy { !$0.complete })
    #expect(
      answer.models.allSatisfy { ["margin_call", "liquidation", "bankrupt"].contains($0.status) })
  }

  @Test("every format is written, and CSV has a row for each position and model")
  func formats() throws {
    let report = try Self.report(detail: .explained)
    for format in OutputFormat.allCases { #expect(!(try report.rendered(as: format)).isEmpty) }
    let lines = try report.rendered(as: .csv).split(separator: "\r\n")
    #expect(lines.count { $0.hasPrefix("freed_by_closing,") } == SampleAccount.book.count)
    #expect(lines.count { $0.hasPrefix("models,") } == 3)
  }

  @Test("a report currency without a price is refused", arguments: [0, -1, .nan, .infinity])
  func badPrice(price: Double) {
    #expect(throws: SteelyardError.self) { try Self.report(usdPerUnit: price) }
  }
}
