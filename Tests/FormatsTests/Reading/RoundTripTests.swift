import SteelyardContracts
import SteelyardFormats
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Steelyard's own files")
struct RoundTripTests {
  /// The years 2000 to 2090: names of instruments carry two digits of the year.
  private static let times: ClosedRange<Int64> = 946_684_800_000_000...3_786_912_000_000_000

  @Test("a market reads back as it was written, to the bit")
  func market() throws {
    let seed: UInt64 = 0x5EED_0003
    print("RoundTripTests.market seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let time = Timestamp(microseconds: .random(in: Self.times, using: &generator))
      var observations: [InstrumentObservation] = []
      var instruments = Set<Instrument>()
      while observations.count < 40 {
        let observation = try randomObservation(after: time, &generator)
        if instruments.insert(observation.instrument).inserted { observations.append(observation) }
      }
      let prices = [
        AssetPrice(
          asset: .usdc, priceUSD: .random(in: 0.9...1.1, using: &generator), source: "--price"),
        AssetPrice(
          asset: .eth, priceUSD: 2_000, source: "feed", confidence: randomShare(&generator)),
        AssetPrice(asset: .btc, priceUSD: 1e-9, source: "a \"quoted\"\n\u{7}tab\té"),
      ]
      let expiries = try (0..<5).map { _ in try randomExpiry(after: time, &generator) }
      let indices = try (0..<3).map { row in
        IndexObservation(
          underlying: try randomInstrument(after: time, &generator).underlying,
          origin: .init(file: "feed", row: row),
          price: Bool.random(using: &generator) ? 70_000.5 : nil,
          confidence: randomShare(&generator))
      }
      let bytes = try MarketFile.json(
        time: time, observations: observations, expiries: expiries, indices: indices,
        assetPrices: prices)
      let file = try MarketFile.read(InputFile(name: "test", bytes: bytes))
      #expect(file.problems.isEmpty)
      #expect(file.format == .steelyard)
      #expect(file.time == time)
      #expect(file.observations == observations)
      #expect(file.assetPrices == prices)
      #expect(file.expiries == expiries && file.indices == indices)
      let again = try MarketFile.json(
        time: time, observations: file.observations, expiries: file.expiries,
        indices: file.indices, assetPrices: file.assetPrices)
      #expect(again == bytes)
    }
  }

  @Test("a portfolio reads back as it was written")
  func portfolio() throws {
    let seed: UInt64 = 0x5EED_0004
    print("RoundTripTests.portfolio seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      var positions: [Position] = []
      var instruments = Set<Instrument>()
      while positions.count < 40 {
        let instrument = try randomInstrument(
          after: Timestamp(microseconds: Self.times.lowerBound), &generator)
        guard instruments.insert(instrument).inserted else { continue }
        positions.append(
          Position(
            instrument: instrument, quantity: randomAmount(&generator),
            averagePrice: Bool.random(using: &generator) ? randomAmount(&generator) : nil))
      }
      let balances = [
        AssetBalance(asset: .btc, amount: randomAmount(&generator)),
        AssetBalance(asset: .usdc, amount: .zero),
      ]
      let portfolio = try Portfolio(positions: positions, balances: balances)
      let file = try PortfolioFile.read(
        InputFile(name: "test", bytes: try PortfolioFile.json(of: portfolio)))
      #expect(file.problems.isEmpty)
      #expect(try file.portfolio() == portfolio)
    }
  }

  private func randomAmount(_ generator: inout SeededGenerator) -> Amount {
    let magnitude = Int64.random(in: 1...Int64.max, using: &generator)
    let shifted = Int128(magnitude) << Int128.random(in: 0...60, using: &generator)
    return Amount(units: Bool.random(using: &generator) ? shifted : -shifted)
  }

  private func randomInstrument(
    after time: Timestamp, _ generator: inout SeededGenerator
  ) throws(SteelyardError) -> Instrument {
    let isInverse = Bool.random(using: &generator)
    let base: Currency = Bool.random(using: &generator) ? .btc : .eth
    let quote: Currency = isInverse ? .usd : .usdc
    let underlying = try Underlying(base: base, quote: quote, settlement: isInverse ? base : quote)
    let day = CivilDate(of: time).daysSinceEpoch + Int.random(in: 1...900, using: &generator)
    let expiry = Timestamp(microseconds: 0).advanced(bySeconds: Int64(day) * 86_400 + 28_800)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0:
      return try Instrument(Underlying(base: base, quote: quote, settlement: quote), .spot)
    case 1: return try Instrument(underlying, .perpetual)
    case 2: return try Instrument(underlying, .future(expiry: expiry))
    default:
      let strike = Amount(
        units: Int128.random(in: 1...400_000_000, using: &generator) * 1_000_000_000_000_000)
      let right: OptionRight = Bool.random(using: &generator) ? .call : .put
      let terms = OptionTerms(expiry: expiry, strike: strike, right: right)
      return try Instrument(underlying, .option(terms))
    }
  }

  private func randomShare(_ generator: inout SeededGenerator) -> Amount? {
    Bool.random(using: &generator)
      ? Amount(units: .random(in: 0...Amount.unitsPerOne, using: &generator)) : nil
  }

  private func randomExpiry(
    after time: Timestamp, _ generator: inout SeededGenerator
  ) throws -> ExpiryObservation {
    func some(_ range: ClosedRange<Double>) -> Double? {
      Bool.random(using: &generator) ? Double.random(in: range, using: &generator) : nil
    }
    var observed = ExpiryObservation(
      underlying: try randomInstrument(after: time, &generator).underlying, expiry: time,
      origin: .init(file: "feed", row: 7))
    observed.forward = some(1e-9...1e15)
    observed.rate = some(-10...10)
    if let level = some(0...1) {
      let slice = try SVISlice(
        level: level, slope: some(0...1) ?? 0, correlation: some(-0.99...0.99) ?? 0,
        centre: some(-1...1) ?? 0, width: some(1e-3...1) ?? 0.1)
      let reference = try some(1...1e6).map {
        try PublishedSlice.Reference(forward: $0, years: 0.25)
      }
      observed.slice = PublishedSlice(slice: slice, reference: reference)
    }
    observed.settlementAverage = some(1...1e6).map { .init(average: $0, elapsed: 0.75) }
    observed.confidence = ExpiryConfidence(
      forward: randomShare(&generator), rate: randomShare(&generator),
      volatility: randomShare(&generator))
    return observed
  }

  private func randomObservation(
    after time: Timestamp, _ generator: inout SeededGenerator
  ) throws(SteelyardError) -> InstrumentObservation {
    func some(_ range: ClosedRange<Double>) -> Double? {
      Bool.random(using: &generator) ? Double.random(in: range, using: &generator) : nil
    }
    func quote() -> InstrumentObservation.Quote? {
      some(0...1e6).map { .init(price: $0, amount: some(0...1e9), volatility: some(1e-9...20)) }
    }
    var observation = InstrumentObservation(
      instrument: try randomInstrument(after: time, &generator), time: time,
      origin: .init(file: "chain \"x\".json", row: .random(in: 1...100_000, using: &generator)))
    observation.markPrice = some(1e-12...1e6)
    observation.markVolatility = some(1e-9...20)
    observation.bid = quote()
    observation.ask = quote()
    observation.underlyingPrice = some(1e-300...1e15)
    observation.underlyingPriceSource =
      [nil, .index, .future("BTC-27MAR26"), .synthetic("SYN.BTC-27MAR26")]
      .randomElement(using: &generator) ?? nil
    observation.indexPrice = some(1e-9...1e15)
    observation.interestRate = some(-1...1)
    observation.openInterest = some(0...1e18)
    observation.volume = some(0...1e18)
    observation.confidence =
      Bool.random(using: &generator)
      ? Amount(units: .random(in: 0...Amount.unitsPerOne, using: &generator)) : nil
    observation.settlementAverage = some(1...1e6).map {
      .init(average: $0, elapsed: some(0...1) ?? 0)
    }
    return observation
  }
}
