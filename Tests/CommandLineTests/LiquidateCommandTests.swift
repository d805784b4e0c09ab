import TestSupport
import Testing

@Suite("liquidate --plan", .serialized)
struct LiquidateCommandTests {
  private static let market =
    "--market Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json"
  private static let short =
    "steelyard liquidate --plan \(market) --positions Examples/liquidation-plan/positions.csv"

  @Test(
    "a plan in every format, twice the same bytes", arguments: ["text", "json", "csv", "html"])
  func formats(_ format: String) throws {
    let command = "\(Self.short) --format \(format)"
    let run = try CommandRun(command)
    #expect(run.status == 0 && run.complaint.isEmpty, "\(run.complaint)")
    #expect(try CommandRun(command).output == run.output)
    #expect(run.output.contains("BTC-26JUN26-96000-P"))
    if format == "html" { #expect(run.output.contains("<svg")) }
  }

  @Test("the JSON answer: steps add up, and end where the target is")
  func fields() throws {
    let answer = try CommandRun("\(Self.short) --format json --buffer 0.1 --budget 200000").object()
    #expect(answer["outcome"] as? String == "restored")
    #expect(answer["status"] as? String == "liquidation")
    let steps = try #require(answer["steps"] as? [[String: Any]])
    #expect(!steps.isEmpty)
    func number(_ object: [String: Any], _ path: String...) throws -> Double {
      var value: Any = object
      for key in path { value = try #require((value as? [String: Any])?[key]) }
      return try #require(value as? Double)
    }
    var excess = try number(answer, "before", "maintenance_excess")
    var spent = 0.0
    for step in steps {
      expectClose(
        expected: excess, got: try number(step, "before", "maintenance_excess"), .absolute(1e-6))
      excess = try number(step, "after", "maintenance_excess")
      spent += try number(step, "cost", "total") + number(step, "impact_loss")
    }
    #expect(try excess >= 0.1 * number(answer, "after", "maintenance_margin"))
    expectClose(
      expected: try number(answer, "before", "equity") - spent,
      got: try number(answer, "after", "equity"), .absolute(1e-6))
    #expect(try number(answer, "cost_bound") <= spent * (1 + 1e-9))
    #expect(answer["rounds"] as? Int ?? 0 > 1)
  }

  @Test("without hedges nothing is bought that is not held, and named ones are what may be")
  func hedges() throws {
    let none = try CommandRun("\(Self.short) --hedges none --format json")
    #expect(none.status == 0 && !none.output.contains("hedge\""))
    let named = try CommandRun("\(Self.short) --hedges ETH-26JUN26-3200-P --format json")
    #expect(named.status == 0 && named.output.contains("ETH-26JUN26-3200-P"))
  }

  @Test("a healthy book is told at which prices it would be liquidated, and what goes first")
  func advice() throws {
    let answer = try CommandRun(
      "steelyard liquidate --plan \(ExampleBook.options) --format json"
    ).object()
    #expect(answer["outcome"] as? String == "at_target")
    let advice = try #require(answer["advice"] as? [String: Any])
    let coins = try #require(advice["coins"] as? [[String: Any]])
    #expect(coins.count == 2)
    let below = try #require(coins[0]["below"] as? [String: Any])
    #expect(try #require(below["move"] as? Double) < 0)
    let plan = try #require(below["plan"] as? [String: Any])
    #expect(!(try #require(plan["steps"] as? [[String: Any]])).isEmpty)
  }

  @Test("an account that no plan restores: exit 1 where it is asked for, and the price of the rest")
  func beyondHelp() throws {
    let book =
      "printf 'instrument,quantity,average_price\\nBTC,0.0005,\\nBTC-PERPETUAL,100000,96419.28\\n'"
    let command = "steelyard liquidate --plan \(Self.market) --positions - --model cross"
    let plain = try CommandRun("\(book) | \(command)")
    #expect(plain.status == 0 && plain.output.contains("bankruptcy price"))
    #expect(try CommandRun("\(book) | \(command) --check").status == 1)
    #expect(try CommandRun("\(Self.short) --check").status == 0)
  }

  @Test(
    "mistakes are told in a line that says what to do",
    arguments: [
      ("--hedges BTC-NEVER", "--hedges"), ("--hedges BTC-27MAR37", "--hedges"),
      ("--buffer -1", "below zero"), ("--target nothing", "not a finite number"),
      ("--budget 0", "trades nothing"), ("--permanent-share 2", "permanent share"),
      ("--daily-volume BTC", "of the form"), ("--taker-fee -0.1", "below zero"),
    ])
  func mistakes(_ options: String, _ words: String) throws {
    let run = try CommandRun("\(Self.short) \(options)")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.complaint.split(separator: "\n").count == 1)
    #expect(run.complaint.contains(words), "\(run.complaint)")
  }

  @Test("without --plan it says that it only plans")
  func withoutPlan() throws {
    let run = try CommandRun(Self.short.replacing(" --plan", with: ""))
    #expect(run.status == 2 && run.complaint.contains("Add --plan"))
  }
}
