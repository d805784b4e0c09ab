import TestSupport
import Testing

@Suite("Wrong input", .serialized)
struct WrongInputTests {
  /// A file of a test: its name, its content, and what the one line on it must say.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let content: [UInt8]
    let says: [String]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ says: String...) {
      self.init(name, bytes: Array(text.utf8), says)
    }

    init(_ name: String, bytes: [UInt8], _ says: [String]) {
      self.name = name
      content = bytes
      self.says = says
    }
  }

  static let wrongPositions = [
    Case("empty", "", "The file is empty."),
    Case("not a table.txt", "hello\n", "row 1", "no accepted position format"),
    Case("not json.json", "{\"a\":\n nope}", "not JSON at line 2"),
    Case("broken off.json", "{\"result\": [{\"size\": 1", "breaks off"),
    Case("scalar.json", "[1]", "Expected"),
    Case("packed.csv.gz", bytes: [0x1F, 0x8B, 8, 0, 0, 0], ["compressed by gzip", "gunzip"]),
    Case("binary.csv", bytes: [0x69, 0x2C, 0, 1, 0xFF, 0xFE, 10], ["not UTF-8"]),
    Case("quantity text.csv", "instrument,quantity\nBTC,many\n", "row 2", "field quantity"),
    Case("NaN.csv", "instrument,quantity\nBTC,1\nBTC-PERPETUAL,NaN\n", "row 3", "field quantity"),
    Case("infinite.csv", "instrument,quantity\nBTC,inf\n", "row 2", "field quantity"),
    Case("1e308.csv", "instrument,quantity\nBTC,1e308\n", "row 2", "field quantity", "range"),
    Case("no quantity.csv", "instrument,quantity\nBTC,\n", "row 2", "field quantity", "missing"),
    Case("price.csv", "instrument,quantity,average_price\nBTC-PERPETUAL,1,-5\n", "average_price"),
    Case("cells.csv", "instrument,quantity\nBTC,1,2\n", "row 2"),
    Case("name.csv", "instrument,quantity\nBTC-27MR26-80000-C,1\n", "row 2", "field instrument"),
    Case(
      "twice.csv", "instrument,quantity\nBTC-PERPETUAL,1\nBTC-PERPETUAL,2\n", "row 3",
      "stands in row 2 already"),
    Case("asset twice.csv", "instrument,quantity\nBTC,1\nBTC,2\n", "row 3", "row 2 already"),
    Case(
      "expired.csv", "instrument,quantity\nBTC-27MAR25-80000-C,1\n", "row 2", "expired",
      "field instrument"),
    Case(
      "no quote and no surface.csv", "instrument,quantity\nBTC-26JUN26-80000-C,1\n", "row 2",
      "field instrument", "Add a market file"),
    Case(
      "unknown underlying.csv", "instrument,quantity\nSOL_USDC-PERPETUAL,1\n", "row 2",
      "Add a market file"),
    Case("no price.csv", "instrument,quantity\nDOGE,1\n", "row 2", "--price DOGE="),
    Case(
      "spot without a price.csv", "instrument,quantity\nDOGE-USDT,1\n", "row 2", "--price DOGE="),
    Case("combo.csv", "instrument,quantity\nBTC-FS-27MAR26_PERP,1\n", "row 2", "field instrument"),
    Case(
      "wrong type.json", "{\"result\":[{\"instrument_name\":7,\"size\":1}]}", "row 1",
      "instrument_name", "Expected a string"),
    Case(
      "size type.json", "{\"result\":[{\"instrument_name\":\"BTC-PERPETUAL\",\"size\":\"many\"}]}",
      "row 1", "size"),
    Case(
      "error answer.json", "{\"error\":{\"code\":13009,\"message\":\"unauthorized\"}}",
      "error answer", "13009"),
  ]

  @Test("a wrong file of positions gives one line and status 2", arguments: wrongPositions)
  func positions(wrong: Case) throws {
    let scratch = try ScratchDirectory()
    let market = try scratch.file("market.json", SmallMarket.text)
    let path = try scratch.file(wrong.name, wrong.content)
    for command in ["margin", "greeks"] {
      try expectRefusal(
        "\(command) --market '\(market)' --positions '\(path)'", path, wrong.says)
    }
  }

  static let wrongMarkets = [
    Case("empty", "", "The file is empty."),
    Case("not a table.txt", "hello\n", "row 1", "no accepted market format"),
    Case("not json.json", "{\"a\":\n nope}", "not JSON at line 2"),
    Case("broken off.json", String(SmallMarket.text.dropLast(40)), "breaks off at line"),
    Case("packed.json.gz", bytes: [0x1F, 0x8B, 8, 0, 0, 0], ["compressed by gzip"]),
    Case("no rows.json", SmallMarket.answer([]), "holds no rows"),
    Case("other json.json", "{\"a\": 1}", "no accepted market format"),
    Case(
      "error answer.json", "{\"error\":{\"code\":-32602,\"message\":\"Invalid params\"}}", "-32602"),
    Case("twice a key.json", "{\"a\": 1, \"a\": 2}", "same key twice"),
  ]

  @Test("a wrong file of the market gives one line and status 2", arguments: wrongMarkets)
  func markets(wrong: Case) throws {
    let scratch = try ScratchDirectory()
    let positions = try scratch.file("positions.csv", "instrument,quantity\nBTC,1\n")
    let path = try scratch.file(wrong.name, wrong.content)
    for command in ["margin --positions '\(positions)'", "surface"] {
      try expectRefusal("\(command) --market '\(path)'", path, wrong.says)
    }
  }

  @Test(
    "a wrong market row matters where a position needs it, and only there",
    arguments: [
      ("\"mark_price\":0.0376", "\"mark_price\":\"x\"", "mark_price: Expected a number"),
      ("\"mark_iv\":50,", "\"mark_iv\":-50,", "mark_iv: -50"),
      ("\"mark_price\":0.0376", "\"mark_price\":1e308", "mark_price: 1e+308"),
    ])
  func neededRow(right: String, wrong: String, says: String) throws {
    let scratch = try ScratchDirectory()
    var rows = SmallMarket.rows
    rows[3] = rows[3].replacing(right, with: wrong)
    let market = try scratch.file("market.json", SmallMarket.answer(rows))
    let needy = try scratch.file("needy.csv", "instrument,quantity\nBTC-27MAR26-70000-C,-1\n")
    let other = try scratch.file(
      "other.csv", "instrument,quantity\nBTC-27MAR26-75000-C,-1\nBTC,1\n")
    try expectRefusal(
      "margin --market '\(market)' --positions '\(needy)'", needy,
      ["row 2", "BTC-27MAR26-70000-C", "row 4", says, "--partial"])
    let fine = try CommandRun("steelyard margin --market '\(market)' --positions '\(other)'")
    #expect(fine.status == 0)
    #expect(fine.complaint.isEmpty)
    #expect(fine.output.contains("Nothing here depends on it"))
    let partial = try CommandRun(
      "steelyard margin --market '\(market)' --positions '\(needy)' --partial --format json")
    #expect(partial.status == 0)
    let answer = try partial.object()
    #expect(answer["complete"] as? Bool == false)
    #expect((answer["failures"] as? [Any])?.isEmpty == false)
  }

  @Test("two files that differ on an instrument at one time are a conflict for who needs it")
  func conflict() throws {
    let scratch = try ScratchDirectory()
    let first = try scratch.file("first.json", SmallMarket.text)
    let second = try scratch.file(
      "second.json", SmallMarket.text.replacing("0.0376", with: "0.0377"))
    let positions = try scratch.file("p.csv", "instrument,quantity\nBTC-27MAR26-70000-C,-1\n")
    try expectRefusal(
      "margin --market '\(first)' --market '\(second)' --positions '\(positions)'", positions,
      ["differs from"])
    let same = try CommandRun(
      "steelyard margin --market '\(first)' --market '\(first)' --positions '\(positions)'")
    #expect(same.status == 0)
  }

  @Test("a market of another day gives one line, whatever is held")
  func otherDay() throws {
    try expectRefusal(
      "margin \(ExampleBook.options) --time 2026-06-12T07:00:00Z", "market rows can be used",
      ["after the snapshot"])
    try expectRefusal(
      "margin \(ExampleBook.options) --time 2026-06-12T19:00:00Z", "market rows can be used",
      ["more than 3600 s"])
    let old = try CommandRun(
      "steelyard margin \(ExampleBook.options) --time 2026-06-12T19:00:00Z --max-age 86400")
    #expect(old.status == 0)
  }

  @Test("a file that is not there, and a directory")
  func noFile() throws {
    for (path, says) in [("nowhere/a.csv", "no such file"), ("Sources", "is a directory")] {
      try expectRefusal("margin \(ExampleBook.market) --positions \(path)", path, [says])
      try expectRefusal(
        "margin --market \(path) --positions \(ExampleBook.positions)", path, [says])
      try expectRefusal("margin \(ExampleBook.options) --parameters \(path)", path, [says])
    }
  }

  @Test("ten million rows are refused for what they are", arguments: ["positions", "market"])
  func tenMillionRows(role: String) throws {
    let scratch = try ScratchDirectory()
    let path = "\(scratch.path)/large.csv"
    _ = try ProgramRun.shell(
      """
      { echo instrument,quantity; yes BTC-26JUN26-96000-C,1 | head -n 10000000; } >'\(path)'
      """)
    let other =
      role == "positions" ? ExampleBook.market : "--positions \(ExampleBook.positions)"
    try expectRefusal(
      "margin \(other) --\(role) '\(path)'", path, ["10000001 lines", "more than"])
  }

  @Test("ten million elements of JSON are refused before they fill the memory")
  func tenMillionElements() throws {
    let scratch = try ScratchDirectory()
    let path = "\(scratch.path)/large.json"
    _ = try ProgramRun.shell(
      """
      { echo '{"result":[{}'; yes ',{"instrument_name":"BTC-PERPETUAL","size":1,"a":[1,2]}' \
      | head -n 10000000; echo ']}'; } >'\(path)'
      """)
    try expectRefusal(
      "margin \(ExampleBook.market) --positions '\(path)'", path, ["more than", "values"])
  }

  @Test("several wrong rows give a line each, and many are counted")
  func severalRows() throws {
    let scratch = try ScratchDirectory()
    let three = try scratch.file("three.csv", "instrument,quantity\nBTC,x\nETH,y\nUSDC,z\n")
    let run = try CommandRun("steelyard margin \(ExampleBook.market) --positions '\(three)'")
    #expect(run.status == 2)
    #expect(run.complaintLines.count == 3)
    let rows = (1...50).map { "BTC-\($0),x\n" }.joined()
    let many = try scratch.file("many.csv", "instrument,quantity\n" + rows)
    let all = try CommandRun("steelyard margin \(ExampleBook.market) --positions '\(many)'")
    #expect(all.complaintLines.count == 10)
    #expect(all.complaintLines.last?.hasSuffix("40 more rows have mistakes.") == true)
  }

  @Test("with --partial the good rows are counted and the answer is incomplete")
  func partial() throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.file(
      "p.csv",
      "instrument,quantity\nBTC,1\nBTC-27MR26-80000-C,1\nBTC-PERPETUAL,NaN\n"
        + "SOL_USDC-PERPETUAL,5\nBTC-26JUN26-96000-C,-1\n")
    let run = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions '\(path)' --partial --format json --check"
    )
    #expect(run.complaint.isEmpty)
    #expect(run.status == 1)
    let answer = try run.object()
    #expect(answer["complete"] as? Bool == false)
    #expect(answer["status"] as? String == "margin_call")
    #expect((answer["failures"] as? [Any])?.count == 3)
    #expect((answer["initial_margin"] as? Double ?? 0) > 0)
  }

  private func expectRefusal(
    _ arguments: String, _ place: String, _ says: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try CommandRun("steelyard \(arguments)")
    #expect(run.status == 2, sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    #expect(run.complaintLines.count == 1, "\(run.complaint)", sourceLocation: sourceLocation)
    for text in [place] + says {
      #expect(
        run.complaint.contains(text), "\(text) in \(run.complaint)",
        sourceLocation: sourceLocation)
    }
  }
}
