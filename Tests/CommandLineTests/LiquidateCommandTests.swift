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

  @Test("order books take the place of the law for what they trade, and say how far they go")
  func books() throws {
    let command = "\(Self.short) --book Examples/liquidation-plan/books.csv"
    let answer = try CommandRun("\(command) --format json").object()
    let steps = try #require(answer["steps"] as? [[String: Any]])
    let trades = steps.flatMap { $0["trades"] as? [[String: Any]] ?? [] }
    var sources: [String: String] = [:]
    for trade in trades {
      let source = try #require(trade["impact_source"] as? String)
      sources[try #require(trade["instrument"] as? String)] = source
      let beyond = try #require(trade["beyond_book"] as? Double)
      #expect((beyond > 0) == (source == "book_and_beyond"))
      #expect((trade["spread_source"] as? String == "book") == (source != "square_root"))
    }
    #expect(Set(sources.values).isSuperset(of: ["book"]), "\(sources)")
    let notes = try #require(answer["notes"] as? [String]).joined(separator: "\n")
    #expect(notes.contains("Order book of BTC-PERPETUAL of 2026-06-12T08:59:48Z, 12 s older"))
    let without = try CommandRun("\(Self.short) --format json").object()
    #expect(!(try #require(without["notes"] as? [String])).joined().contains("rder book"))
  }

  @Test("a book from Deribit on standard input; one of what is not traded is told")
  func bookAnswer() throws {
    let book =
      #"printf '{"result":{"instrument_name":"%s","timestamp":1781254799000,"bids":[[0.05,9]],"asks":[[0.06,9]]}}' "#
    let used = try CommandRun("\(book) BTC-26JUN26-96000-P | \(Self.short) --book -")
    #expect(used.status == 0 && used.output.contains("1 s older"), "\(used.complaint)")
    let unused = try CommandRun("\(book) ETH-26JUN26-4000-P | \(Self.short) --book -")
    #expect(
      unused.status == 0
        && unused.output.contains("order book of ETH-26JUN26-4000-P is not used"))
  }

  @Test("books that can't be used are refused with row, field and remedy")
  func badBooks() throws {
    let scratch = try ScratchDirectory()
    let header = "time_utc,book,side,level,price,qty\n"
    func rows(_ time: String, bid: String = "96409.5", name: String = "BTC-PERPETUAL") -> String {
      "\(time),\(name),bid,1,\(bid),1000\n\(time),\(name),ask,1,96429,1000\n"
    }
    let good = "2026-06-12T08:59:48Z"
    let cases: [(text: String, options: String, parts: [String])] = [
      (rows(good, bid: "96430"), "", ["row 2", "field price", "not below"]),
      (rows(good, name: "BTC-27MAR26-1-X"), "", ["row 2", "field book"]),
      (rows(good, bid: "-1"), "", ["row 2", "field price"]),
      ("", "", ["no order book"]),
      (rows("2026-06-12T07:00:00Z"), "", ["row 2", "more than 3600 s before", "--max-age"]),
      (rows(good), "--max-age 5", ["row 2", "more than 5 s before"]),
      (rows("2026-06-12T09:01:01Z"), "", ["row 2", "after the market's"]),
      (rows(good), "--book Examples/liquidation-plan/books.csv", ["another file too"]),
    ]
    for (text, options, parts) in cases {
      let file = try scratch.file("books.csv", header + text)
      let run = try CommandRun("\(Self.short) --book \(file) \(options)")
      #expect(run.status == 2 && run.output.isEmpty)
      for part in parts { #expect(run.complaint.contains(part), "\(run.complaint)") }
    }
    let twice = try CommandRun("\(Self.short) --book - --book - < /dev/null")
    #expect(twice.status == 2 && twice.complaint.contains("one standard input"))
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
