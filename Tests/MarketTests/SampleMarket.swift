import SteelyardContracts
import SteelyardMarket
import SteelyardPricing

/// Made-up rows for tests, BTC by default.
enum SampleMarket {
  static let time = Timestamp(milliseconds: 1_773_480_321_212)
  static let limits = MarketSnapshotBuilder.AgeLimits(ageSecondsMax: nil, aheadSecondsMax: 60)

  static func inverse() throws -> Underlying {
    try Underlying(base: .btc, quote: .usd, settlement: .btc)
  }

  static func linear() throws -> Underlying {
    try Underlying(base: .btc, quote: .usdc, settlement: .usdc)
  }

  static func expiry(days: Int64) -> Timestamp { time.advanced(bySeconds: days * 86_400) }

  static func row(
    _ instrument: Instrument, file: String = "a.json", row: Int = 1, secondsLater: Int64 = 0
  ) -> InstrumentObservation {
    InstrumentObservation(
      instrument: instrument, time: time.advanced(bySeconds: secondsLater),
      origin: InstrumentObservation.Origin(file: file, row: row))
  }

  static func option(
    _ underlying: Underlying, expiry: Timestamp, strike: Int64, _ right: OptionRight
  ) throws -> Instrument {
    try Instrument(
      underlying, .option(OptionTerms(expiry: expiry, strike: Amount(strike), right: right)))
  }

  /// An option row priced at a volatility, with that as its mark volatility.
  static func optionRow(
    _ underlying: Underlying, expiry: Timestamp, strike: Int64, _ right: OptionRight,
    forward: Double, volatility: Double, row number: Int = 1
  ) throws -> InstrumentObservation {
    var result = row(
      try option(underlying, expiry: expiry, strike: strike, right), row: number)
    let value = try Black76(
      forward: forward, strike: Double(strike), timeToExpiry: time.years(to: expiry),
      volatility: volatility, rate: 0
    ).value(right)
    result.markPrice = underlying.isInverse ? value / forward : value
    result.markVolatility = volatility
    return result
  }

  static func build(
    _ rows: [InstrumentObservation], prices: [AssetPrice] = [], at time: Timestamp? = nil,
    limits: MarketSnapshotBuilder.AgeLimits = limits
  ) throws -> MarketSnapshotBuilder.Outcome {
    var builder = MarketSnapshotBuilder(time: time, limits: limits)
    try builder.add(rows)
    try builder.add(prices)
    return try builder.build()
  }
}
