import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import TestSupport

/// A market made of formulas: BTC and ETH, settled in the coin and in USDC, on a skewed surface.
///
/// Marks and volatilities come from the same slices, so that put, call and forward are at parity to
/// the bit of the formulas. The knobs are what the tests of single risks turn.
struct SyntheticMarket {
  /// The instant of every row.
  static let time = Timestamp(microseconds: 1_773_478_800_000_000)
  static let expiryNames = ["27MAR26", "24APR26", "26JUN26", "25DEC26"]
  static let strikes: [Currency: [Int]] = [
    .btc: [40_000, 50_000, 60_000, 65_000, 70_000, 75_000, 80_000, 90_000, 110_000, 150_000],
    .eth: [1200, 1500, 1800, 2000, 2100, 2200, 2400, 2800, 3500, 5000],
  ]

  /// US dollars for one coin.
  var spotUSD: [Currency: Double] = [.btc: 70_000, .eth: 2080]
  /// US dollars for one USDC.
  var stablecoinUSD = 1.0
  /// Growth of the forward over the index, per year.
  var carry = 0.04
  /// Slope of total variance against log-moneyness, per year; 0 is a flat surface.
  var skew = 0.12
  /// Total variance at the money, per year.
  var variance = 0.286
  /// Interest rate of every expiry, per year.
  var rate = 0.0
  /// How sure the sources are of everything.
  var confidence = Amount.one
  /// Share of the settlement average of the first expiry that is fixed already, at the index.
  var settlementElapsed: Double?
  /// Added to the mark of perpetuals, relative to the index.
  var premium = 0.0
  /// Seconds before the first of `expiryNames` that the market stands at; nil for `time`.
  var instant = SyntheticMarket.time
  /// What is listed.
  var instruments: [Instrument]

  init() throws {
    instruments = []
    for prefix in ["BTC", "ETH", "BTC_USDC", "ETH_USDC"] {
      let coin = try Currency(prefix.prefix(3))
      instruments.append(try SampleMarket.instrument("\(prefix)-PERPETUAL"))
      for expiry in Self.expiryNames {
        instruments.append(try SampleMarket.instrument("\(prefix)-\(expiry)"))
        for strike in Self.strikes[coin] ?? [] {
          for right in ["C", "P"] {
            instruments.append(
              try SampleMarket.instrument("\(prefix)-\(expiry)-\(strike)-\(right)"))
          }
        }
      }
    }
  }

  /// The index of an underlying, in its quote currency.
  func index(of underlying: Underlying) -> Double {
    (spotUSD[underlying.base] ?? 0) / (underlying.quote == .usd ? 1 : stablecoinUSD)
  }

  /// The forward at an expiry, in quote currency.
  func forward(of underlying: Underlying, at expiry: Timestamp) -> Double {
    index(of: underlying) * exp(carry * instant.years(to: expiry))
  }

  /// Total variance at an expiry: `variance` at the money, a year on.
  func slice(at expiry: Timestamp) throws -> SVISlice {
    let years = instant.years(to: expiry)
    return try SVISlice(
      level: (variance - 0.3 * skew) * years, slope: skew * years, correlation: -0.4, centre: 0,
      width: 0.3)
  }

  func snapshot() throws -> MarketSnapshot {
    var builder = MarketSnapshotBuilder(
      time: instant, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    var slices: [Underlying: Set<Timestamp>] = [:]
    var rows: [InstrumentObservation] = []
    for instrument in instruments {
      rows.append(try row(instrument, number: rows.count + 1))
      if let expiry = instrument.expiry {
        slices[instrument.underlying, default: []].insert(expiry)
      }
    }
    try builder.add(rows)
    var prices = spotUSD.sorted { $0.key < $1.key }.map { coin, price in
      AssetPrice(asset: coin, priceUSD: price, source: "test", confidence: confidence)
    }
    prices.append(
      AssetPrice(asset: .usdc, priceUSD: stablecoinUSD, source: "test", confidence: confidence))
    try builder.add(prices)
    let sure = ExpiryConfidence(forward: confidence, rate: confidence, volatility: confidence)
    for (underlying, expiries) in slices {
      try builder.add([
        IndexObservation(
          underlying: underlying, origin: .init(file: "synthetic", row: 1),
          price: index(of: underlying), confidence: confidence)
      ])
      for expiry in expiries {
        var published = ExpiryObservation(
          underlying: underlying, expiry: expiry, origin: .init(file: "synthetic", row: 1))
        published.forward = forward(of: underlying, at: expiry)
        published.rate = rate
        published.slice = PublishedSlice(slice: try slice(at: expiry), reference: nil)
        published.confidence = sure
        if let settlementElapsed, expiry == firstExpiry {
          published.settlementAverage = .init(
            average: index(of: underlying), elapsed: settlementElapsed)
        }
        try builder.add([published])
      }
    }
    let outcome = try builder.build()
    guard let problem = outcome.problems.first else { return outcome.snapshot }
    throw problem
  }

  private func row(_ instrument: Instrument, number: Int) throws -> InstrumentObservation {
    let underlying = instrument.underlying
    var row = InstrumentObservation(
      instrument: instrument, time: instant, origin: .init(file: "synthetic", row: number))
    row.indexPrice = index(of: underlying)
    row.confidence = confidence
    guard let expiry = instrument.expiry else {
      row.markPrice = index(of: underlying) * (1 + premium)
      return row
    }
    let forward = forward(of: underlying, at: expiry)
    guard let terms = instrument.optionTerms else {
      row.markPrice = forward
      return row
    }
    let years = instant.years(to: expiry)
    let strike = terms.strike.doubleValue
    let volatility = try slice(at: expiry).volatility(
      at: log(strike / forward), timeToExpiry: years)
    let option = try InverseOption(
      forward: forward, strike: strike, timeToExpiry: years, volatility: volatility)
    row.markVolatility = volatility
    row.markPrice =
      underlying.isInverse ? option.value(terms.right) : option.quoteSettled.value(terms.right)
    row.underlyingPrice = forward
    row.underlyingPriceSource = .synthetic("SYN")
    return row
  }

  private var firstExpiry: Timestamp? { instruments.compactMap(\.expiry).min() }
}
