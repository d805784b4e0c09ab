import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardMath
import SteelyardValidation

/// Histories that are drawn by a seed or stated, for tests.
enum MadeUpHistory {
  static let start = Timestamp(microseconds: 1_704_067_200_000_000)  // 2024-01-01T00:00:00Z

  static func times(_ count: Int, _ interval: HistoryInterval = .hourly) -> [Timestamp] {
    (0..<count).map { interval.advanced(start, by: $0) }
  }

  static func prices(
    _ coin: Currency, _ closes: [Double], _ interval: HistoryInterval = .hourly,
    market: String = "spot"
  ) throws(SteelyardError) -> PriceHistory {
    try PriceHistory(
      HistoryRows(
        source: HistorySource(asset: coin, venue: "made_up", market: market), quantity: .price,
        interval: interval, times: times(closes.count, interval), values: closes, columns: [:]))
  }

  /// Funding every eight hours.
  static func funding(
    _ coin: Currency, _ rates: [Double]
  ) throws(SteelyardError) -> FundingHistory {
    try FundingHistory(
      HistoryRows(
        source: HistorySource(asset: coin, venue: "made_up", market: "perpetual"),
        quantity: .fundingRate, interval: .eightHours, times: times(rates.count, .eightHours),
        values: rates, columns: [:]))
  }

  static func index(
    _ coin: Currency, _ levels: [Double]
  ) throws(SteelyardError) -> VolatilityIndexHistory {
    try VolatilityIndexHistory(
      HistoryRows(
        source: HistorySource(asset: coin, venue: "made_up", market: "index"),
        quantity: .volatilityIndex, interval: .daily, times: times(levels.count, .daily),
        values: levels, columns: [:]))
  }

  /// Coins that walk at random, with perpetuals near spot, funding that follows the basis, an index and two futures
  /// each.
  ///
  /// - Parameter changedFrom: Everything from this row on is drawn from another seed.
  static func drawn(
    coins: [Currency], rows: Int, seed: UInt64, changedFrom: Int = .max
  ) throws(SteelyardError) -> StrategyHistory {
    var generator = SplitMix64(seed: seed)
    var other = SplitMix64(seed: seed + 1000)
    /// A normal number; one of each generator is always used up, so that what comes before is the same.
    func normal(_ isChanged: Bool) -> Double {
      let own = NormalDistribution.quantile(min(max(generator.nextUnit(), 1e-9), 1 - 1e-9))
      let changed = NormalDistribution.quantile(min(max(other.nextUnit(), 1e-9), 1 - 1e-9))
      return isChanged ? changed * 3 : own
    }
    var histories: [StrategyHistory.Coin] = []
    for (number, coin) in coins.enumerated() {
      var price = [60_000.0, 3_000, 150][number % 3]
      var basis = 0.0002
      var (closes, marks, nearPrices, farPrices): ([Double], [Double], [Double], [Double]) =
        ([], [], [], [])
      let expiries = [
        OptionExpiry.after(start, days: 60), OptionExpiry.after(start, days: 150),
      ]
      for row in 0..<rows {
        let isChanged = row >= changedFrom
        price *= exp(0.006 * normal(isChanged))
        basis = 0.98 * basis + 0.02 * 0.0003 + 0.00005 * normal(isChanged)
        closes.append(price)
        marks.append(price * (1 + basis))
        let time = times(rows)[row]
        nearPrices.append(price * (1 + 0.1 * max(0, time.years(to: expiries[0]))))
        farPrices.append(
          price * (1 + (0.1 + 0.02 * normal(isChanged)) * max(0, time.years(to: expiries[1]))))
      }
      var history = StrategyHistory.Coin(coin, spot: try prices(coin, closes))
      history.perpetual = try prices(coin, marks, market: "perpetual")
      var rates: [Double] = []
      for payment in 0..<(rows / 8 + 1) {
        rates.append(
          0.0001 + 0.0001 * normal(payment * 8 >= changedFrom && times(rows).count > payment * 8))
      }
      history.funding = try funding(coin, rates)
      var levels: [Double] = []
      for day in 0..<(rows / 24 + 1) {
        levels.append(0.65 + 0.05 * min(2, max(-2, normal(day * 24 >= changedFrom))))
      }
      history.index = try index(coin, levels)
      for (expiry, closes) in [(expiries[0], nearPrices), (expiries[1], farPrices)] {
        let alive = times(rows).count { $0 < expiry }
        history.futures.append(
          (
            try Instrument(
              Underlying(base: coin, quote: .usdc, settlement: .usdc), .future(expiry: expiry)),
            try prices(coin, Array(closes.prefix(alive)), market: "future")
          ))
      }
      histories.append(history)
    }
    return try StrategyHistory(histories, interval: .hourly)
  }
}

/// Fridays of quarterly futures, near enough.
enum OptionExpiry {
  static func after(_ time: Timestamp, days: Int) -> Timestamp {
    Timestamp(
      microseconds: time.microseconds + Int64(days) * 86_400_000_000 + 8 * 3_600_000_000)
  }
}
