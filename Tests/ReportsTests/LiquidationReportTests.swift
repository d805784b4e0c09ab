import FoundationEssentials
import SteelyardContracts
import SteelyardForecasts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardReports
import TestSupport
import Testing

@Suite("Liquidation report")
struct LiquidationReportTests {
  private struct Answer: Decodable {
    struct Cost: Decodable {
      let spread: Double
      let fee: Double
      let liquidation_fee: Double
      let impact: Double
      let total: Double
      var parts: Double { spread + fee + liquidation_fee + impact }
    }
    struct Figures: Decodable {
      let equity: Double
      let maintenance_counted_equity: Double
      let maintenance_margin: Double
      let maintenance_excess: Double
    }
    struct Trade: Decodable {
      let instrument: String
      let quantity: String
      let purpose: String
      let notional: Double
      let spread_source: String
      let impact_source: String
      let beyond_book: Double
      let cost: Cost
    }
    struct Step: Decodable {
      let trades: [Trade]
      let cost: Cost
      let impact_loss: Double
      let relief: Double
      let before: Figures
      let after: Figures
      let reason: String
    }
    struct Takeover: Decodable {
      struct Position: Decodable {
        let instrument: String
        let mark: String
        let bankruptcy_price: String
        let given_up: Double
      }
      let reason: String
      let positions: [Position]
    }
    struct Policy: Decodable {
      let policy: String
      let ending: String
      let price: Double?
      let cost: Double?
      let discount: Double?
      let impact_loss: Double?
      let after: Figures?
      let reason: String?
    }
    struct Advice: Decodable {
      struct Place: Decodable {
        let price: Double
        let move: Double
      }
      struct Coin: Decodable {
        let coin: String
        let price: Double
        let below: Place?
        let above: Place?
      }
      let coins: [Coin]
    }
    struct Failure: Decodable { let message: String }
    let currency: String
    let status: String
    let outcome: String
    let complete: Bool
    let before: Figures
    let after: Figures
    let cost: Cost
    let impact_loss: Double
    let cost_bound: Double?
    let steps: [Step]
    let takeover: Takeover?
    let rounds: Int?
    let advice: Advice?
    let policies: [Policy]?
    let notes: [String]
    let failures: [Failure]
  }

  private static func answer(_ report: LiquidationReport) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(report.json().utf8))
  }

  @Test("JSON: parts are their sums, steps follow one another, equity is conserved")
  func json() throws {
    let answer = try Self.answer(SampleLiquidation.report(.short, budgetUSD: 50_000))
    #expect(answer.outcome == "restored" && answer.status == "liquidation" && answer.complete)
    #expect(answer.steps.count > 1 && answer.takeover == nil && answer.advice == nil)
    var excess = answer.before.maintenance_excess
    for step in answer.steps {
      expectClose(expected: step.cost.parts, got: step.cost.total, .absolute(1e-9))
      expectClose(
        expected: step.trades.reduce(0) { $0 + $1.cost.total }, got: step.cost.total,
        .absolute(1e-6))
      expectClose(expected: excess, got: step.before.maintenance_excess, .absolute(1e-6))
      excess = step.after.maintenance_excess
      expectClose(
        expected: excess - step.before.maintenance_excess, got: step.relief, .absolute(1e-9))
      #expect(step.trades.allSatisfy { $0.impact_source == "square_root" && $0.beyond_book == 0 })
    }
    expectClose(expected: answer.cost.parts, got: answer.cost.total, .absolute(1e-9))
    expectClose(
      expected: answer.before.equity - answer.cost.total - answer.impact_loss,
      got: answer.after.equity, .absolute(1e-6))
    #expect(answer.after.maintenance_excess >= 0.05 * answer.after.maintenance_margin)
    let notional = answer.steps.flatMap(\.trades).reduce(0) { $0 + $1.notional }
    #expect(answer.rounds == Int((notional / 50_000).rounded(.up)))
  }

  @Test("amounts are in the report currency, prices and quantities are not")
  func currency() throws {
    let policies: [LiquidationPolicyName] = [.whole, .largestFirst]
    let dollars = try Self.answer(SampleLiquidation.report(.short, policies: policies))
    let coins = try Self.answer(
      SampleLiquidation.report(.short, currency: .btc, usdPerUnit: 60_000, policies: policies))
    #expect(coins.currency == "BTC" && coins.steps.count == dollars.steps.count)
    func expectScaled(_ expected: Double?, _ got: Double?) {
      expectClose(
        expected: (expected ?? .nan) / 60_000, got: got ?? .nan,
        Tolerance(relative: 1e-12, absolute: 1e-15))
    }
    expectScaled(dollars.cost.total, coins.cost.total)
    expectScaled(dollars.cost_bound, coins.cost_bound)
    for (one, other) in zip(dollars.steps, coins.steps) {
      expectScaled(one.relief, other.relief)
      expectScaled(one.after.maintenance_excess, other.after.maintenance_excess)
      for (trade, same) in zip(one.trades, other.trades) {
        #expect(trade.instrument == same.instrument && trade.quantity == same.quantity)
        expectScaled(trade.notional, same.notional)
      }
    }
    for (one, other) in zip(dollars.policies ?? [], coins.policies ?? []) {
      expectScaled(one.price, other.price)
      expectScaled(one.after?.equity, other.after?.equity)
    }
    let text = try SampleLiquidation.report(.short, currency: .btc, usdPerUnit: 60_000).rendered(
      as: .text)
    #expect(text.contains("Amounts in BTC.") && text.contains("[BTC]") && !text.contains("[USD]"))
  }

  @Test("all policies side by side: what they cost adds up, and who can't is told with the reason")
  func policies() throws {
    let report = try SampleLiquidation.report(.short, policies: LiquidationPolicyName.allCases)
    let policies = try #require(try Self.answer(report).policies)
    #expect(policies.map(\.policy) == LiquidationPolicyName.allCases.map(\.rawValue))
    for policy in policies where policy.ending != "refused" {
      let parts =
        try #require(policy.cost) + (policy.discount ?? .nan) + (policy.impact_loss ?? .nan)
      expectClose(expected: parts, got: try #require(policy.price), .absolute(1e-9))
    }
    let refused = try #require(policies.first { $0.policy == "dydx" })
    #expect(refused.ending == "refused")
    let reason = try #require(refused.reason)
    let text = try report.rendered(as: .text)
    #expect(text.contains("not for this account"))
    #expect(text.replacing(/\s+/, with: " ").contains("dydx: \(reason)"))
    #expect(text.contains("largest_first"))
  }

  @Test("CSV: the trades read back to the last digit, a row for each policy")
  func csv() throws {
    let plan = try SampleLiquidation.plan(.short)
    let report = try SampleLiquidation.report(.short, policies: [.whole, .dydx])
    let text = try report.rendered(as: .csv)
    let table = try CSVTable(InputFile(name: "answer", bytes: Array(text.utf8)))
    #expect(table.problems.isEmpty)
    let kind = try #require(table.column("table"))
    func column(_ name: String, of wanted: String) throws -> [String?] {
      let place = try #require(table.column(name), "\(table.header)")
      return (0..<table.rowCount).map(table.row).filter { $0.text(kind) == wanted }.map {
        $0.text(place)
      }
    }
    let trades = plan.steps.flatMap(\.trades)
    #expect(
      try column("impact [USD]", of: "trades").map { Double($0 ?? "") } == trades.map(\.cost.impact)
    )
    #expect(
      try column("quantity", of: "trades").map { Double($0 ?? "") }
        == trades.map(\.trade.quantity.doubleValue))
    #expect(
      try column("impact_source", of: "trades") == trades.map(\.impactSource.rawValue))
    #expect(try column("policy", of: "policies") == ["whole", "dydx"])
    #expect(try column("ending", of: "policies")[1] == "refused")
  }

  @Test("an order book: its trades say so, and how much stands beyond its last level")
  func books() throws {
    let plain = try SampleLiquidation.plan(.short)
    let traded = try #require(plain.steps.first?.trades.first)
    let mark = traded.mark.doubleValue
    let ladder = try BookLadder(
      time: SampleAccount.time,
      bids: [
        BookLevel(price: mark * 0.999, quantity: traded.trade.quantity.magnitude.doubleValue / 4)
      ],
      asks: [
        BookLevel(price: mark * 1.001, quantity: traded.trade.quantity.magnitude.doubleValue / 4)
      ])
    let report = try SampleLiquidation.report(
      .short, books: [traded.trade.instrument: ladder])
    let answer = try Self.answer(report)
    let name = try InstrumentNaming.deribit.name(of: traded.trade.instrument)
    let trade = try #require(
      answer.steps.flatMap(\.trades).first { $0.instrument == name })
    #expect(trade.spread_source == "book" && trade.impact_source == "book_and_beyond")
    #expect(trade.beyond_book > 0 && trade.cost.spread == 0 && trade.cost.impact > 0)
    let notes = answer.notes.joined(separator: "\n")
    #expect(notes.contains("\(name) are what the order book holds against the mark"))
    #expect(notes.contains("of \(name) stand beyond the last level of the order book"))
    #expect(try report.rendered(as: .text).contains("book and beyond"))
  }

  @Test("a takeover: each position with its price, no trade for a bankrupt account")
  func takeover() throws {
    let report = try SampleLiquidation.report(.bankrupt)
    let answer = try Self.answer(report)
    let takeover = try #require(answer.takeover)
    #expect(answer.outcome == "taken_over" && answer.status == "bankrupt")
    #expect(takeover.reason == "bankrupt" && answer.steps.isEmpty && takeover.positions.count == 2)
    // What is missing of the equity is what the backer gives up.
    expectClose(
      expected: answer.before.equity,
      got: takeover.positions.reduce(0) { $0 + $1.given_up }, .absolute(1e-6))
    let text = try report.rendered(as: .text)
    #expect(text.contains("Equity is gone. No trade is made") && text.contains("bankruptcy price"))
  }

  @Test("advice: the nearest price is told first, and prices are those of the coins")
  func advice() throws {
    let report = try SampleLiquidation.report(.well)
    let answer = try Self.answer(report)
    #expect(answer.outcome == "at_target" && answer.status == "healthy" && answer.steps.isEmpty)
    let coins = try #require(answer.advice).coins
    #expect(coins.map(\.coin) == ["BTC", "ETH"])
    let moves = coins.flatMap { [$0.below, $0.above].compactMap { $0 } }.map(\.move)
    #expect(!moves.isEmpty)
    for coin in coins {
      for place in [coin.below, coin.above].compactMap({ $0 }) {
        expectClose(expected: coin.price * (1 + place.move), got: place.price, .relative(1e-9))
      }
    }
    let text = try report.rendered(as: .text).replacing(/\s+/, with: " ")
    #expect(text.contains("What would be traded first, and at which price"))
    #expect(text.contains("would be liquidated first with"))
  }
}
