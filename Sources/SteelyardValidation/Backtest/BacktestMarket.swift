import Glibc
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
    let coin = leg.leg.coin
    guard let before = history.price(of: coin, on: day),
      let after = history.price(of: coin, on: day + days)
    else { return nil }
    guard let instrument = leg.instrument else { return leg.quantity * (after - before) }
    guard let terms = instrument.optionTerms else {
      // In US dollars an inverse contract of so many dollars gains as the coin does.
      return instrument.underlying.isInverse
        ? leg.quantity * (after / before - 1) : leg.quantity * (after - before)
    }
    guard let levelBefore = history.level(of: coin, on: day),
      let levelAfter = history.level(of: coin, on: day + days),
      let valueBefore = value(terms, price: before, level: levelBefore, on: day),
      let valueAfter = value(terms, price: after, level: levelAfter, on: day + days)
    else { return nil }
    return leg.quantity * (valueAfter - valueBefore)
  }

  /// What one coin of an option is worth in US dollars.
  private func value(
    _ terms: OptionTerms, price: Double, level: Double, on day: Int
  ) -> Double? {
    let time = history.calibration.days[day]
    let years = time.years(to: terms.expiry)
    guard years > 0 else { return max(0, terms.right.sign * (price - terms.strike.doubleValue)) }
    return try? InverseOption(
      forward: price, strike: terms.strike.doubleValue, timeToExpiry: years,
      volatility: volatility(terms, price: price, level: level, at: time)
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
