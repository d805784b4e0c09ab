import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("PortfolioFile")
struct PortfolioFileTests {
  private func read(_ text: String) throws(SteelyardError) -> PortfolioFile {
    try PortfolioFile.read(InputFile(text: text))
  }

  private func instrument(_ name: String) throws(SteelyardError) -> Instrument {
    try InstrumentNaming.deribit.instrument(named: name)
  }

  @Test("CSV: instruments are positions, asset codes are balances")
  func table() throws {
    let file = try read(
      """
      instrument,quantity,average_price
      BTC-27MAR26-80000-C,-2.5,0.0125
      BTC-PERPETUAL,150000,
      BTC/USD:BTC-260327,-1000,70000
      BTC,1.25,
      USDC,-50000,
      """)
    #expect(file.format == .table)
    #expect(file.problems.isEmpty && file.warnings.isEmpty)
    #expect(
      file.positions == [
        Position(
          instrument: try instrument("BTC-27MAR26-80000-C"), quantity: try Amount(parsing: "-2.5"),
          averagePrice: try Amount(parsing: "0.0125")),
        Position(instrument: try instrument("BTC-PERPETUAL"), quantity: Amount(150_000)),
        Position(
          instrument: try instrument("BTC-27MAR26"), quantity: Amount(-1000),
          averagePrice: Amount(70_000)),
      ])
    #expect(file.positionRows == [2, 3, 4])
    #expect(
      file.balances == [
        AssetBalance(asset: .btc, amount: try Amount(parsing: "1.25")),
        AssetBalance(asset: .usdc, amount: Amount(-50_000)),
      ])
    #expect(try file.portfolio().positions.count == 3)
  }

  @Test(
    "a wrong row is left out and named",
    arguments: [
      ("BTC-PERPETUAL,abc", ["row 2, field quantity", "\"abc\""]),
      ("BTC-PERPETUAL,NaN", ["row 2, field quantity"]),
      ("BTC-PERPETUAL,1e308", ["row 2, field quantity"]),
      ("BTC-PERPETUAL,", ["row 2, field quantity", "missing"]),
      (",1", ["row 2, field instrument"]), ("BTC-27MAR26-80000-X,1", ["row 2, field instrument"]),
      ("btc,1", ["row 2, field instrument"]), ("BTC-PERPETUAL,1,2", ["row 2", "3 cells"]),
      ("BTC-PERPETUAL", ["row 2", "1 cells"]), ("123,1", ["row 2, field instrument"]),
    ])
  func wrongRows(row: String, parts: [String]) throws {
    let file = try read("instrument,quantity\n\(row)\nETH-PERPETUAL,10\n")
    #expect(file.positions.count == 1)
    #expect(file.problems.count == 1)
    let problem = try #require(file.problems.first)
    expect(problem, problem.code, parts)
  }

  @Test("a duplicate names both rows, whatever the grammar")
  func duplicates() throws {
    let file = try read(
      "instrument,quantity\nBTC-PERPETUAL,1\nBTC/USD:BTC,2\nBTC,1\nBTC,1\nBTC-FS-25DEC26_PERP,1")
    expect(file.problems[0], .invalidInput, ["row 3", "stands in row 2 already"])
    expect(file.problems[1], .invalidInput, ["row 5", "BTC stands in row 4 already"])
    expect(file.problems[2], .unsupported, ["row 6, field instrument"])
  }

  @Test("a zero quantity and a balance's price are noted")
  func warnings() throws {
    let file = try read("instrument,quantity,average_price\nBTC-PERPETUAL,0,\nBTC,1,70000")
    #expect(file.positions.isEmpty && file.balances.count == 1 && file.problems.isEmpty)
    expect(file.warnings[0], .invalidInput, ["row 2, field quantity", "zero"])
    expect(file.warnings[1], .invalidInput, ["row 3, field average_price", "not used"])
  }

  @Test("Deribit get_positions: dollars for futures, coins for options; closed ones passed over")
  func deribitPositions() throws {
    let file = try read(
      """
      {"jsonrpc":"2.0","result":[
      {"instrument_name":"BTC-PERPETUAL","size":-25000,"direction":"sell","kind":"future",
       "average_price":70010.123456789012345678},
      {"instrument_name":"BTC-27MAR26-80000-C","size":2.5,"direction":"buy","kind":"option",
       "average_price":0.0004273148148148148},
      {"instrument_name":"BTC-27MAR26","size":0,"direction":"zero","kind":"future",
       "average_price":0},
      {"instrument_name":"ETH-PERPETUAL","size":10,"direction":"sell","kind":"future"},
      {"instrument_name":"ETH-27MAR26","size":10,"direction":"buy","kind":"option"}]}
      """)
    #expect(file.format == .deribitPositions)
    #expect(file.positions.map(\.quantity.description) == ["-25000", "2.5"])
    #expect(
      file.positions.map { $0.averagePrice?.description } == [
        "70010.123456789012345678", "0.000427314814814815",
      ])
    #expect(file.positionRows == [1, 2])
    expect(file.problems[0], .invalidInput, ["row 4", "result[3].direction", "contradicts"])
    expect(file.problems[1], .invalidInput, ["row 5", "result[4].kind", "says future"])
  }

  @Test("Deribit account summaries, one and several")
  func summaries() throws {
    let one = try read(#"{"result":{"currency":"BTC","balance":1.5,"equity":1.6}}"#)
    #expect(one.balances == [AssetBalance(asset: .btc, amount: try Amount(parsing: "1.5"))])
    let several = try read(
      #"{"result":{"summaries":[{"currency":"BTC","balance":1.5},{"currency":"ETH","balance":0},"#
        + #"{"currency":"USDC","balance":-20.25}]}}"#)
    #expect(several.format == .deribitAccountSummary)
    #expect(several.balances.map(\.asset) == [.btc, .usdc])
  }

  @Test("no open positions is an empty book")
  func emptyPositions() throws {
    #expect(try read(#"{"jsonrpc":"2.0","result":[]}"#).positions.isEmpty)
  }

  @Test(
    "files that hold no positions",
    arguments: [
      ("", ["empty"]), ("{}", ["no accepted position format"]), ("name,size\n", ["row 1"]),
      ("instrument,quantity,price\n", ["row 1, field price", "not known"]),
      (#"{"error":{"code":13009,"message":"unauthorized"}}"#, ["13009", "unauthorized"]),
      (#"{"steelyard":"market","version":1}"#, ["kind \"market\""]),
      (#"{"steelyard":"portfolio","version":1,"positions":[]}"#, ["balances is missing"]),
      (
        #"{"steelyard":"portfolio","version":1,"positions":[],"balances":[],"x":1}"#,
        ["no member \"x\""]
      ),
      (
        #"[{"instrument_name":"BTC-PERPETUAL","mark_price":1,"creation_timestamp":1}]"#,
        ["no accepted position format"]
      ),
    ])
  func wholeFile(text: String, parts: [String]) {
    expectError(.invalidInput, parts) { () throws(SteelyardError) in _ = try read(text) }
  }

  @Test("a later version is refused")
  func laterVersion() {
    expectError(.unsupported, ["version", "Version 2"]) { () throws(SteelyardError) in
      _ = try read(#"{"steelyard":"portfolio","version":2,"positions":[],"balances":[]}"#)
    }
  }
}
