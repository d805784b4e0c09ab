import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import Testing

@Suite("MarketFile")
struct MarketFileTests {
  /// Invented numbers in the form of Deribit's answer; 1773480321212 is 2026-03-14T09:25:21.212Z.
  static func summary(_ fields: String, name: String = "BTC-27MAR26-80000-C") -> String {
    #"{"jsonrpc":"2.0","result":[{"instrument_name":"\#(name)","# + fields
      + #""creation_timestamp":1773480321212}],"usOut":1773480321212000,"testnet":false}"#
  }

  static func read(_ text: String, at time: Timestamp? = nil) throws(SteelyardError) -> MarketFile {
    try MarketFile.read(InputFile(text: text), at: time)
  }

  @Test("a book summary: percent becomes decimal, milliseconds an instant, zero bids no quote")
  func bookSummary() throws {
    let file = try Self.read(
      Self.summary(
        #""underlying_index":"SYN.BTC-27MAR26","underlying_price":71000.5,"mark_price":0.0125,"#
          + #""estimated_delivery_price":70900,"mark_iv":50,"bid_price":0,"ask_price":0.013,"#
          + #""open_interest":12.5,"volume":null,"#))
    #expect(file.format == .deribitBookSummary)
    #expect(file.problems.isEmpty && file.warnings.isEmpty)
    let observation = try #require(file.observations.first)
    #expect(
      observation.instrument
        == (try InstrumentNaming.deribit.instrument(named: "BTC-27MAR26-80000-C")))
    #expect(observation.time.description == "2026-03-14T09:25:21.212Z")
    #expect(observation.origin == .init(file: "test", row: 1))
    #expect(observation.markPrice == 0.0125)
    #expect(observation.markVolatility == 0.5)
    #expect(observation.bid == nil)
    #expect(observation.ask == .init(price: 0.013))
    #expect(observation.underlyingPrice == 71000.5)
    #expect(observation.underlyingPriceSource == .synthetic("SYN.BTC-27MAR26"))
    #expect(observation.indexPrice == 70900)
    #expect(observation.openInterest == 12.5)
    #expect(observation.volume == nil)
  }

  @Test("the bare result, a future as the forward's source, the index as the forward")
  func bareResult() throws {
    let file = try Self.read(
      """
      [{"instrument_name":"ETH-27MAR26-3000-P","creation_timestamp":1773480321212,
        "underlying_index":"ETH-27MAR26"},
       {"instrument_name":"ETH-15MAR26-3000-P","creation_timestamp":1773480321212,
        "underlying_index":"index_price"}]
      """)
    #expect(
      file.observations.map(\.underlyingPriceSource) == [.future("ETH-27MAR26"), .index])
  }

  @Test("a ticker has sizes and volatilities of its quotes")
  func ticker() throws {
    let file = try Self.read(
      """
      {"jsonrpc":"2.0","result":{"timestamp":1773480321212,"instrument_name":"BTC-27MAR26-80000-C",
      "mark_price":0.01,"mark_iv":55,"best_bid_price":0.009,"best_bid_amount":3,"bid_iv":50,
      "best_ask_price":0.011,"best_ask_amount":4.5,"ask_iv":0,"index_price":70000,
      "estimated_delivery_price":70001,"greeks":{"delta":0.2},"stats":{"volume":1}}}
      """)
    #expect(file.format == .deribitTicker)
    let observation = try #require(file.observations.first)
    #expect(observation.bid == .init(price: 0.009, amount: 3, volatility: 0.5))
    #expect(observation.ask == .init(price: 0.011, amount: 4.5))
    #expect(observation.indexPrice == 70000)
  }

  @Test(
    "a wrong value leaves its row out and names row and field",
    arguments: [
      (#""mark_iv":0,"#, ["row 1", "result[0].mark_iv", "not a volatility"]),
      (#""mark_iv":-5,"#, ["mark_iv"]), (#""mark_iv":2001,"#, ["mark_iv", "2000 %"]),
      (#""mark_iv":1e999,"#, ["mark_iv", "outside the range"]),
      (#""mark_iv":"60","#, ["mark_iv", "Expected a number, found the string \"60\""]),
      (#""mark_price":-0.1,"#, ["mark_price", "-0.1"]),
      (#""mark_price":1e308,"#, ["mark_price", "1e+308"]),
      (#""underlying_price":0,"#, ["underlying_price"]),
      (#""estimated_delivery_price":-1,"#, ["estimated_delivery_price"]),
      (#""open_interest":-1,"#, ["open_interest"]),
      (#""bid_price":[],"#, ["bid_price", "an array"]),
      (#""underlying_index":5,"#, ["underlying_index", "Expected a string"]),
    ])
  func wrongValues(field: String, parts: [String]) throws {
    let file = try Self.read(Self.summary(field))
    #expect(file.observations.isEmpty)
    expect(file.problems.first, .invalidInput, ["test, row 1, field result[0]"] + parts)
  }

  @Test("a mark of zero far out of the money is kept")
  func zeroMark() throws {
    #expect(try Self.read(Self.summary(#""mark_price":0.0,"#)).observations.first?.markPrice == 0)
  }

  @Test("crossed quotes are kept and reported")
  func crossed() throws {
    let file = try Self.read(Self.summary(#""bid_price":0.02,"ask_price":0.01,"#))
    #expect(file.observations.count == 1)
    expect(file.warnings.first, .invalidInput, ["row 1", "crossed"])
  }

  @Test(
    "names: unknown, expired at the row's time, a combo",
    arguments: [
      ("BTC-27MAR26-80000-X", SteelyardError.Code.invalidInput, ["instrument_name"]),
      ("BTC-14MAR26-80000-C", .invalidInput, ["instrument_name", "expired before"]),
    ])
  func names(name: String, code: SteelyardError.Code, parts: [String]) throws {
    let file = try Self.read(Self.summary("", name: name))
    #expect(file.observations.isEmpty)
    expect(file.problems.first, code, parts)
    let combo = try Self.read(Self.summary("", name: "BTC-FS-25DEC26_PERP"))
    #expect(combo.problems.isEmpty && combo.observations.isEmpty)
    expect(combo.warnings.first, .unsupported, ["row 1"])
  }

  @Test("an instrument in two rows: the first is kept")
  func duplicate() throws {
    let row = #"{"instrument_name":"BTC-PERPETUAL","creation_timestamp":1773480321212}"#
    let file = try Self.read("[\(row),\(row)]")
    #expect(file.observations.count == 1)
    expect(file.problems.first, .invalidInput, ["row 2", "stands in row 1 already"])
  }

  @Test(
    "files that are no market data",
    arguments: [
      ("", ["empty"]), (" \n", ["empty"]), ("{}", ["no accepted market format", "Tardis"]),
      ("[]", ["no rows"]), ("hello", ["no accepted market format"]),
      ("a,b\n1,2", ["row 1", "no accepted market format"]), ("[{\"x\":1}]", ["no accepted"]),
      ("{\"result\":[", ["breaks off"]), ("[1,2]", ["no accepted market format"]),
      (
        #"{"error":{"code":-32602,"message":"Invalid params","data":{"reason":"wrong","param":"kind"}}}"#,
        ["-32602", "Invalid params", "kind: wrong"]
      ),
      (#"{"jsonrpc":"2.0"}"#, ["neither a result nor an error"]),
      (#"{"steelyard":"portfolio","version":1}"#, ["kind \"portfolio\""]),
      ("\u{1F}\u{8B}", ["no accepted"]),
    ])
  func wholeFile(text: String, parts: [String]) {
    expectError(.invalidInput, parts) { () throws(SteelyardError) in _ = try Self.read(text) }
  }

  @Test("compressed files name the remedy")
  func compressed() {
    expectError(.invalidInput, ["gzip", "gunzip -k chain.csv.gz"]) { () throws(SteelyardError) in
      _ = try MarketFile.read(InputFile(name: "chain.csv.gz", bytes: [0x1F, 0x8B, 8, 0]))
    }
  }

  @Test("answers of the test network carry a warning")
  func testnet() throws {
    let text = Self.summary("").replacing("\"testnet\":false", with: "\"testnet\":true")
    expect(try Self.read(text).warnings.first, .invalidInput, ["test network"])
  }

  static let tardis = """
    exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,\
    bid_price,bid_amount,bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,\
    underlying_price,delta,gamma,vega,theta,rho
    deribit,BTC-27MAR26-80000-C,1773480000000000,1773480000000001,call,80000,1774598400000000,10,,\
    0.009,1,50,0.011,2,60,0.01,55,SYN.BTC-27MAR26,71000,0.2,0,0,0,0
    deribit,BTC-27MAR26-80000-C,1773480060000000,1773480060000001,call,80000,1774598400000000,11,,\
    ,,,0.012,2,60,0.0105,56,SYN.BTC-27MAR26,71100,0.2,0,0,0,0

    """

  @Test("Tardis options_chain: the last update at or before the time wins")
  func tardisOptionsChain() throws {
    let last = try Self.read(Self.tardis)
    #expect(last.format == .tardisOptionsChain)
    #expect(last.supersededCount == 1)
    let observation = try #require(last.observations.first)
    #expect(last.observations.count == 1)
    #expect(observation.markVolatility == 0.56)
    #expect(observation.bid == nil)
    #expect(observation.ask == .init(price: 0.012, amount: 2, volatility: 0.6))
    #expect(observation.time == Timestamp(microseconds: 1_773_480_060_000_000))
    #expect(observation.origin.row == 3)
    let earlier = try Self.read(Self.tardis, at: Timestamp(microseconds: 1_773_480_059_999_999))
    #expect(earlier.observations.first?.openInterest == 10)
  }

  @Test("Tardis rows that contradict the name, or come from another exchange")
  func tardisProblems() throws {
    let strike = try Self.read(Self.tardis.replacing(",80000,", with: ",81000,"))
    expect(strike.problems.first, .invalidInput, ["row 3, field strike_price", "contradicts"])
    let right = try Self.read(Self.tardis.replacing(",call,", with: ",put,"))
    expect(right.problems.first, .invalidInput, ["row 3, field type"])
    let exchange = try Self.read(Self.tardis.replacing("\nderibit", with: "\nokex-options"))
    expect(exchange.problems.first, .unsupported, ["field exchange", "okex-options"])
    let nan = try Self.read(Self.tardis.replacing(",56,", with: ",NaN,"))
    expect(nan.problems.first, .invalidInput, ["row 3, field mark_iv", "\"NaN\" is not a number"])
  }

  @Test("Tardis derivative_ticker")
  func tardisDerivativeTicker() throws {
    let file = try Self.read(
      """
      exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,\
      predicted_funding_rate,open_interest,last_price,index_price,mark_price
      deribit,BTC-PERPETUAL,1773480000000000,1773480000000001,,0.0001,,1000000,70010,70000,70005.5
      """)
    #expect(file.format == .tardisDerivativeTicker)
    #expect(file.observations.first?.markPrice == 70005.5)
    #expect(file.observations.first?.indexPrice == 70000)
  }

  @Test("a chain with two snapshots: the latest at or before the time is read, and no other")
  func snapshots() throws {
    let text = """
      snapshot_utc,currency,instrument_name,expiry_utc,strike,option_type,mark_price_coin,mark_iv_pct
      2026-01-14T00:00:00Z,BTC,BTC-15JAN26-90000-C,2026-01-15T08:00:00Z,90000,C,0.01,50
      2026-01-14T00:00:00Z,BTC,BTC-16JAN26-90000-C,2026-01-16T08:00:00Z,90000,C,0.02,51
      2026-01-15T12:00:00Z,BTC,BTC-16JAN26-90000-C,2026-01-16T08:00:00Z,90000,C,0.03,52
      """
    #expect(try Self.read(text).observations.map(\.markPrice) == [0.03])
    #expect(try Self.read(text).supersededCount == 2)
    let time = try Timestamp(parsing: "2026-01-15T11:59:59Z")
    #expect(try Self.read(text, at: time).observations.map(\.markPrice) == [0.01, 0.02])
    expectError(.missingMarketData, ["no row at or before 2026-01-01"]) {
      () throws(SteelyardError) in _ = try Self.read(text, at: Timestamp(parsing: "2026-01-01"))
    }
  }

  @Test("more than a thousand bad rows give the file up")
  func hopeless() {
    let row = #"{"instrument_name":"?","creation_timestamp":1773480321212}"#
    let rows = repeatElement(row, count: 1100).joined(separator: ",")
    expectError(.invalidInput, ["row 1001"]) { () throws(SteelyardError) in
      _ = try Self.read("[\(rows)]")
    }
  }

  @Test(
    "times that cannot be",
    arguments: ["-1", "9223372036854775807", "253402300800000", "1.5", "\"x\"", "null"])
  func times(text: String) throws {
    let file = try Self.read(
      #"[{"instrument_name":"BTC-PERPETUAL","creation_timestamp":\#(text)}]"#)
    expect(file.problems.first, .invalidInput, ["row 1", "creation_timestamp"])
  }
}
