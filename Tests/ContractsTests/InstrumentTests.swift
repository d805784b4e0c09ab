import FoundationEssentials
import SteelyardContracts
import Testing

@Suite("Instrument")
struct InstrumentTests {
  let inverse: Underlying
  let linear: Underlying
  let terms: OptionTerms

  init() throws {
    inverse = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    linear = try Underlying(base: .btc, quote: .usdc, settlement: .usdc)
    terms = OptionTerms(
      expiry: try Timestamp(parsing: "2026-03-27T08:00:00Z"), strike: Amount(80_000), right: .call)
  }

  private var all: [Instrument] {
    get throws {
      let barrier = Barrier(kind: .upAndOut, level: Amount(100_000))
      return [
        try Instrument(inverse, .perpetual), try Instrument(inverse, .future(expiry: terms.expiry)),
        try Instrument(inverse, .option(terms)),
        try Instrument(inverse, .barrierOption(terms, barrier)),
        try Instrument(linear, .spot), try Instrument(linear, .perpetual),
        try Instrument(linear, .option(terms)),
      ]
    }
  }

  @Test(
    "inverse futures are sized in USD, all else in the coin; options are priced in what settles")
  func currencies() throws {
    #expect([.usd, .usd, .btc, .btc, .btc, .btc, .btc] == (try all.map(\.quantityCurrency)))
    #expect([.usd, .usd, .btc, .btc, .usdc, .usdc, .usdc] == (try all.map(\.priceCurrency)))
  }

  @Test("expiry, terms and order")
  func parts() throws {
    #expect(try [false, false, true, true, false, false, true] == all.map(\.isOption))
    #expect(try all.map { $0.expiry == nil } == [true, false, false, false, true, true, false])
    #expect(try all == all.reversed().sorted())
    #expect(1 == OptionRight.call.sign)
    #expect(-1 == OptionRight.put.sign)
  }

  @Test("JSON there and back, and checked on the way in")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(all), as: UTF8.self)
    #expect(try all == JSONDecoder().decode([Instrument].self, from: Data(text.utf8)))
    let wrong = text.replacing("\"80000\"", with: "\"-80000\"")
    #expect(wrong != text)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode([Instrument].self, from: Data(wrong.utf8))
    }
  }

  @Test("inverse spot and strikes or barriers at zero are refused")
  func refusals() {
    let worthless = OptionTerms(expiry: terms.expiry, strike: .zero, right: .put)
    let barrier = Barrier(kind: .downAndIn, level: Amount(-1))
    for product in [Instrument.Product.spot, .option(worthless), .barrierOption(terms, barrier)] {
      let error = #expect(throws: SteelyardError.self) { try Instrument(inverse, product) }
      #expect(error?.code == .invalidInput)
    }
  }

  @Test("barrier kinds have the codes of names")
  func barrierCodes() {
    #expect(["UI", "UO", "DI", "DO"] == BarrierKind.allCases.map(\.rawValue))
  }
}
