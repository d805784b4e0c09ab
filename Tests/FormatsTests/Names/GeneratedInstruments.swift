import SteelyardContracts
import SteelyardFormats
import TestSupport

/// Random instruments of the kind that a grammar can say.
struct GeneratedInstruments {
  var generator: SeededGenerator
  private let coins: [Currency]
  private let stables: [Currency] = [.usdc, .usdt]

  init(generator: SeededGenerator) throws {
    self.generator = generator
    coins = try ["BTC", "ETH", "SOL", "XRP", "AVAX", "1INCH", "X", "BTCDVOL", "1000PEPE"]
      .map { code in try Currency(code) }
  }

  mutating func next(sayableIn naming: InstrumentNaming) throws -> Instrument {
    let base = try element(of: coins)
    switch naming {
    case .bybit:
      return try Instrument(linear(base, try element(of: stables)), .option(option(naming)))
    case .binance: return try Instrument(linear(base, .usdt), .option(option(naming)))
    case .derive:
      let product = try product(naming, kinds: [0, 1, 3])
      return try Instrument(
        linear(base, product == .spot ? try element(of: stables) : .usdc), product)
    case .deribit, .okx, .ccxt:
      let product = try product(naming, kinds: [0, 1, 2, 3, 3, 3])
      return try Instrument(family(base, isSpot: product == .spot), product)
    case .steelyard:
      let product = try product(naming, kinds: [0, 1, 2, 3, 3, 4, 4])
      return try Instrument(family(base, isSpot: product == .spot), product)
    }
  }

  private mutating func product(
    _ naming: InstrumentNaming, kinds: [Int]
  ) throws -> Instrument.Product {
    switch try element(of: kinds) {
    case 0: .spot
    case 1: .perpetual
    case 2: .future(expiry: try expiry(naming))
    case 3: .option(try option(naming))
    default:
      .barrierOption(
        try option(naming),
        Barrier(kind: try element(of: BarrierKind.allCases), level: price(fractionDigitsMax: 18)))
    }
  }

  private mutating func option(_ naming: InstrumentNaming) throws -> OptionTerms {
    OptionTerms(
      expiry: try expiry(naming), strike: price(fractionDigitsMax: naming == .derive ? 6 : 18),
      right: try element(of: OptionRight.allCases))
  }

  /// Any day of the century at 08:00 UTC; at any second where the grammar can say it.
  private mutating func expiry(_ naming: InstrumentNaming) throws -> Timestamp {
    let days = Int64.random(in: 10_957...47_481, using: &generator)
    let anySecond = naming == .steelyard && Bool.random(using: &generator)
    let second: Int64 = anySecond ? .random(in: 0..<86_400, using: &generator) : 8 * 3600
    return Timestamp(microseconds: days * Timestamp.microsecondsPerDay + second * 1_000_000)
  }

  /// From one unit of the last digit to 10^20, evenly by magnitude.
  private mutating func price(fractionDigitsMax: Int) -> Amount {
    let digits = Int.random(in: 1...18, using: &generator)
    let limit = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
    let number = Int64.random(in: 1..<limit, using: &generator)
    let scale = Int.random(in: 0...fractionDigitsMax, using: &generator)
    let unit = (scale..<Amount.scaleDigits).reduce(Int128(1)) { power, _ in power * 10 }
    let (units, overflow) = Int128(number).multipliedReportingOverflow(by: unit)
    return overflow ? Amount(number) : Amount(units: units)
  }

  private mutating func family(_ base: Currency, isSpot: Bool) throws -> Underlying {
    if !isSpot, Bool.random(using: &generator) {
      return try Underlying(base: base, quote: .usd, settlement: base)
    }
    return try linear(base, try element(of: stables))
  }

  private func linear(_ base: Currency, _ quote: Currency) throws -> Underlying {
    try Underlying(base: base, quote: quote, settlement: quote)
  }

  private mutating func element<Element>(of elements: [Element]) throws -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }
}
