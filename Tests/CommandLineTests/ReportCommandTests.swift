import Foundation
import TestSupport
import Testing

@Suite("report", .serialized)
struct ReportCommandTests {
  private static let earlier =
    "--previous-market Examples/daily-report/market-before.json"
    + " --previous-positions Examples/daily-report/positions-before.csv"
  private static let account = "steelyard report \(ExampleBook.options) --samples 200"
  private static let house =
    "steelyard report \(ExampleBook.market) --accounts Examples/daily-report/accounts.csv"

  private func member(_ object: [String: Any], _ name: String) throws -> [String: Any] {
    try #require(object[name] as? [String: Any], "\(name)")
  }

  private func number(_ object: [String: Any], _ name: String) throws -> Double {
    try #require(object[name] as? Double, "\(name)")
  }

  @Test("its parts are the answers of the other commands")
  func parts() throws {
    let report = try CommandRun("\(Self.account) --format json").object()
    let margin = try CommandRun("steelyard margin \(ExampleBook.options) --format json").object()
    for name in ["equity", "initial_margin", "maintenance_margin", "margin_ratio"] {
      let here = try number(member(report, "margin"), name)
      let there = try number(margin, name)
      #expect(here == there)
    }
    let stress = try CommandRun("steelyard stress \(ExampleBook.options) --format json").object()
    func worst(_ answer: [String: Any]) throws -> [String: Any] {
      let books = try #require(answer["books"] as? [[String: Any]])
      return try #require((books.first?["shocks"] as? [[String: Any]])?.first)
    }
    let losses = try [worst(member(report, "stress")), worst(stress)].map { try number($0, "pnl") }
    #expect(losses[0] == losses[1])
    let edge = try CommandRun(
      "steelyard stress \(ExampleBook.options) --reverse --liquidation-price --samples 200 --format json"
    ).object()
    let points = try [member(report, "edge"), edge].map { answer in
      try #require(member(answer, "reverse")["points"] as? [[String: Any]]).compactMap {
        $0["distance"] as? Double
      }
    }
    #expect(points[0] == points[1])
    let probabilities = try [member(report, "edge"), edge].map { answer in
      try number(member(member(answer, "reverse"), "probability"), "upper_bound_95")
    }
    #expect(probabilities[0] == probabilities[1] && probabilities[0] > 0)
    #expect(report["change"] is NSNull)
  }

  @Test("what changed adds up, by coin, by cause and by position")
  func change() throws {
    let report = try CommandRun("\(Self.account) \(Self.earlier) --format json").object()
    let change = try member(report, "change")
    let profit = try #require(change["profit"] as? [[String: Any]])
    #expect(profit.compactMap { $0["coin"] as? String } == ["BTC", "ETH"])
    var sum = try number(change, "trades_fees_transfers")
    for line in profit {
      let causes = try ["held", "delta", "gamma", "vega", "theta", "rest"].map {
        try number(line, $0)
      }
      expectClose(
        expected: try number(line, "sum"), got: causes.reduce(0, +), .relative(1e-9))
      sum += try number(line, "sum")
    }
    expectClose(expected: try number(change, "equity_change"), got: sum, .relative(1e-9))
    let (before, after) = (try member(change, "before"), try member(change, "after"))
    expectClose(
      expected: try number(after, "equity") - number(before, "equity"),
      got: try number(change, "equity_change"), .relative(1e-9))
    // 40 ether held from 3,228.43 to 3,180; the perpetual's profit since 3,120 waits in ether besides.
    let waiting = 42_000 * (1 / 3_120.0 - 1 / 3_229.08)
    let ether = try number(try #require(profit.last), "held")
    expectClose(expected: (40 + waiting) * (3_180 - 3_228.43), got: ether, .relative(1e-4))
    let holdings = try #require(change["holdings"] as? [[String: Any]])
    #expect(holdings.compactMap { $0["holding"] as? String } == ["BTC-PERPETUAL"])
    #expect(holdings.compactMap { $0["before"] as? Double } == [-205_000])
  }

  @Test("text tells each part under its heading, HTML the same and its sources")
  func pages() throws {
    let text = try CommandRun("\(Self.account) \(Self.earlier)").output
    let html = try CommandRun("\(Self.account) \(Self.earlier) --format html").output
    for heading in [
      "What changed since 2026-06-11T09:00:00Z", "Positions", "Greeks by coin and expiry",
      "Worst scenarios", "Events of the library", "Nearest joint moves", "Liquidation prices",
      "Profit by spot and volatility", "Charges beyond the scenarios", "Collateral",
      "Concentration",
      "Notes", "Sources",
    ] {
      #expect(text.contains("\n\(heading)\n"), "\(heading)")
      // A page has its sources at its foot.
      #expect(
        html.contains(">\(heading == "Sources" ? "What this stands on" : heading)</h2>"),
        "\(heading)")
    }
    for source in ["deribit-2026-02", "2026-02-15", "market-btc.json: 265 rows", "steelyard 0."] {
      #expect(html.contains(source), "\(source)")
    }
    let csv = try CommandRun("\(Self.account) \(Self.earlier) --format csv").output
    for table in ["figures", "profit_explained", "shocks", "grid", "coin"] {
      #expect(csv.contains("\r\n\(table),"), "\(table)")
    }
  }

  @Test("limits are held against what was reached, and told by the exit status where asked")
  func limits() throws {
    let kept = try CommandRun("\(Self.account) --limit use=60% --limit position=0.99 --check")
    #expect(kept.status == 0 && kept.output.contains("all kept"))
    let passed = try CommandRun(
      "\(Self.account) --limit use=1% --limit coin=100% --check --format json")
    #expect(passed.status == 1)
    let lines = try #require(try passed.object()["limits"] as? [[String: Any]])
    #expect(lines.compactMap { $0["limit"] as? String } == ["use", "coin"])
    #expect(lines.compactMap { $0["kept"] as? Bool } == [false, true])
    #expect(lines.compactMap { $0["allowed"] as? Double } == [0.01, 1])
  }

  @Test("a house: sums, ranking, and each account as it is alone")
  func house() throws {
    let report = try CommandRun("\(Self.house) --format json").object()
    let accounts = try #require(report["accounts"] as? [[String: Any]])
    #expect(
      accounts.compactMap { $0["account"] as? String } == [
        "desk", "basis", "lever", "late", "ether",
      ])
    let totals = try member(report, "totals")
    for name in ["equity", "initial_margin", "maintenance_margin"] {
      let sum = try accounts.reduce(0) { try $0 + number($1, name) }
      expectClose(expected: sum, got: try number(totals, name), .relative(1e-12))
    }
    let levels = try member(report, "levels")
    #expect(levels.values.compactMap { $0 as? Int }.reduce(0, +) == 5)
    // One account by itself has the figures that it has in the house.
    let scratch = try ScratchDirectory()
    let path = try scratch.file(
      "basis.csv", "instrument,quantity,average_price\nBTC,2,\nBTC-PERPETUAL,-190000,97800\n")
    let alone = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions '\(path)' --format json"
    ).object()
    for name in ["equity", "initial_margin", "maintenance_margin", "maintenance_excess"] {
      let inside = try number(accounts[1], name)
      let outside = try number(alone, name)
      #expect(inside == outside)
    }
    // Two BTC against 190,000 USD short fall to nothing only by a rise or not at all; the levered long by a fall.
    let fall = try number(accounts[2], "distance_down")
    #expect(fall < 0 && fall > -0.5)
    // The owner's table and a directory of files are the same house.
    var rows: [String: String] = [:]
    let table = try String(contentsOfFile: "Examples/daily-report/accounts.csv", encoding: .utf8)
    for line in table.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      rows[String(cells[0]), default: "instrument,quantity,average_price\n"] +=
        cells[1...3].joined(separator: ",") + "\n"
    }
    let house = try ScratchDirectory()
    for (name, text) in rows { _ = try house.file("\(name).csv", text) }
    let again = try CommandRun(
      "steelyard report \(ExampleBook.market) --accounts '\(house.path)' --format json"
    ).object()
    let other = try member(again, "totals")
    for name in totals.keys {
      let (here, there) = (try number(totals, name), try number(other, name))
      expectClose(expected: here, got: there, .relative(1e-12))
    }
  }

  @Test("pages of a house link to one another, whatever the accounts are called")
  func directory() throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.file(
      "accounts.csv",
      """
      account,instrument,quantity
      ../../etc/passwd,BTC,1
      "<script>alert(1)</script>",BTC,2
      house,BTC,3
      HOUSE,BTC,4

      """)
    let out = "\(scratch.path)/pages"
    let run = try CommandRun(
      "steelyard report \(ExampleBook.market) --accounts '\(path)' --samples 100 --out '\(out)' --format html"
    )
    #expect(run.status == 0, "\(run.complaint)")
    #expect(run.output.isEmpty)
    let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
    #expect(
      names == [
        "HOUSE-3.html", "______etc_passwd.html", "_script_alert_1___script_.html", "house-2.html",
        "house.html",
      ])
    let house = try String(contentsOfFile: "\(out)/house.html", encoding: .utf8)
    for name in names where name != "house.html" {
      #expect(house.contains("<a href=\"\(name)\">"), "\(name)")
      let page = try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8)
      #expect(page.contains("<a href=\"house.html\">"))
    }
    #expect(!house.contains("<script"))
  }

  @Test(
    "what does not go together is refused in a line",
    arguments: [
      ("--accounts x --positions y", "--positions"), ("--positions y --out z", "--out"),
      ("--positions y --previous-positions z", "--previous-market"),
      ("--positions y --browser z", "--format pdf"), ("--positions y --limit coin", "coin=60%"),
      ("--positions y --limit use=1 --limit use=2", "use has two"),
      ("--positions y --limit use=-1", "0 to 100"),
      (
        "--positions Examples/hedged-book/positions.csv --previous-market Examples/hedged-book/market-btc.json"
          + " --previous-market Examples/hedged-book/market-eth.json",
        "not before"
      ),
    ])
  func refused(options: String, says: String) throws {
    let run = try CommandRun("steelyard report \(ExampleBook.market) \(options)")
    #expect(run.status == 2)
    #expect(run.complaintLines.count == 1 && run.complaint.contains(says), "\(run.complaint)")
  }

  @Test(
    "rows of a house are told by their place in its table; a bad owner, a missing column likewise")
  func wrongRows() throws {
    let scratch = try ScratchDirectory()
    for (text, says) in [
      ("account,instrument,quantity\na,BTC,1\nb,BTC,1\na,NOTHING-X-Y,1\n", "row 4"),
      ("account,instrument,quantity,owner\na,BTC,1,me\na,ETH,1,you\n", "another owner"),
      ("instrument,quantity\nBTC,1\n", "\"account\""),
      ("account,instrument,quantity,colour\na,BTC,1,red\n", "colour"),
      ("account,instrument,quantity\n", "no account"),
    ] {
      let path = try scratch.file("a.csv", text)
      let run = try CommandRun("steelyard report \(ExampleBook.market) --accounts '\(path)'")
      #expect(run.status == 2 && run.complaint.contains(says), "\(run.complaint)")
    }
  }

  @Test("a PDF is printed by the browser, and nothing is left behind")
  func printed() throws {
    let scratch = try ScratchDirectory()
    let found = try CommandRun(
      "command -v chromium || command -v chromium-browser || command -v google-chrome")
    guard found.status == 0 else {
      print("no browser here: the PDF is not printed")
      return
    }
    let run = try CommandRun(
      "TMPDIR='\(scratch.path)' \(Self.account) --format pdf --output '\(scratch.path)/r.pdf'")
    #expect(run.status == 0, "\(run.complaint)")
    #expect(scratch.names == ["r.pdf"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/r.pdf"))
    #expect(bytes.starts(with: Data("%PDF-".utf8)) && bytes.count > 20_000)
  }

  @Test("without a browser, and with one that fails, a line says what to do")
  func noBrowser() throws {
    let scratch = try ScratchDirectory()
    let empty = scratch.path
    let program = try CommandRun("command -v steelyard").output.trimmingCharacters(in: .newlines)
    let missing = try CommandRun(
      "PATH='\(empty)' '\(program)' report \(ExampleBook.options) --format pdf --output '\(empty)/r.pdf'"
    )
    #expect(missing.status == 2 && missing.complaintLines.count == 1)
    #expect(missing.complaint.contains("--browser PATH"))
    for browser in ["/bin/false", "\(empty)/nowhere"] {
      let run = try CommandRun(
        "TMPDIR='\(empty)' \(Self.account) --format pdf --browser '\(browser)' --output '\(empty)/r.pdf'"
      )
      #expect(run.status == 2 && run.complaintLines.count == 1, "\(run.complaint)")
    }
    #expect(scratch.names.isEmpty)
  }
}
