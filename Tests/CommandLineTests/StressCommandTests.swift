import Foundation
import TestSupport
import Testing

@Suite("stress", .serialized)
struct StressCommandTests {
  private static let command = "steelyard stress \(ExampleBook.options)"

  private func shocks(_ options: String) throws -> [[String: Any]] {
    let answer = try CommandRun("\(Self.command) \(options) --format json").object()
    let books = try #require(answer["books"] as? [[String: Any]])
    return try #require(books.first?["shocks"] as? [[String: Any]])
  }

  @Test("without a question all events are asked, the largest loss first")
  func allEvents() throws {
    let shocks = try shocks("")
    #expect(shocks.count >= 50)
    let profits = shocks.compactMap { $0["pnl"] as? Double }
    #expect(profits == profits.sorted() && profits.count == shocks.count)
    // The venue takes 60 % of 6.5 BTC and 40 ETH, after a fall of 15 % and 20 %.
    let venue = try #require(shocks.first { $0["event"] as? String == "venue-failure" })
    let contributions = try #require(venue["contributions"] as? [[String: Any]])
    let ether = try #require(contributions.first { $0["asset"] as? String == "ETH" })
    // 40 ether at 3,180: (0.4 x 0.8 - 1) of their worth.
    expectClose(
      expected: 40 * 3_180 * (0.4 * 0.8 - 1), got: try #require(ether["pnl"] as? Double),
      .relative(1e-9))
  }

  @Test(
    "a selection is what is asked",
    arguments: [
      ("--library 2020-03-12-covid,flash-crash", 2), ("--shock BTC:spot=-0.3", 1),
      ("--shocks Examples/stress/shocks --shock spot=-10%,days=1 --library flash-crash", 3),
      ("--events Examples/stress/shocks --library weekend-gap", 1),
    ])
  func selection(options: String, count: Int) throws {
    #expect(try shocks(options).count == count)
  }

  @Test("a shock of one's own does to balances what it says")
  func ownShock() throws {
    let shock = try #require(
      try shocks("--shock BTC:spot=-30%,others:spot=-0.4,volatility=50%,days=1,name=mine").first)
    #expect(shock["shock"] as? String == "mine" && shock["days"] as? Double == 1)
    let moves = try #require(shock["moves"] as? [[String: Any]])
    #expect(moves.compactMap { $0["spot"] as? Double } == [-0.3, -0.4])
    #expect(moves.allSatisfy { $0["volatility_source"] as? String == "shock" })
    let contributions = try #require(shock["contributions"] as? [[String: Any]])
    let ether = try #require(contributions.first { $0["asset"] as? String == "ETH" })
    expectClose(
      expected: -0.4 * 40 * 3_180, got: try #require(ether["pnl"] as? Double), .relative(1e-9))
  }

  @Test("a what-if is stressed beside what is held")
  func whatIf() throws {
    let answer = try CommandRun(
      "\(Self.command) --library flash-crash --what-if Examples/what-if/trades.csv --format json"
    ).object()
    let books = try #require(answer["books"] as? [[String: Any]])
    #expect(books.compactMap { $0["book"] as? String } == ["before", "worst"])
    let profits = books.compactMap {
      ($0["shocks"] as? [[String: Any]])?.first?["pnl"] as? Double
    }
    #expect(profits.count == 2 && profits[0] != profits[1])
  }

  @Test("a grid has its unmoved point where nothing is gained")
  func grid() throws {
    let answer = try CommandRun(
      "\(Self.command) --grid spot=-0.3:0.3:4,volatility=-0.2:0.2:3 --format json"
    ).object()
    let books = try #require(answer["books"] as? [[String: Any]])
    let grid = try #require((books.first?["grids"] as? [[String: Any]])?.first)
    let across = try #require((grid["across"] as? [String: Any])?["values"] as? [Double])
    let rows = try #require(grid["pnl"] as? [[Double]])
    // Four steps do not fall on zero, which joins them.
    #expect(across.count == 5 && rows.count == 3)
    let zero = try #require(across.firstIndex(of: 0))
    #expect(rows[1][zero] == 0)
  }

  @Test(
    "mistakes are told with a remedy",
    arguments: [
      ("--library 2020-03-12-covd", "Did you mean 2020-03-12-covid?"),
      ("--through x", "Choose one of"), ("--shock sopt=-0.3", "Did you mean spot?"),
      ("--shock BTC:spot=-1", "above -1"), ("--shock spot=-0.3,spot=0.1", "Give it once"),
      ("--shock BTC:ETH:spot=-0.3", "Write COIN:INPUT=VALUE"), ("--shock price=-0.1", "Name it"),
      ("--shock BTC:venue_loss=0.5", "without a coin"), ("--shock spot", "Write INPUT=VALUE"),
      ("--shock days=1", "moves nothing"), ("--shock days=1,days=2,spot=0", "Give it once"),
      ("--shock funding=0.001", "Give days"), ("--shock spot=0,days=500", "from 0 to 365"),
      ("--grid spot=-0.5:0.5:0,days", "from 2 to 1000"), ("--grid spot", "Write two inputs"),
      ("--grid spot=-0.5:0.5:900,volatility=-0.4:1:900", "at most 2500"),
      ("--grid spot,spot:BTC", "Vary two of"), ("--grid spot,volatility=-1:1:5", "above -1"),
      ("--grid days:BTC,spot", "Did you mean days?"),
      ("--grid spot=-0.5:0.5,days", "Write two inputs"),
      ("--shocks Examples/none", "Examples/none"),
    ])
  func mistakes(options: String, remedy: String) throws {
    let run = try CommandRun("\(Self.command) \(options)")
    #expect(run.status == 2)
    #expect(run.output.isEmpty && run.complaintLines.count == 1)
    #expect(run.complaint.contains(remedy), "\(run.complaint)")
  }

  @Test("--check tells of a shock that ends in a margin call")
  func check() throws {
    let scratch = try ScratchDirectory()
    let poor = try scratch.file(
      "poor.csv", "instrument,quantity\nBTC,1.2\nBTC-PERPETUAL,100000\n")
    let command = "steelyard stress \(ExampleBook.market) --positions '\(poor)' --check"
    #expect(try CommandRun("\(command) --shock spot=0.1").status == 0)
    #expect(try CommandRun("\(command) --shock spot=-0.6").status == 1)
    #expect(try CommandRun("\(command) --grid spot=-0.6:0.1:3,days=0:1:2").status == 1)
  }

  @Test("every format is written", arguments: ["text", "csv", "html"])
  func formats(format: String) throws {
    let run = try CommandRun(
      "\(Self.command) --library flash-crash --through flash-crash --grid spot,days --format \(format)"
    )
    #expect(run.status == 0 && run.output.contains("Flash crash"))
    #expect(format != "csv" || run.output.contains("grid,"))
    #expect(format != "html" || run.output.contains("class=\"heat\""))
  }
}
