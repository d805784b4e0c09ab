import FoundationEssentials
import SteelyardContracts
import SteelyardMargin
import SteelyardReports
import TestSupport
import Testing

@Suite("Margin report of the dynamic model")
struct DynamicReportTests {
  private struct Answer: Decodable {
    struct Requirement: Decodable {
      let core: Double
      let blend: Double
      let crash_share: Double
      let correlations: Double
      let netted: Double
      let stand_alone_floor: Double
      let short_options: Double
      let requirement: Double
      let binding: String
    }
    struct Part: Decodable {
      let holding: String
      let core: Double
    }
    struct Dynamic: Decodable {
      let state_as_of: String
      let state_age_days: Double
      let initial: Requirement
      let maintenance: Requirement
      let core_parts: [Part]
    }
    struct Move: Decodable {
      let spot: Double
      let log_volatility: Double
    }
    struct Scenario: Decodable {
      let label: String
      let group: String
      let weight: Double
      let pnl: Double
      let moves: [String: Move]?
    }
    let state: String
    let dynamic: Dynamic
    let initial_margin: Double
    let scenarios: [Scenario]
    let worst_scenarios: [Scenario]
    let notes: [String]
  }

  private func answer(_ detail: MarginReport.Detail = .summary) throws -> Answer {
    let json = try SampleAccount.report(detail, model: "dynamic").json()
    return try JSONDecoder().decode(Answer.self, from: Data(json.utf8))
  }

  private func tables(_ detail: MarginReport.Detail) throws -> [String: ReportTable] {
    let blocks = try SampleAccount.report(detail, model: "dynamic").document.sections
      .flatMap(\.blocks)
    let tables = blocks.compactMap { block in
      if case .table(let table) = block { table } else { nil }
    }
    return Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func numbers(_ row: [ReportCell]) -> [Double] {
    row.compactMap { if case .number(let number, _) = $0 { number } else { nil } }
  }

  @Test("JSON tells the state, every part and every scenario")
  func json() throws {
    let answer = try answer()
    #expect(answer.state.hasPrefix("synthetic-2026 sha256:"))
    #expect(answer.dynamic.state_as_of == "2026-03-13T00:00:00Z")
    expectClose(
      expected: try Timestamp(parsing: answer.dynamic.state_as_of).days(to: SampleAccount.time),
      got: answer.dynamic.state_age_days, .relative(1e-12))
    for parts in [answer.dynamic.initial, answer.dynamic.maintenance] {
      expectClose(
        expected: max(parts.core, parts.blend, parts.crash_share) + parts.correlations,
        got: parts.netted, .relative(1e-12))
      expectClose(
        expected: max(parts.netted, parts.stand_alone_floor, parts.short_options),
        got: parts.requirement, .relative(1e-12))
    }
    expectClose(
      expected: answer.dynamic.initial.core,
      got: answer.dynamic.core_parts.map(\.core).reduce(0, +), .relative(1e-9))
    #expect(answer.dynamic.core_parts.contains { $0.holding == "balances" })
    #expect(answer.dynamic.core_parts.contains { $0.holding == "BTC-PERPETUAL" })
    #expect(answer.initial_margin >= answer.dynamic.initial.requirement)
    // 200 current, 50 stressed, 4 crashes.
    #expect(answer.scenarios.count == 254)
    #expect(Set(answer.scenarios.map(\.group)) == ["current", "stressed", "crashes"])
    #expect(answer.scenarios.allSatisfy { $0.weight == 1 && $0.moves == nil })
    let worst = try #require(answer.worst_scenarios.first)
    #expect(worst.pnl == answer.scenarios.map(\.pnl).min())
    #expect(worst.moves?.keys.sorted() == ["BTC", "ETH"])
  }

  @Test("JSON says the same whatever people are told")
  func sameJSON() throws {
    let reports = try [MarginReport.Detail.summary, .explained].map {
      try SampleAccount.report($0, model: "dynamic").json()
    }
    #expect(reports[0] == reports[1])
  }

  @Test("the table of parts adds up to the margins")
  func parts() throws {
    let tables = try tables(.summary)
    let table = try #require(tables["requirement_parts"])
    let explanation = try SampleAccount.explanation("dynamic")
    let figures = explanation.figures
    let last = table.rows.suffix(2).map(numbers)
    expectClose(
      expected: figures.initialMargin, got: last[0][0] + last[1][0], .relative(1e-12))
    expectClose(
      expected: figures.maintenanceMargin, got: last[0][1] + last[1][1], .relative(1e-12))
    #expect(tables["buckets"] == nil && tables["scenarios"] == nil)
  }

  @Test("what each holding adds sums to the core, told in full or as the largest")
  func attribution() throws {
    for detail in MarginReport.Detail.allCases {
      let table = try #require(try tables(detail)["core_parts"])
      let parts = table.rows.dropLast().map { numbers($0)[0] }
      let core = numbers(table.rows[table.rows.count - 1])[0]
      expectClose(expected: core, got: parts.reduce(0, +), .relative(1e-9))
      #expect(parts.map(\.magnitude) == parts.map(\.magnitude).sorted(by: >))
    }
  }

  @Test("text has no list of all scenarios, only their groups and the worst with their moves")
  func text() throws {
    let text = try SampleAccount.report(.explained, model: "dynamic").rendered(as: .text)
    let running = text.replacing("\n", with: " ")
    #expect(running.contains("State synthetic-2026 sha256:"))
    #expect(running.contains("looks 1 day ahead, maintenance margin 6 hours"))
    #expect(running.contains("knows history up to 2026-03-13T00:00:00Z"))
    #expect(text.contains("BTC volatility"))
    #expect(text.split(separator: "\n").count < 250)
    let tables = try tables(.explained)
    #expect(tables["scenario_groups"]?.rows.count == 3)
  }

  @Test("HTML draws the parts of the core and the scenarios of each coin")
  func html() throws {
    let html = try SampleAccount.report(.explained, model: "dynamic").rendered(as: .html)
    #expect(html.contains("What each holding adds to the core"))
    #expect(html.contains("P&amp;L in every scenario, by the move of BTC"))
    #expect(html.contains("P&amp;L in every scenario, by the move of ETH"))
  }

  @Test("an old state is remarked upon")
  func old() throws {
    #expect(try answer().notes.contains { $0.contains("calibrate") && $0.contains("2026-03-13") })
  }

  @Test("other models name no state")
  func none() throws {
    let text = try SampleAccount.report(.summary, model: "deribit").rendered(as: .text)
    #expect(!text.contains("State"))
    #expect(try SampleAccount.report(.summary, model: "deribit").json().contains("\"none\""))
  }
}
