import SteelyardFormats
import TestSupport
import Testing

@Suite("margin and greeks", .serialized)
struct MarginCommandTests {
  @Test(
    "every model of the catalogue, on what all of them cover",
    arguments: MarginModelCatalogue.names)
  func models(model: String) throws {
    let scratch = try ScratchDirectory()
    var market = ExampleBook.market
    var text = "instrument,quantity\nBTC,6.5\nBTC-PERPETUAL,-185000\nBTC-26JUN26-96000-C,-8\n"
    if model == "derive-standard" {
      // It covers contracts settled in USDC alone, which the example has none of.
      let linear = SmallMarket.answer([
        SmallMarket.row(
          "BTC_USDC-PERPETUAL", "\"mark_price\":70000,\"estimated_delivery_price\":70000"),
        SmallMarket.row(
          "BTC_USDC-27MAR26-75000-C",
          "\"mark_price\":1022,\"mark_iv\":50,\"underlying_price\":70000,"
            + "\"underlying_index\":\"SYN\",\"estimated_delivery_price\":70000"),
      ])
      market = "--market '\(try scratch.file("m.json", linear))' --price USDC=1"
      text =
        "instrument,quantity\nUSDC,90000\nBTC,1\nBTC_USDC-PERPETUAL,-1\n"
        + "BTC_USDC-27MAR26-75000-C,-2\n"
    }
    let path = try scratch.file("p.csv", text)
    let state = model == "dynamic" ? "--state '\(try scratch.syntheticState())'" : ""
    let run = try CommandRun(
      "steelyard margin \(market) --positions '\(path)' --model \(model) \(state) --format json")
    #expect(run.status == 0)
    #expect(run.complaint.isEmpty)
    let answer = try run.object()
    #expect(answer["model"] as? String == model)
    #expect(answer["complete"] as? Bool == true)
    let initial = answer["initial_margin"] as? Double ?? 0
    let maintenance = answer["maintenance_margin"] as? Double ?? 0
    #expect(initial >= maintenance)
    #expect(maintenance > 0)
    expectClose(
      expected: answer["initial_excess"] as? Double ?? .nan,
      got: (answer["initial_counted_equity"] as? Double ?? .nan) - initial, .absolute(1e-6))
  }

  @Test("the JSON answer has the documented fields")
  func fields() throws {
    let answer = try CommandRun("steelyard margin \(ExampleBook.options) --format json").object()
    for name in [
      "model", "parameters", "state", "time", "currency", "equity", "initial_counted_equity",
      "maintenance_counted_equity", "initial_margin", "maintenance_margin", "initial_excess",
      "maintenance_excess", "status", "complete", "worst_scenarios", "scenarios", "charges",
      "collateral", "greeks", "failures",
    ] {
      #expect(answer[name] != nil, "\(name)")
    }
    expectMembers(answer, "worst_scenarios", ["label", "pnl", "positions"])
    expectMembers(answer, "scenarios", ["label", "pnl"])
    expectMembers(answer, "charges", ["name", "amount", "applies_to", "why"])
    expectMembers(answer, "collateral", ["asset", "value", "haircut", "counted"])
    let greeks = answer["greeks"] as? [String: [String: Any]] ?? [:]
    #expect(greeks.keys.sorted() == ["BTC", "ETH"])
    for name in ["delta", "gamma", "vega", "theta"] { #expect(greeks["BTC"]?[name] != nil) }
  }

  @Test(
    "two runs give the same bytes in every format",
    arguments: ["text", "json", "csv", "html"].flatMap { format in
      ["margin", "margin --explain", "greeks"].map { "\($0) --format \(format)" }
    })
  func sameBytes(arguments: String) throws {
    let first = try CommandRun("steelyard \(arguments) \(ExampleBook.options)")
    let second = try CommandRun("steelyard \(arguments) \(ExampleBook.options)")
    #expect(first.status == 0)
    #expect(!first.output.isEmpty)
    #expect(first.output == second.output)
    #expect(first.output.utf8.last == UInt8(ascii: "\n"))
  }

  @Test("positions and market come from standard input as from a file")
  func standardInput() throws {
    let file = try CommandRun("steelyard margin \(ExampleBook.options)")
    for command in [
      "steelyard margin \(ExampleBook.market) --positions - <\(ExampleBook.positions)",
      "cat Examples/hedged-book/market-eth.json | steelyard margin"
        + " --market Examples/hedged-book/market-btc.json --market -"
        + " --positions \(ExampleBook.positions)",
    ] {
      let piped = try CommandRun(command)
      #expect(piped.status == 0)
      #expect(piped.output == file.output)
    }
  }

  @Test("--check ends with 1 where the account is under its margin, and only then")
  func check() throws {
    let scratch = try ScratchDirectory()
    let poor = try scratch.file(
      "poor.csv", "instrument,quantity\nBTC,0.01\nBTC-PERPETUAL,-500000\n")
    let healthy = try CommandRun("steelyard margin \(ExampleBook.options) --check")
    #expect(healthy.status == 0)
    let unchecked = try CommandRun("steelyard margin \(ExampleBook.market) --positions '\(poor)'")
    #expect(unchecked.status == 0)
    let checked = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions '\(poor)' --check")
    #expect(checked.status == 1)
    #expect(checked.output == unchecked.output)
    #expect(checked.complaint.isEmpty)
  }

  @Test("a stated requirement adds to initial margin")
  func stated() throws {
    let plain = try CommandRun("steelyard margin \(ExampleBook.options) --format json").object()
    let stated = try CommandRun(
      "steelyard margin \(ExampleBook.options) --format json --stated open_orders_margin=0.5:BTC"
    ).object()
    let added =
      (stated["initial_margin"] as? Double ?? .nan) - (plain["initial_margin"] as? Double ?? .nan)
    #expect(added > 0)
    #expect(
      stated["maintenance_margin"] as? Double == plain["maintenance_margin"] as? Double)
  }

  @Test(
    "a stated requirement that the model does not know is refused",
    arguments: [
      "--stated open_orders=1:BTC", "--stated open_orders_margin=1:SOL",
      "--stated open_orders_margin=1:BTC --model cross",
    ])
  func statedForNothing(options: String) throws {
    let run = try CommandRun("steelyard margin \(ExampleBook.options) \(options)")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.complaintLines.count == 1)
    #expect(run.complaint.contains("has no charge"))
  }

  @Test("greeks need no model's parameters, margin says whose are missing")
  func coinWithoutParameters() throws {
    let scratch = try ScratchDirectory()
    let market = try scratch.file(
      "market.json",
      SmallMarket.answer([
        SmallMarket.row(
          "SOL_USDC-27MAR26-160-C",
          "\"mark_price\":5.1,\"mark_iv\":68,\"underlying_price\":152,"
            + "\"estimated_delivery_price\":152")
      ]))
    let positions = try scratch.file(
      "book.csv", "instrument,quantity\nSOL_USDC-27MAR26-160-C,-10\n")
    let options = "--market '\(market)' --positions '\(positions)' --price USDC=1"
    let greeks = try CommandRun("steelyard greeks \(options)")
    #expect(greeks.status == 0 && greeks.complaint.isEmpty)
    #expect(greeks.output.contains("SOL   net"))
    let margin = try CommandRun("steelyard margin \(options)")
    #expect(margin.status == 2)
    #expect(
      margin.complaint.contains("row 2") && margin.complaint.contains("no parameters for SOL"))
  }

  @Test("open orders without a position are charged all the same")
  func statedWithoutPosition() throws {
    let scratch = try ScratchDirectory()
    let positions = try scratch.file("balance.csv", "instrument,quantity\nBTC,1\n")
    let answer = try CommandRun(
      "steelyard margin \(ExampleBook.market) --positions '\(positions)' --format json "
        + "--stated open_orders_margin=0.25:BTC"
    ).object()
    expectClose(
      expected: 0.25 * 96_400, got: answer["initial_margin"] as? Double ?? .nan, .relative(1e-12))
  }

  @Test("the answer in another currency and grammar")
  func currencyAndNaming() throws {
    let answer = try CommandRun(
      "steelyard margin \(ExampleBook.options) --format json --currency BTC --naming ccxt"
    ).object()
    #expect(answer["currency"] as? String == "BTC")
    let text = try CommandRun("steelyard margin \(ExampleBook.options) --naming ccxt").output
    #expect(text.contains("BTC/USD:BTC-260626-96000-C"))
  }

  @Test("an option without a row of its own is priced from the fitted surface, and it says so")
  func fittedSurface() throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.file("p.csv", "instrument,quantity\nBTC-26JUN26-96500-C,-1\n")
    let run = try CommandRun("steelyard margin \(ExampleBook.market) --positions '\(path)'")
    #expect(run.status == 0)
    #expect(run.output.contains("was fitted for 1 option without a mark"))
  }

  @Test("parameters from a file take the place of the built-in ones")
  func parameters() throws {
    let built = try CommandRun("steelyard margin \(ExampleBook.options)")
    let given = try CommandRun(
      "steelyard margin \(ExampleBook.options) --parameters Parameters/margin/deribit-2026-02.json")
    #expect(given.output == built.output)
    let wrong = try CommandRun(
      "steelyard margin \(ExampleBook.options) --parameters Parameters/margin/cross.json")
    #expect(wrong.status == 2)
    #expect(wrong.complaintLines.count == 1)
  }

  private func expectMembers(
    _ answer: [String: Any], _ list: String, _ names: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let first = (answer[list] as? [[String: Any]])?.first ?? [:]
    for name in names {
      #expect(first[name] != nil, "\(list).\(name)", sourceLocation: sourceLocation)
    }
  }
}
