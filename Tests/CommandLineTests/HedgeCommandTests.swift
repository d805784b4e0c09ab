import TestSupport
import Testing

@Suite("hedge", .serialized)
struct HedgeCommandTests {
  private static let market =
    "--market Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json"
  /// Few instruments and scenarios, so that a run takes little.
  private static let quick =
    "steelyard hedge \(market) --positions Examples/hedged-book/positions.csv --scenarios 100"
    + " --instruments BTC-PERPETUAL,ETH-PERPETUAL,BTC-26JUN26-86000-P"

  @Test(
    "a hedge in every format, twice the same bytes", arguments: ["text", "json", "csv", "html"])
  func formats(_ format: String) throws {
    let command = "\(Self.quick) --alternatives none --format \(format)"
    let run = try CommandRun(command)
    #expect(run.status == 0 && run.complaint.isEmpty, "\(run.complaint)")
    #expect(try CommandRun(command).output == run.output)
    #expect(run.output.contains("BTC-PERPETUAL"))
    if format == "html" { #expect(run.output.contains("<svg")) }
  }

  @Test("the JSON answer: costs add up, the budget is kept, and risk is lower")
  func fields() throws {
    let answer = try CommandRun(
      "\(Self.quick) --budget 5000 --neutral delta:ETH=4000 --format json"
    ).object()
    func number(_ object: [String: Any], _ path: String...) throws -> Double {
      var value: Any = object
      for key in path { value = try #require((value as? [String: Any])?[key]) }
      return try #require(value as? Double)
    }
    let trades = try #require(answer["trades"] as? [[String: Any]])
    #expect(!trades.isEmpty)
    var cost = 0.0
    var premium = 0.0
    for trade in trades {
      cost += try number(trade, "cost", "total")
      premium += try number(trade, "premium")
    }
    expectClose(expected: cost, got: try number(answer, "cost", "total"), .relative(1e-9))
    expectClose(
      expected: premium, got: try number(answer, "premium"),
      Tolerance(relative: 1e-9, absolute: 1e-9))
    #expect(cost + premium <= 5000 * (1 + 1e-9))
    #expect(try number(answer, "risk_after") < number(answer, "risk_before"))
    #expect(try abs(number(answer, "after", "greeks", "ETH", "delta")) <= 4001)
    expectClose(
      expected: try number(answer, "before", "equity") - cost,
      got: try number(answer, "after", "equity"), .relative(1e-6))
    let alternatives = try #require(answer["alternatives"] as? [String: Any])
    let structures = try #require(alternatives["structures"] as? [[String: Any]])
    #expect(structures.count >= 3)
    #expect((answer["payoff"] as? [[String: Any]])?.count == 25)
  }

  @Test("a rule that cannot be kept is told, and --check says so with 1")
  func check() throws {
    let command =
      "\(Self.quick) --alternatives none --budget 1 --neutral delta:BTC=1 --check"
    let run = try CommandRun(command)
    #expect(run.status == 1)
    #expect(run.output.contains("Not every rule could be kept"))
  }

  @Test("with a history the answer says whether bitcoin still hedges ether, and why")
  func reviews() throws {
    let command =
      "\(Self.quick) --alternatives none --history Examples/synthetic-history/closes.csv"
    let answer = try CommandRun("\(command) --format json").object()
    let reviews = try #require(answer["reviews"] as? [String: Any])
    #expect(reviews["hedge"] as? String == "BTC")
    let coins = try #require(reviews["coins"] as? [[String: Any]])
    #expect(coins.map { $0["coin"] as? String } == ["ETH"])
    let verdict = try #require(coins.first?["verdict"] as? String)
    #expect(["works", "changed", "stopped"].contains(verdict))
    // No hedge takes 99.9 % away.
    let strict = try CommandRun("\(command) --effectiveness 0.999")
    #expect(strict.output.contains("has stopped working"))
  }

  @Test(
    "wrong input takes one line, a remedy and status 2",
    arguments: [
      ("--neutral detla=5", "Did you mean delta?"), ("--weight 0", "above zero"),
      ("--minimise ES", "shortfall"), ("--limit-in 2020-03-12-covdi=5", "2020-03-12-covid"),
      ("--instruments BTC-NOTHING", "--instruments"), ("--floor 1e12", "Give a floor below it"),
      ("--level 1", "below 1"), ("--liquidation-probability 2", "below 1"),
      ("--alternatives DOGE", "It depends on"),
      ("--neutral level:BTC:2026-07-01=5", "has no expiry"),
      ("--budget -1", "from 0 up"), ("--trades 0", "whole number"),
      ("--effectiveness 0.5", "belongs to --history"),
      ("--instruments BTC-26JUN26-86500-P", "no price"),
    ])
  func wrong(_ option: String, _ word: String) throws {
    let run = try CommandRun(
      "steelyard hedge \(Self.market) --positions Examples/hedged-book/positions.csv --scenarios 50"
        + (option.contains("--instruments")
          ? "" : " --instruments BTC-PERPETUAL") + " \(option)")
    #expect(run.status == 2, "\(run.output.prefix(200))")
    #expect(run.complaint.contains(word), "\(run.complaint)")
    #expect(run.complaint.split(separator: "\n").count == 1, "\(run.complaint)")
  }
}
