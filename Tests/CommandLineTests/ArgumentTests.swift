import TestSupport
import Testing

@Suite("Arguments", .serialized)
struct ArgumentTests {
  @Test(
    "wrong arguments give one line that says what to do, and status 2",
    arguments: [
      ("margn", "Did you mean margin?"),
      ("frobnicate", "See `steelyard --help`."),
      ("help frobnicate", "There is no command"),
      ("margin --markets a", "Did you mean --market?"),
      ("margin --pos a", "Did you mean --positions?"),
      ("margin --frobnicate", "See `steelyard margin --help`."),
      ("margin -x", "has no option \"-x\""),
      ("margin --market", "--market has no value. Write --market FILE."),
      ("margin --market --positions a", "--market has no value"),
      ("margin --market=", "--market has no value"),
      ("margin --partial=yes", "--partial takes no value."),
      ("margin --model a --model b", "--model stands twice."),
      ("margin --partial --partial", "--partial stands twice."),
      ("margin a", "\"a\" belongs to no option."),
      ("margin --positions a", "--market is missing."),
      ("margin --market a", "--positions is missing."),
      ("margin --format xml --positions a", "Choose text, json, csv, html."),
      ("margin --hedge a", "has no option \"--hedge\""),
      ("margin \(ExampleBook.market) --positions a --time yesterday", "--time: "),
      ("margin \(ExampleBook.options) --price BTC", "ASSET=PRICE"),
      ("margin \(ExampleBook.options) --price BTC=-1", "above zero"),
      ("margin \(ExampleBook.options) --price BTC=nan", "finite"),
      ("margin \(ExampleBook.options) --stated a=b", "NAME=AMOUNT:CURRENCY"),
      ("margin \(ExampleBook.options) --stated a=-1:BTC", "from 0 up"),
      ("margin \(ExampleBook.options) --state a", "keeps no state"),
      ("margin \(ExampleBook.options) --model a", "There is no margin model"),
      ("margin \(ExampleBook.options) --currency XYZ", "No US dollar price of XYZ"),
      ("margin \(ExampleBook.options) --currency usd", "--currency: "),
      ("margin \(ExampleBook.options) --naming a", "Choose deribit"),
      ("margin \(ExampleBook.options) --max-age -1", "whole number"),
      ("margin --market - --positions -", "there is one standard input"),
      ("names", "NAME is missing."),
      ("price --right call --strike 1 --days 1 --forward 1", "The volatility is missing."),
      ("price --right call --strike 1 --days 1 --volatility 0.5", "The forward is missing."),
      ("price --right call --strike 1 --forward 1 --volatility 0.5", "Add --days or --years."),
      ("price --strike 1 --forward 1 --days 1 --volatility 0.5", "--right is missing."),
      (
        "price --right call --strike 1 --forward 1 --days 1 --volatility 61.27",
        "Write 61.27 % as 0.6127 or as 61.27%."
      ),
      (
        "price --right call --strike 1 --forward 1 --days 1 --years 1 --volatility 1",
        "Keep one of the two."
      ),
      (
        "price --right call --strike -1 --forward 1 --days 1 --volatility 1",
        "strike is -1.0"
      ),
      ("price BTC-PERPETUAL --forward 1 --volatility 1 --days 1", "is not an option"),
      ("price BTC-27MAR26-80000-C --strike 1", "both say the terms"),
      ("price BTC-27MAR26-80000-C --forward 1 --volatility 1", "--time"),
      (
        "price BTC-27MAR26-80000-C --forward 1 --volatility 1 --time 2026-03-27T08:00:00Z",
        "It expired at"
      ),
      ("iv --right call --strike 1 --days 1 --forward 1", "--price is missing."),
      ("bench --only frobnicate", "no benchmark's name begins with"),
      ("bench --repetitions 0", "whole number from 1"),
      ("surface", "--market is missing."),
      (
        "surface --market Examples/hedged-book/market-btc.json --underlying DOGE",
        "It has them on BTC/USD:BTC."
      ),
    ])
  func wrong(arguments: String, says: String) throws {
    let run = try CommandRun("steelyard \(arguments)")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.complaintLines.count == 1, "\(run.complaint)")
    #expect(run.complaint.hasPrefix("steelyard: "))
    #expect(run.complaint.contains(says), "\(run.complaint)")
  }

  @Test("a value may stand behind a blank or an equals sign, options in any order")
  func spellings() throws {
    let plain = try CommandRun("steelyard margin \(ExampleBook.options) --format json")
    #expect(plain.status == 0)
    let other = try CommandRun(
      """
      steelyard margin --format=json --positions=\(ExampleBook.positions) --price=USDC=1 \
      --market=Examples/hedged-book/market-btc.json --market Examples/hedged-book/market-eth.json
      """)
    #expect(other.output == plain.output)
  }

  @Test("after two hyphens nothing is an option")
  func operands() throws {
    let run = try CommandRun("steelyard names -- --help")
    #expect(run.status == 2)
    #expect(run.complaint.contains("--help"))
  }

  @Test("a control character in a name cannot break the line")
  func controlCharacters() throws {
    let run = try CommandRun(
      "steelyard margin --positions x --market \"$(printf 'a\\nb\\033[1m')\"")
    #expect(run.status == 2)
    #expect(run.complaintLines.count == 1)
    #expect(run.complaint.contains("a?b?[1m"))
  }
}
