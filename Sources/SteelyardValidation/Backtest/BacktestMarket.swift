import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing

/// The market of one day of a backtest, and what legs are worth on later days.
struct BacktestMarket {
  let history: BacktestHistory

  /// The snapshot at the end of a day, with a row for every instrument of some legs.
  func snapshot(of legs: [StruckBook.Leg], on day: Int) throws(SteelyardError) -> MarketSnapshot {
    let time = history.calibration.days[day]
    var rows: [InstrumentObservation] = []
    var seen: Set<Instrument> = []
    var prices: [Currency: Double] = [.usdc: 1]
    for leg in legs {
      let coin = leg.leg.coin
      guard let price = history.price(of: coin, on: day) else { continue }
      if coin != .usd { prices[coin] = price }
      guard let instrument = leg.instrument, seen.insert(instrument).inserted else { continue }
      var row = InstrumentObservation(
        instrument: instrument, time: time, origin: .init(file: "history", row: rows.count + 1))
      row.indexPrice = price
      if let terms = instrument.optionTerms, let level = history.level(of: coin, on: day) {
        row.underlyingPrice = price
        row.underlyingPriceSource = .synthetic("history")
        row.markVolatility = volatility(terms, price: price, level: level, at: time)
      } else {
        row.markPrice = price
      }
      rows.append(row)
    }
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(rows)
    try builder.add(
      prices.sorted { $0.key < $1.key }.map {
        AssetPrice(asset: $0.key, priceUSD: $0.value, source: "history")
      })
    return try builder.build().snapshot
  }

  /// What a leg gains in US dollars by its coin's horizon, or nil where the later day is not known.
  func profit(of leg: StruckBook.Leg, from day: Int, days: Int) -> Double? {
    guard let before = value(of: leg, at: close(of: leg.leg.coin, on: day)),
      let after = value(of: leg, at: close(of: leg.leg.coin, on: day + days))
    else { return nil }
    return after - before
  }

  /// What a leg that was struck at the end of a day is worth in US dollars at the ends of so many
  /// hours from then on, nil where not known; shape `[hour]`, the first the end of the day itself.
  ///
  /// The volatility index is daily: within a day it stays at the close of the day before.
  func hourlyValues(of leg: StruckBook.Leg, from day: Int, count: Int) -> [Double?] {
    let coin = leg.leg.coin
    let start = history.calibration.days[day]
    let levels = (0...count / 24).map { history.level(of: coin, on: day + $0) }
    return (0..<count).map { hour in
      let time = Timestamp(
        microseconds: start.microseconds + Int64(hour) * HourlyCloses.hour)
      guard let price = history.hourly?.price(of: coin, at: time) else { return nil }
      return value(of: leg, at: Moment(time: time, price: price, level: levels[hour / 24]))
    }
  }

  /// What is known of a coin at an instant.
  private struct Moment {
    let time: Timestamp
    let price: Double
    /// The 30-day volatility; nil where not known.
    let level: Double?
  }

  private func close(of coin: Currency, on day: Int) -> Moment? {
    guard let price = history.price(of: coin, on: day) else { return nil }
    return Moment(
      time: history.calibration.days[day], price: price, level: history.level(of: coin, on: day))
  }

  /// What a leg is worth in US dollars, up to what it was worth when it was struck where it is no
  /// option: gains are differences.
  private func value(of leg: StruckBook.Leg, at moment: Moment?) -> Double? {
    guard let moment else { return nil }
    // A frozen inverse contract and the coins that it has gained move as the coins it stands for.
    guard let terms = leg.instrument?.optionTerms else { return leg.coins * moment.price }
    return value(terms, at: moment).map { leg.quantity * $0 }
  }

  /// What one coin of an option is worth in US dollars.
  private func value(_ terms: OptionTerms, at moment: Moment) -> Double? {
    let years = moment.time.years(to: terms.expiry)
    guard years > 0 else {
      return max(0, terms.right.sign * (moment.price - terms.strike.doubleValue))
    }
    guard let level = moment.level else { return nil }
    return try? InverseOption(
      forward: moment.price, strike: terms.strike.doubleValue, timeToExpiry: years,
      volatility: volatility(terms, price: moment.price, level: level, at: moment.time)
    ).quoteSettled.value(terms.right)
  }

  private func volatility(
    _ terms: OptionTerms, price: Double, level: Double, at time: Timestamp
  ) -> Double {
    history.smile.volatility(
      level: level, logStrike: log(terms.strike.doubleValue / price),
      years: time.years(to: terms.expiry))
  }
}
