import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardMath
import SteelyardPricing
import SteelyardValidation
import Testing

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

  /// A chain as a venue would have quoted it: inverse options of four Fridays on strikes 5 % apart, a forward 6 % a
  /// year over the price, a skewed smile, quotes 4 % around the mark and no bid far from the money.
  static func chain(
    _ coin: Currency, at time: Timestamp, price: Double, level: Double
  ) throws -> OptionChain {
    let underlying = try Underlying(base: coin, quote: .usd, settlement: coin)
    var rows: [InstrumentObservation] = []
    for weeks in [1.0, 3, 6, 12] {
      let expiry = OptionListing.expiry(atLeast: 7 * weeks, after: time)
      let years = time.years(to: expiry)
      let forward = price * exp(0.06 * years)
      for step in -8...8 {
        let strike = (price * exp(0.05 * Double(step))).rounded()
        let moneyness = log(strike / forward) / (level * years.squareRoot())
        let volatility =
          level * (1 - 0.06 * moneyness + 0.04 * min(moneyness * moneyness, 9))
        for right in OptionRight.allCases {
          let terms = OptionTerms(
            expiry: expiry, strike: try Amount(nearest: strike), right: right)
          var row = InstrumentObservation(
            instrument: try Instrument(underlying, .option(terms)), time: time,
            origin: .init(file: "made up", row: rows.count + 1))
          row.markVolatility = volatility
          row.underlyingPrice = forward
          row.indexPrice = price
          let value = try Black76(
            forward: forward, strike: strike, timeToExpiry: years, volatility: volatility, rate: 0
          ).value(right)
          row.markPrice = value / forward
          row.ask = .init(price: value / forward * 1.04)
          if value > 0.0005 * forward { row.bid = .init(price: value / forward * 0.96) }
          rows.append(row)
        }
      }
    }
    return try #require(try OptionChain.chains(of: rows).chains.first)
  }

  /// Coins that walk at random, with perpetuals near spot, funding that follows the basis, an index and two futures
  /// each.
  ///
  /// - Parameters:
  ///   - changedFrom: Everything from this row on is drawn from another seed.
  ///   - chainRows: Rows from one chain of options to the next; nil for none.
  ///   - hasIndex: Whether there is a volatility index.
  static func drawn(
    coins: [Currency], rows: Int, seed: UInt64, changedFrom: Int = .max, chainRows: Int? = nil,
    hasIndex: Bool = true
  ) throws -> StrategyHistory {
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
      if hasIndex { history.index = try index(coin, levels) }
      if let chainRows {
        for row in stride(from: 1, to: rows, by: chainRows) {
          // Half an hour before the row that it becomes known in.
          history.chains.append(
            try chain(
              coin, at: times(rows)[row].advanced(bySeconds: -1800), price: closes[row],
              level: levels[row / 24]))
        }
      }
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
