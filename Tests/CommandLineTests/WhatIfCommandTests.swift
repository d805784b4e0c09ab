import TestSupport
import Testing

@Suite("margin --what-if", .serialized)
struct WhatIfCommandTests {
  private static let figures = [
    "equity", "initial_counted_equity", "maintenance_counted_equity", "initial_margin",
    "maintenance_margin", "initial_excess", "maintenance_excess",
  ]

  private func run(_ text: String, _ options: String = "", name: String = "w.csv") throws
    -> CommandRun
  {
    let scratch = try ScratchDirectory()
    let path = try scratch.file(name, text)
    return try CommandRun(
      "steelyard margin \(ExampleBook.options) --what-if '\(path)' \(options)")
  }

  @Test("JSON: before is the plain answer, differences are differences, states have all fields")
  func json() throws {
    let plain = try CommandRun("steelyard margin \(ExampleBook.options) --format json").object()
    let run = try run(
      "kind,instrument,quantity,price\ntrade,BTC-26JUN26-96000-C,8,0.0395\n"
        + "order,ETH-26JUN26-3400-C,-40,0.0225\n", "--format json")
    #expect(run.status == 0)
    #expect(run.complaint.isEmpty)
    let answer = try run.object()
    let before = answer["before"] as? [String: Any] ?? [:]
    let after = answer["after"] as? [String: Any] ?? [:]
    let worst = answer["worst"] as? [String: Any] ?? [:]
    let difference = answer["difference"] as? [String: Any] ?? [:]
    let worstDifference = answer["worst_difference"] as? [String: Any] ?? [:]
    for name in plain.keys {
      for state in [before, after, worst] { #expect(state[name] != nil, "\(name)") }
    }
    for name in Self.figures {
      let start = before[name] as? Double ?? .nan
      #expect(start == plain[name] as? Double, "\(name)")
      expectClose(
        expected: (after[name] as? Double ?? .nan) - start,
        got: difference[name] as? Double ?? .nan, .absolute(1e-9))
      expectClose(
        expected: (worst[name] as? Double ?? .nan) - start,
        got: worstDifference[name] as? Double ?? .nan, .absolute(1e-9))
    }
    let greeks = difference["greeks"] as? [String: [String: Double]] ?? [:]
    #expect((greeks["BTC"]?["delta"] ?? 0) > 4)
    #expect(greeks["ETH"]?["delta"] == 0)
    let orders = answer["orders"] as? [[String: Any]] ?? []
    #expect(orders.count == 1)
    let fills = answer["worst_fills"] as? [String: Any] ?? [:]
    #expect(fills["method"] as? String == "exact")
    #expect(fills["evaluated_subsets"] as? Int == 2)
  }

  @Test("every format names the states", arguments: ["text", "csv", "html"])
  func formats(format: String) throws {
    let run = try run(
      "kind,instrument,quantity\ntrade,BTC-PERPETUAL,1000\norder,ETH-PERPETUAL,500\n",
      "--format \(format)")
    #expect(run.status == 0)
    for word in ["before", "after", "difference", "worst", "BTC-PERPETUAL"] {
      #expect(run.output.contains(word), "\(word)")
    }
  }

  @Test("an instrument that only the what-if names is priced")
  func newInstrument() throws {
    let run = try run("instrument,quantity\nBTC-26JUN26-100000-C,2\n", "--format json")
    #expect(run.status == 0, "\(run.complaint)")
    #expect(try run.object()["complete"] as? Bool == true)
  }

  @Test("the file comes from standard input, but only one file does")
  func standardInput() throws {
    let text = "instrument,quantity\nBTC-PERPETUAL,1000\n"
    let file = try run(text)
    let piped = try CommandRun(
      "steelyard margin \(ExampleBook.options) --what-if -", input: text)
    #expect(piped.status == 0)
    #expect(piped.output == file.output)
    let twice = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions - --what-if -", input: text)
    #expect(twice.status == 2)
    #expect(twice.complaint.contains("one standard input"))
  }

  @Test("--check judges the worst fills, not what is held now")
  func check() throws {
    let healthy = "kind,instrument,quantity\norder,BTC-PERPETUAL,1000\n"
    #expect(try run(healthy, "--check").status == 0)
    // An order that the account could not bear, and that may fill at any time.
    let reckless = "kind,instrument,quantity\norder,BTC-PERPETUAL,-90000000\n"
    let checked = try run(reckless, "--check")
    #expect(checked.status == 1)
    #expect(checked.output.contains("HEALTHY"))
    #expect(try run(reckless).status == 0)
  }

  @Test(
    "a wrong file gives its lines and status 2",
    arguments: [
      ("", "The file is empty."), ("hello\n", "not those of trades and orders"),
      ("instrument,quantity,average_price\nBTC,1,\n", "average_price"),
      (#"{"steelyard":"portfolio","version":1,"positions":[],"balances":[]}"#, "what-if"),
      ("instrument,quantity\nBTC-PERPETUAL,0\n", "row 2, field quantity"),
      ("kind,instrument,quantity\nbid,BTC-PERPETUAL,1\n", "row 2, field kind"),
      ("instrument,quantity,price\nBTC-PERPETUAL,1,-5\n", "row 2, field price"),
      ("instrument,quantity\nBTC-27MR26-80000-C,1\n", "row 2, field instrument"),
      ("instrument,quantity\nSOL-PERPETUAL,1\n", "no mark to be traded at"),
      ("instrument,quantity\nBTC-27MAR25-80000-C,1\n", "expired"),
      ("instrument,quantity,price\nSOL-PERPETUAL,1,100\n", "row 2, field instrument"),
      ("instrument,quantity,price\nBTC-PERPETUAL,1e20,1e-18\n", "row 2, field instrument"),
    ])
  func wrongFile(text: String, says: String) throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.file("wrong", text)
    let run = try CommandRun(
      "steelyard margin \(ExampleBook.options) --what-if '\(path)' --partial")
    let strict = try CommandRun("steelyard margin \(ExampleBook.options) --what-if '\(path)'")
    #expect(strict.status == 2)
    #expect(strict.output.isEmpty)
    #expect(strict.complaint.contains(says), "\(strict.complaint)")
    #expect(strict.complaint.contains(path))
    // --partial goes on without rows of the book only; what has a price is charged its notional.
    if !text.contains("SOL-PERPETUAL,1,100") {
      #expect(run.status == 2)
      #expect(run.output.isEmpty)
    }
  }

  @Test("a missing file and an output that cannot be written are told, with status 2")
  func unreadable() throws {
    let missing = try CommandRun("steelyard margin \(ExampleBook.options) --what-if /no/such/file")
    #expect(missing.status == 2)
    #expect(missing.complaint.contains("no such file"))
    let run = try run("instrument,quantity\nBTC-PERPETUAL,10\n", "--output /no/such/directory/a")
    #expect(run.status == 2)
    #expect(run.complaint.contains("cannot be written"))
    #expect(run.complaintLines.count == 1)
  }

  @Test("other commands do not take it")
  func otherCommands() throws {
    let run = try CommandRun("steelyard greeks \(ExampleBook.options) --what-if x.csv")
    #expect(run.status == 2)
    #expect(run.complaint.contains("--what-if"))
  }
}
