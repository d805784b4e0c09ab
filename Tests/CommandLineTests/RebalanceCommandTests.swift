import Foundation
import TestSupport
import Testing

@Suite("rebalance", .serialized)
struct RebalanceCommandTests {
  private static let market =
    "--market Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json --price USDC=1"
  private static let venue = "--positions Examples/rebalance/venue.csv"
  private static let treasury = "--positions Examples/rebalance/treasury.csv"
  private static let targets = "--targets Examples/rebalance/targets.csv"
  private static let both =
    "steelyard rebalance \(market) \(venue) \(treasury) \(targets) --model deribit --model cross"

  @Test(
    "a rebalancing in every format, twice the same bytes",
    arguments: ["text", "json", "csv", "html"])
  func formats(_ format: String) throws {
    let command = "\(Self.both) --band 5% --format \(format)"
    let run = try CommandRun(command)
    #expect(run.status == 0 && run.complaint.isEmpty, "\(run.complaint)")
    #expect(try CommandRun(command).output == run.output)
    #expect(run.output.contains("BTC-PERPETUAL"))
  }

  @Test(
    "the JSON answer: weights reach their targets, crossings sum to nothing, margin holds, costs are paid"
  )
  func fields() throws {
    let answer = try CommandRun("\(Self.both) --band 1% --format json").object()
    func list(_ object: [String: Any], _ key: String) throws -> [[String: Any]] {
      try #require(object[key] as? [[String: Any]])
    }
    func number(_ object: [String: Any], _ key: String) throws -> Double {
      try #require(object[key] as? Double)
    }
    let groups = try list(answer, "groups")
    #expect(groups.count == 2)
    for group in groups {
      for weight in try list(group, "weights") {
        // Costs and lots leave less than a tenth of a point.
        #expect(try abs(number(weight, "after") - number(weight, "target")) < 0.001)
      }
      #expect((group["reasons"] as? [String])?.count == 2)
    }
    var crossed = 0.0
    for trade in try list(answer, "trades") {
      let ways = try list(trade, "ways")
      let totals = ways.compactMap { ($0["cost"] as? [String: Any])?["total"] as? Double }
      #expect(totals.first == totals.min() && !totals.isEmpty)
      for part in try list(trade, "parts") {
        let text = try #require(part["crossed"] as? String)
        crossed += try #require(Double(text))
      }
    }
    #expect(crossed == 0)
    #expect(try number(answer, "crossed") > 0 && number(answer, "saving") > 0)
    for order in try list(answer, "orders") { #expect(try number(order, "initial_excess") > 0) }
    var paid = 0.0
    for account in try list(answer, "accounts") {
      let before = try #require(account["before"] as? [String: Any])
      let after = try #require(account["after"] as? [String: Any])
      paid += try number(before, "equity") - number(after, "equity")
      #expect(try number(after, "initial_excess") > 0)
    }
    let cost = try #require(answer["cost"] as? [String: Any])
    expectClose(
      expected: try number(cost, "paid"), got: paid, Tolerance(relative: 1e-4, absolute: 0.01))
  }

  @Test("targets as the optimiser wrote them, and as plain JSON")
  func optimised() throws {
    let run = try CommandRun(
      "steelyard optimise --history Examples/synthetic-history/closes.csv --coins BTC,ETH"
        + " --objective minimum-variance,equal-weight --format json"
        + " | steelyard rebalance \(Self.market) \(Self.treasury) --model cross --band 5% --targets -"
        + " --objective equal-weight --format json")
    let answer = try run.object()
    let groups = try #require(answer["groups"] as? [[String: Any]])
    let weights = try #require(groups[0]["weights"] as? [[String: Any]])
    #expect(weights.map { $0["target"] as? Double } == [0.5, 0.5])
    let several = try CommandRun(
      "steelyard optimise --history Examples/synthetic-history/closes.csv --coins BTC,ETH"
        + " --objective minimum-variance,equal-weight --format json"
        + " | steelyard rebalance \(Self.market) \(Self.treasury) --model cross --band 5% --targets -"
    )
    #expect(several.status == 2)
    #expect(
      several.complaint.contains("--objective: minimum-variance, equal-weight"),
      "\(several.complaint)")
    let plain = try CommandRun(
      "steelyard rebalance \(Self.market) \(Self.treasury) --model cross --band 5% --targets - --format json",
      input: #"{"weights": {"BTC": 0.5, "CASH": 0.5}}"#
    ).object()
    #expect((plain["groups"] as? [[String: Any]])?.count == 1)
  }

  @Test("a limit that cuts is named, and --check says so with 1")
  func check() throws {
    let command =
      "steelyard rebalance \(Self.market) \(Self.treasury) \(Self.targets) --model cross --band 5% --limit"
    let cut = try CommandRun("\(command) leverage=0.8 --check")
    #expect(cut.status == 1)
    #expect(cut.output.contains("by the limit on leverage"), "\(cut.output.prefix(1500))")
    #expect(try CommandRun("\(command) leverage=3 --check").status == 0)
  }

  @Test("a perpetual that an account's model does not know is no way for it")
  func unknownToModel() throws {
    let run = try CommandRun(
      "steelyard rebalance \(Self.market) \(Self.treasury) \(Self.targets) --model rates --band 5%")
    #expect(run.status == 0)
    #expect(run.output.contains("can't hold it under rates"), "\(run.output.prefix(3000))")
    #expect(run.output.contains("spot BTC/USDC  taken"))
  }

  @Test("not due: nothing is traded, and it says until when")
  func calendar() throws {
    let run = try CommandRun(
      "steelyard rebalance \(Self.market) \(Self.venue) \(Self.targets) --band 1% --every 30 --last 2026-06-01"
    )
    #expect(run.status == 0)
    #expect(run.output.contains("not due before 2026-07-01"), "\(run.output.prefix(800))")
    #expect(run.output.contains("No weight is to be moved"))
  }

  @Test("state: a regime above its level widens bands, a drawdown shrinks targets")
  func state() throws {
    let history = "--history Examples/synthetic-history/closes.csv"
    let command =
      "steelyard rebalance \(Self.market) \(Self.treasury) \(Self.targets) --model cross --band 5% --format json"
    let wide = try CommandRun("\(command) \(history) --volatility-level 1% --band-factor 3")
      .object()
    let groups = try #require(wide["groups"] as? [[String: Any]])
    #expect(groups[0]["band_factor"] as? Double == 3)
    let fallen = try CommandRun("\(command) --peak-equity 500000 --limit drawdown=0.3").object()
    let share = try #require(fallen["risk_share"] as? Double)
    let equity = try #require(fallen["equity"] as? Double)
    expectClose(expected: 1 - (1 - equity / 500_000) / 0.3, got: share, .relative(1e-9))
  }

  @Test("what a history says of the days after the market changes nothing")
  func noLookAhead() throws {
    let command =
      "steelyard rebalance \(Self.market) \(Self.venue) \(Self.targets) --risk-band 5% --format json --history"
    let known = try CommandRun("\(command) Examples/synthetic-history/closes.csv")
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("closes-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    let closes = try String(
      contentsOfFile: PackageRoot.path(of: "Examples/synthetic-history/closes.csv"), encoding: .utf8
    )
    try
      (closes + "2026-12-30,90000,3000,100\n2026-12-31,9000,3300,300\n2027-01-01,90000,3000,100\n")
      .write(to: file, atomically: true, encoding: .utf8)
    let longer = try CommandRun("\(command) \(file.path)")
    #expect(known.status == 0 && longer.status == 0, "\(known.complaint)\(longer.complaint)")
    func weights(_ run: CommandRun) throws -> NSDictionary {
      let group = try #require((try run.object()["groups"] as? [[String: Any]])?.first)
      return group as NSDictionary
    }
    #expect(try weights(known) == weights(longer))
    #expect(known.output.contains("days before the market"))
  }

  @Test(
    "wrong input takes one line, a remedy and status 2",
    arguments: [
      ("", "--band"), ("--band 0", "above zero"), ("--band 5% --to edges", "target, edge"),
      ("--risk-band 10%", "history"), ("--cost-aware region", "history"),
      ("--band 5% --ways perpetual,swap", "They are perpetual"),
      ("--band 5% --ways pool", "--pools"),
      ("--band 5% --last 2026-06-01", "--every"), ("--band 5% --risk-aversion 3", "--cost-aware"),
      ("--band 5% --model deribit --model cross", "one for each"),
      ("--band 5% --limit gross=3", "leverage"),
      ("--band 5% --funding BTC", "COIN=SHARE"),
      ("--band 5% --band-factor 2", "--volatility-level"),
      ("--band 5% --volatility-level 50%", "--history"),
      ("--band 5% --peak-equity 0", "above zero"),
      ("--band 5% --objective tangency", "Leave --objective out"),
    ])
  func wrong(_ option: String, _ word: String) throws {
    let run = try CommandRun(
      "steelyard rebalance \(Self.market) \(Self.venue) \(Self.targets) \(option)")
    #expect(run.status == 2, "\(run.output.prefix(200))")
    #expect(run.complaint.contains(word), "\(run.complaint)")
    #expect(run.complaint.split(separator: "\n").count == 1, "\(run.complaint)")
  }

  @Test(
    "wrong targets are told with their row",
    arguments: [
      ("coin,weight\nBTC,40%\nDOGE,10%", "row 3"), ("coin,weight\nBTC,x", "row 2"),
      ("coin,weight\nBTC,40%\nCASH,50%", "90.0000 %"), ("coin,share\nBTC,40%", "coin,weight"),
      ("coin,weight\nBTC,40%\nBTC,10%", "row 3"), ("coin,weight\nBTC,", "row 2"),
      ("coin,weight\nBTC,4000%\nETH,-20000%", "row 3"),
    ])
  func wrongTargets(_ text: String, _ word: String) throws {
    let run = try CommandRun(
      "steelyard rebalance \(Self.market) \(Self.venue) --band 5% --targets -", input: text + "\n")
    #expect(run.status == 2, "\(run.output.prefix(200))")
    #expect(run.complaint.contains(word), "\(run.complaint)")
  }
}
