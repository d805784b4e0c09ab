import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing

/// The market and books of the margin benchmarks: BTC and ETH, settled in the coin and in USDC,
/// eight expiries of fifteen strikes each, of which a model takes what it has parameters for.
struct MarginBenchmarkMarket {
  private static let time = Timestamp(milliseconds: 1_773_478_800_000)
  private static let spotUSD: [Currency: Double] = [.btc: 70_000, .eth: 2000]
  private static let expiryDays: [Int64] = [2, 9, 16, 30, 60, 110, 200, 290]
  /// Strikes in hundredths of the spot.
  private static let moneyness = [
    40, 55, 65, 75, 80, 85, 90, 95, 100, 105, 110, 120, 135, 160, 220,
  ]
  /// The strikes of a large venue: some 2,000 instruments in all.
  static let manyStrikes = Array(stride(from: 40, through: 220, by: 6))

  let snapshot: MarketSnapshot
  /// The benchmarks give slices, so that no model needs a fit.
  let surfaces: [Underlying: VolatilitySurface] = [:]
  /// What the model has parameters for.
  let instruments: [Instrument]

  /// - Parameters:
  ///   - moneyness: Strikes in hundredths of the spot; nil for fifteen of them.
  ///   - spotMoves: Relative moves of coins since the strikes were listed; none where a coin is not named.
  init(
    _ model: any MarginModel, moneyness: [Int]? = nil, spotMoves: [Currency: Double] = [:]
  ) throws(SteelyardError) {
    var spotUSD = Self.spotUSD
    for (coin, move) in spotMoves { spotUSD[coin]? *= 1 + move }
    var listed: [Instrument] = []
    var builder = MarketSnapshotBuilder(
      time: Self.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    var prices = [AssetPrice(asset: .usdc, priceUSD: 1, source: "benchmark")]
    for (coin, spot) in Self.spotUSD.sorted(by: { $0.key < $1.key }) {
      prices.append(
        AssetPrice(asset: coin, priceUSD: spotUSD[coin] ?? spot, source: "benchmark"))
      for underlying in [
        try Underlying(base: coin, quote: .usd, settlement: coin),
        try Underlying(base: coin, quote: .usdc, settlement: .usdc),
      ] {
        listed.append(try Instrument(underlying, .perpetual))
        for days in Self.expiryDays {
          let expiry = Self.time.advanced(bySeconds: days * 86_400)
          var published = ExpiryObservation(
            underlying: underlying, expiry: expiry, origin: .init(file: "benchmark", row: 1))
          published.slice = PublishedSlice(slice: try Self.slice(days), reference: nil)
          published.rate = 0
          try builder.add([published])
          for share in moneyness ?? Self.moneyness {
            for right in [OptionRight.call, .put] {
              let strike = Amount(Int64(spot) * Int64(share) / 100)
              listed.append(
                try Instrument(
                  underlying, .option(OptionTerms(expiry: expiry, strike: strike, right: right))))
            }
          }
        }
      }
    }
    try builder.add(prices)
    for instrument in listed { try builder.add([try Self.row(instrument, spotUSD)]) }
    snapshot = try builder.build().snapshot
    var universe = InstrumentUniverse()
    for instrument in listed { _ = try universe.add(instrument) }
    let frame = try model.frame(
      number: 1, of: universe, in: snapshot, surfaces: surfaces, level: .portable)
    instruments = listed.indices.filter { frame.failures[$0] == nil }.map { listed[$0] }
  }

  func universe() throws(SteelyardError) -> InstrumentUniverse {
    var universe = InstrumentUniverse()
    for instrument in instruments { _ = try universe.add(instrument) }
    return universe
  }

  /// A book of so many different instruments, the same on every run.
  ///
  /// - Parameters:
  ///   - listed: What it is chosen from; nil for every instrument.
  ///   - cash: US dollars in USDC that it holds besides.
  func book(
    _ account: Int, positionCount: Int, of listed: [Instrument]? = nil, cash: Int64 = 0
  ) throws(SteelyardError) -> Portfolio {
    // Steps of a prime that no listing is a multiple of meet each instrument once.
    let stepLength = 7919
    let instruments = listed ?? instruments
    var positions: [Position] = []
    for step in 0..<min(positionCount, instruments.count) {
      let place = account &* positionCount &+ step
      let instrument = instruments[(account &* 31 &+ step &* stepLength) % instruments.count]
      let noise = Int64(bitPattern: (UInt64(place) &+ 1) &* 0x9E37_79B9_7F4A_7C15) >> 44
      let isInverseFuture = !instrument.isOption && instrument.underlying.isInverse
      // Up to 52 coins to either side, in ten-thousandths.
      let size = Int128(noise) * (isInverseFuture ? 10_000 : 1)
      positions.append(
        Position(
          instrument: instrument, quantity: Amount(units: size * Amount.unitsPerOne / 10_000)))
    }
    var balances = [AssetBalance(asset: .btc, amount: Amount(Int64(account % 50)))]
    if cash != 0 { balances.append(AssetBalance(asset: .usdc, amount: Amount(cash))) }
    return try Portfolio(positions: positions, balances: balances)
  }

  private static func slice(_ days: Int64) throws(SteelyardError) -> SVISlice {
    let years = Double(days) / 365
    return try SVISlice(
      level: 0.25 * years, slope: 0.12 * years, correlation: -0.4, centre: 0, width: 0.3)
  }

  private static func row(
    _ instrument: Instrument, _ spotUSD: [Currency: Double]
  ) throws(SteelyardError) -> InstrumentObservation {
    let spot = spotUSD[instrument.underlying.base] ?? 0
    var row = InstrumentObservation(
      instrument: instrument, time: time, origin: .init(file: "benchmark", row: 1))
    row.indexPrice = spot
    guard let terms = instrument.optionTerms else {
      row.markPrice = spot
      return row
    }
    let days = Int64(time.days(to: terms.expiry).rounded())
    row.underlyingPrice = spot
    row.underlyingPriceSource = .synthetic("benchmark")
    row.markVolatility = try slice(days).volatility(
      at: log(terms.strike.doubleValue / spot), timeToExpiry: Double(days) / 365)
    return row
  }
}
