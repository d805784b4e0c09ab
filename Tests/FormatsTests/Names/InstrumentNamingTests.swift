import SteelyardContracts
import SteelyardFormats
import Testing

@Suite("Instrument names, grammar by grammar")
struct InstrumentNamingTests {
  @Test(
    "each line of the grammar means what it says and is printed alike",
    arguments: [
      (
        InstrumentNaming.derive, "ETH-20260627-3500-C",
        "ETH/USDC:USDC 2026-06-27T08:00:00Z 3500 call"
      ),
      (.derive, "ETH-20260627-2400_5-P", "ETH/USDC:USDC 2026-06-27T08:00:00Z 2400.5 put"),
      (.derive, "ETH-PERP", "ETH/USDC:USDC perpetual"),
      (.derive, "ETH-USDC", "ETH/USDC"),
      (.okx, "BTC-USD-240329-32000-C", "BTC/USD:BTC 2024-03-29T08:00:00Z 32000 call"),
      (.okx, "BTC-USDT-240329-0.5-P", "BTC/USDT:USDT 2024-03-29T08:00:00Z 0.5 put"),
      (.okx, "BTC-USDT-SWAP", "BTC/USDT:USDT perpetual"),
      (.okx, "BTC-USD-SWAP", "BTC/USD:BTC perpetual"),
      (.okx, "BTC-USD-240329", "BTC/USD:BTC 2024-03-29T08:00:00Z"),
      (.okx, "BTC-USDC-240329", "BTC/USDC:USDC 2024-03-29T08:00:00Z"),
      (.okx, "BTC-USDT", "BTC/USDT"),
      (.bybit, "BTC-26JAN24-39000-C", "BTC/USDC:USDC 2024-01-26T08:00:00Z 39000 call"),
      (.bybit, "BTC-5JAN24-39000-P-USDT", "BTC/USDT:USDT 2024-01-05T08:00:00Z 39000 put"),
      (.bybit, "XRP-26JAN24-0.55-C", "XRP/USDC:USDC 2024-01-26T08:00:00Z 0.55 call"),
      (.binance, "BTC-231229-40000-C", "BTC/USDT:USDT 2023-12-29T08:00:00Z 40000 call"),
      (.binance, "DOGE-231229-0.095-P", "DOGE/USDT:USDT 2023-12-29T08:00:00Z 0.095 put"),
      (.ccxt, "BTC/USDC", "BTC/USDC"),
      (.ccxt, "BTC/USD:BTC", "BTC/USD:BTC perpetual"),
      (.ccxt, "BTC/USDC:USDC", "BTC/USDC:USDC perpetual"),
      (.ccxt, "BTC/USD:BTC-260327", "BTC/USD:BTC 2026-03-27T08:00:00Z"),
      (.ccxt, "BTC/USD:BTC-260327-80000-C", "BTC/USD:BTC 2026-03-27T08:00:00Z 80000 call"),
      (.ccxt, "XRP/USDC:USDC-260327-0.625-C", "XRP/USDC:USDC 2026-03-27T08:00:00Z 0.625 call"),
      (.steelyard, "BTC/USD:BTC-260327-80000-C", "BTC/USD:BTC 2026-03-27T08:00:00Z 80000 call"),
      (
        .steelyard, "BTC/USD:BTC-260327-80000-C-UO-100000",
        "BTC/USD:BTC 2026-03-27T08:00:00Z 80000 call UO 100000"
      ),
      (.steelyard, "BTC/USD:BTC-260327T160000", "BTC/USD:BTC 2026-03-27T16:00:00Z"),
      (
        .steelyard, "ETH/USDC:USDC-260327T000001-0.5-P-DI-0.25",
        "ETH/USDC:USDC 2026-03-27T00:00:01Z 0.5 put DI 0.25"
      ),
    ])
  func grammar(naming: InstrumentNaming, name: String, meaning: String) throws {
    let instrument = try naming.instrument(named: name)
    #expect(meaning == instrument.description)
    #expect(try name == naming.name(of: instrument))
  }

  @Test(
    "a name that is off by a little is refused, saying which part and what was expected",
    arguments: [
      (InstrumentNaming.deribit, "", "empty"),
      (.deribit, "BTC", "Part 1"),
      (.deribit, "btc-PERPETUAL", "Part 1 \"btc\" (from character 1): expected the base"),
      (.deribit, "BTC-perpetual", "Part 2"),
      (.deribit, "BTC-03APR26-4000-P", "Part 2 \"03APR26\" (from character 5)"),
      (.deribit, "BTC-30FEB26", "expiry that exists"),
      (.deribit, "BTC-29FEB25-4000-C", "expiry that exists"),
      (.deribit, "BTC-27MRZ26", "expiry that exists"),
      (.deribit, "BTC-27MAR2026", "expiry that exists"),
      (.deribit, "BTC-27MAR26-080000-C", "Part 3 \"080000\" (from character 13)"),
      (.deribit, "BTC-27MAR26-0d50-C", "needless zeros"),
      (.deribit, "BTC-27MAR26-0.5-C", "\"d\" before a fraction"),
      (.deribit, "BTC-27MAR26-0-C", "above zero"),
      (.deribit, "BTC-27MAR26-d5-C", "digits"),
      (.deribit, "BTC-27MAR26-5d-C", "digits"),
      (.deribit, "BTC-27MAR26--5-C", "5 parts"),
      (.deribit, "BTC-27MAR26-1e5-C", "digits"),
      (.deribit, "BTC-27MAR26-80000-c", "Part 4 \"c\""),
      (.deribit, "BTC-27MAR26-80000", "3 parts"),
      (.deribit, "BTC-27MAR26-999999999999999999999-C", "range of exact amounts"),
      (.deribit, "BTC_USDC_X-PERPETUAL", "Part 1"),
      (.deribit, "USD-PERPETUAL", "same base and quote"),
      (.deribit, "BTC-PERPETUAL ", "Part 2"),
      (.deribit, "BTC-27MAR26-0d1234567890123456789-C", "at most 18 digits"),
      (.derive, "ETH-260627-3500-C", "YYYYMMDD"),
      (.derive, "ETH-19991231-3500-C", "2000 to 2099"),
      (.derive, "ETH-20260627-2400_1234567-C", "at most 6 digits"),
      (.derive, "ETH-20260627", "quote currency"),
      (.okx, "BTC-240329", "quote currency"),
      (.okx, "BTC-EUR-SWAP", "USD (settled in BTC)"),
      (.okx, "BTC-USD-240230", "YYMMDD"),
      (.bybit, "BTC-26JAN24-39000-C-USDC", "USDT"),
      (.bybit, "BTC-PERP", "2 parts"),
      (.binance, "BTC-231301-40000-C", "YYMMDD"),
      (.ccxt, "BTC/USD:BTC-260327-80000-C-UO-100000", "6 parts"),
      (.ccxt, "BTC/USD-260327", "settlement currency before"),
      (.ccxt, "BTC", "BASE/QUOTE"),
      (.ccxt, "BTC/USD:BTC:BTC", "one \":\""),
      (.steelyard, "BTC/USD:BTC-260327T080000", "no time of day"),
      (.steelyard, "BTC/USD:BTC-260327T240000", "YYMMDDTHHMMSS"),
      (.steelyard, "BTC/USD:BTC-260327-80000-C-XX-100000", "UI (up and in)"),
      (.steelyard, "BTC/USD:BTC-260327-80000-C-UO", "5 parts"),
      (.steelyard, "BTC/USD:BTC-260327-80000-C-UO-0", "above zero"),
    ])
  func refusals(naming: InstrumentNaming, name: String, reason: String) {
    let error = #expect(throws: SteelyardError.self) { try naming.instrument(named: name) }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(error?.remedy.isEmpty == false)
    #expect(error?.subject == .instrument(name))
  }

  @Test("quanto contracts and names too long or not in ASCII are refused")
  func oddNames() {
    let quanto = #expect(throws: SteelyardError.self) {
      try InstrumentNaming.ccxt.instrument(named: "ETH/USD:BTC")
    }
    #expect(quanto?.code == .unsupported)
    let long = #expect(throws: SteelyardError.self) {
      try InstrumentNaming.deribit.instrument(named: String(repeating: "B", count: 10_000))
    }
    #expect(long?.message.contains("longer than 192 bytes") == true)
    let foreign = #expect(throws: SteelyardError.self) {
      try InstrumentNaming.okx.instrument(named: "BTC-\u{1F600}\n-SWAP")
    }
    #expect(foreign?.description.utf8.allSatisfy { (0x20...0x7E).contains($0) } == true)
  }

  @Test(
    "what a grammar cannot say is refused by name",
    arguments: [
      (InstrumentNaming.deribit, "BTC/USD:BTC-260327-80000-C-UO-100000", "barrier"),
      (.deribit, "BTC/USD:BTC-260327T160000", "another time"),
      (.deribit, "BTC/EUR:BTC", "inverse contract quoted in EUR"),
      (.derive, "BTC/USDC:USDC-260327", "a future"),
      (.derive, "BTC/USD:BTC", "the family BTC/USD:BTC"),
      (.derive, "BTC/USDC:USDC-260327-0.1234567-C", "0.1234567"),
      (.okx, "BTC/USD:USD", "the family BTC/USD:USD"),
      (.okx, "BTC/USDC:BTC-260327-80000-C", "the family BTC/USDC:BTC"),
      (.bybit, "BTC/USDT:USDT", "vanilla options"),
      (.bybit, "BTC/USD:BTC-260327-80000-C", "the family"),
      (.binance, "BTC/USDC:USDC-260327-80000-C", "the family"),
      (.binance, "BTC/USDT:USDT-260327-8-C-DO-7", "vanilla options"),
      (.ccxt, "BTC/USD:BTC-260327-80000-C-DI-100", "barrier"),
    ])
  func unsayable(naming: InstrumentNaming, steelyardName: String, what: String) throws {
    let instrument = try InstrumentNaming.steelyard.instrument(named: steelyardName)
    #expect(try InstrumentNaming.steelyard.name(of: instrument) == steelyardName)
    let error = #expect(throws: SteelyardError.self) { try naming.name(of: instrument) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
    #expect(error?.remedy.contains("steelyard naming") == true)
  }

  @Test(
    "a currency whose code reads as another term is refused",
    arguments: [
      "1", "240329", "25DEC26", "PERP", "PERPETUAL", "SWAP",
    ])
  func ambiguousCurrencies(code: String) throws {
    let quote = try Currency(code)
    let spot = try Instrument(Underlying(base: .btc, quote: quote, settlement: quote), .spot)
    for naming in InstrumentNaming.allCases {
      let error = #expect(throws: SteelyardError.self) { try naming.name(of: spot) }
      #expect(error?.code == .unsupported)
    }
    for name in ["BTC-\(code)-SWAP", "BTC/\(code)", "BTC_\(code)"] {
      #expect(InstrumentNaming.candidates(for: name).isEmpty)
    }
  }

  @Test("expiries no grammar can say are refused, not wrapped around")
  func extremeExpiries() throws {
    let family = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    let day = Timestamp.microsecondsPerDay
    for microseconds in [.min, -1, 0, .max, 20_000 * day + 8 * 3_600_000_000 + 1] {
      let future = try Instrument(family, .future(expiry: Timestamp(microseconds: microseconds)))
      for naming in InstrumentNaming.allCases {
        let error = #expect(throws: SteelyardError.self) { try naming.name(of: future) }
        #expect(error?.code == .unsupported)
      }
    }
  }

  @Test(
    "a name is recognised in every grammar that has it",
    arguments: [
      ("BTC-27MAR26-80000-C", [InstrumentNaming.deribit, .bybit]),
      ("BTC-260327-80000-C", [.binance]), ("ETH-20260627-3500-C", [.derive]),
      ("BTC-USD-240329-32000-C", [.okx]), ("BTC-USDT", [.derive, .okx]),
      ("BTC/USD:BTC-260327", [.ccxt, .steelyard]), ("BTC-PERPETUAL", [.deribit]),
      ("BTC-25DEC26", [.deribit]), ("BTC-PERP", [.derive]), ("BTC-USD-SWAP", [.okx]),
      ("BTC-USD-240329", [.okx]),
      ("BTC-FS-25DEC26_PERP", []), ("nothing", []),
    ])
  func candidates(name: String, namings: [InstrumentNaming]) {
    #expect(namings == InstrumentNaming.candidates(for: name).map(\.naming))
  }
}
