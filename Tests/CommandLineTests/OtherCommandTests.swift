import TestSupport
import Testing

@Suite("surface, price, iv, names and bench", .serialized)
struct OtherCommandTests {
  @Test(
    "every command answers in every format",
    arguments: [
      "surface --market Examples/hedged-book/market-btc.json",
      "price --right put --strike 100 --forward 105 --days 30 --volatility 40%",
      "iv --price 2.75 --right put --strike 100 --forward 105 --days 30",
      "names BTC-27MAR26-80000-C BTC-PERPETUAL",
    ], ["text", "json", "csv", "html"])
  func formats(arguments: String, format: String) throws {
    let run = try CommandRun("steelyard \(arguments) --format \(format)")
    #expect(run.status == 0)
    #expect(run.complaint.isEmpty)
    #expect(!run.output.isEmpty)
    #expect(try CommandRun("steelyard \(arguments) --format \(format)").output == run.output)
    if format == "json" { #expect(try !run.object().isEmpty) }
    if format == "html" { #expect(run.output.prefix(15) == "<!doctype html>") }
  }

  @Test("price and iv undo each other, by name and by numbers")
  func roundTrip() throws {
    for terms in [
      "BTC-27MAR26-80000-C --time 2026-03-14T09:25:00Z --forward 71000",
      "BTC_USDC-27MAR26-80000-P --time 2026-03-14T09:25:00Z --forward 71000 --rate 0.05",
      "--right put --strike 100 --forward 105 --years 0.5",
    ] {
      let price = try CommandRun("steelyard price \(terms) --volatility 0.55 --format json")
      let answer = try price.object()
      let value = answer["value_coin"] as? Double ?? answer["value"] as? Double ?? .nan
      let solved = try CommandRun("steelyard iv \(terms) --price \(value) --format json").object()
      #expect(solved["status"] as? String == "converged")
      expectClose(expected: 0.55, got: solved["volatility"] as? Double ?? .nan, .relative(1e-12))
    }
  }

  @Test("volatility in percent is the same number as the decimal")
  func percent() throws {
    let terms = "price --right call --strike 100 --forward 105 --days 30 --format json --volatility"
    #expect(
      try CommandRun("steelyard \(terms) 61.27%").output
        == CommandRun("steelyard \(terms) 0.6127").output)
  }

  @Test("an option by its name in a market")
  func byName() throws {
    let terms = "BTC-26JUN26-96000-C --market Examples/hedged-book/market-btc.json --format json"
    let price = try CommandRun("steelyard price \(terms)").object()
    let solved = try CommandRun("steelyard iv \(terms)").object()
    expectClose(
      expected: price["volatility"] as? Double ?? .nan,
      got: solved["volatility"] as? Double ?? .nan, .absolute(0.001))
  }

  @Test("a barrier option is worth no more than the option without it")
  func barrier() throws {
    let run = try CommandRun(
      "steelyard price BTC/USDC:USDC-260327-80000-C-UO-100000 --spot 70000 --days 13"
        + " --volatility 0.55 --format json")
    let plain = try CommandRun(
      "steelyard price BTC/USDC:USDC-260327-80000-C --spot 70000 --days 13"
        + " --volatility 0.55 --format json")
    let value = try run.object()["value"] as? Double ?? .nan
    #expect(value > 0)
    #expect(try value < plain.object()["value"] as? Double ?? .nan)
  }

  @Test(
    "that no volatility gives a price is an answer",
    arguments: [
      ("4", "below_intrinsic"), ("5", "at_intrinsic"), ("105", "above_maximum"),
      ("-1", "below_intrinsic"),
    ])
  func noVolatility(price: String, status: String) throws {
    let run = try CommandRun(
      "steelyard iv --price \(price) --right call --strike 100 --forward 105 --days 30"
        + " --format json")
    #expect(run.status == 0)
    #expect(try run.object()["status"] as? String == status)
  }

  @Test("a refused name gives a line, status 2, and the others are answered")
  func refusedName() throws {
    let one = try CommandRun("steelyard names BTC-27MR26-80000-C")
    #expect(one.status == 2)
    #expect(one.output.isEmpty)
    #expect(one.complaintLines.count == 1)
    #expect(one.complaint.contains("expected"))
    let two = try CommandRun("steelyard names BTC-27MR26-80000-C BTC-PERPETUAL")
    #expect(two.status == 2)
    #expect(two.output.contains("BTC/USD:BTC"))
    #expect(two.complaintLines.count == 1)
  }

  @Test("names in one grammar, and a refusal where that one cannot say it")
  func oneGrammar() throws {
    let ccxt = try CommandRun("steelyard names --to ccxt BTC-27MAR26-80000-C")
    #expect(ccxt.status == 0)
    #expect(ccxt.output.contains("BTC/USD:BTC-260327-80000-C"))
    #expect(!ccxt.output.contains("BTC-USD-260327-80000-C"))
    let binance = try CommandRun("steelyard names --to binance BTC-27MAR26-80000-C")
    #expect(binance.status == 2)
    #expect(binance.complaintLines.count == 1)
  }

  @Test("surface: one underlying of several, SSVI, and the check for arbitrage")
  func surface() throws {
    let both = try CommandRun("steelyard surface \(ExampleBook.market)")
    #expect(both.output.contains("BTC/USD:BTC"))
    #expect(both.output.contains("ETH/USD:ETH"))
    let one = try CommandRun(
      "steelyard surface \(ExampleBook.market) --underlying ETH --ssvi --check")
    #expect(one.status == 0)
    #expect(!one.output.contains("BTC/USD:BTC"))
  }

  @Test("bench runs what is chosen and its sums are right")
  func bench() throws {
    let run = try CommandRun("steelyard bench --only black76.price --repetitions 1 --format json")
    #expect(run.status == 0)
    #expect(run.complaint.isEmpty)
    #expect(run.output.contains("black76.price.4096options"))
    #expect(!run.output.contains("impliedVolatility"))
  }
}
