import Glibc
public import SteelyardContracts
public import SteelyardMarket

extension CalibrationHistory {
  /// Daily histories on one calendar.
  ///
  /// Assets that the collateral rule takes and that move with no coin are stablecoins, those that it
  /// stresses in another coin staking tokens; everything else is a coin. The market is BTC, or else
  /// the coin with the longest history; the calendar begins where it begins.
  ///
  /// - Parameters:
  ///   - prices: Daily closes in US dollars, at most one history an asset.
  ///   - hourly: Hourly closes of the same assets, for realised variances; none are needed.
  ///   - indices: 30-day volatility indices, daily.
  ///   - coins: Coins to take; nil for all.
  ///   - collateral: What assets are.
  ///   - asOf: Nothing later is taken; nil for everything.
  /// - Throws: `missingMarketData` where no coin has a history.
  public init(
    prices: [PriceHistory], hourly: [PriceHistory] = [], indices: [VolatilityIndexHistory],
    coins wanted: Set<Currency>?,
    collateral: CollateralRule, asOf: Timestamp?
  ) throws(SteelyardError) {
    let known = prices.map { history in asOf.map { history.upTo(asOf: $0) } ?? history }
      .filter { $0.count > 1 }
    let floating = known.filter { history in
      let asset = history.source.asset
      return collateral.terms(of: asset) == nil || collateral.assets[asset.code] == nil
        || collateral.stressedIn(asset) == asset
    }.filter { wanted?.contains($0.source.asset) ?? true }
    let market =
      floating.first { $0.source.asset == .btc }
      ?? floating.max { ($0.count, $1.source) < ($1.count, $0.source) }
    guard let market, let first = market.times.first, let last = market.times.last else {
      throw SteelyardError(
        .missingMarketData, "No coin has a history of daily closes by then.",
        remedy: "Give --history with daily closes, or a later day.")
    }
    let day: Int64 = 86_400_000_000
    let count = Int((last.microseconds - first.microseconds) / day) + 1
    let days = (0..<count).map {
      Timestamp(microseconds: first.microseconds + Int64($0) * day)
    }
    func column(_ times: [Timestamp], _ values: [Double]) -> [Double] {
      var column = [Double](repeating: .nan, count: count)
      for (time, value) in zip(times, values) {
        let offset = time.microseconds - first.microseconds
        if offset >= 0, offset % day == 0, offset / day < count {
          column[Int(offset / day)] = value
        }
      }
      return column
    }
    let ordered =
      [market]
      + floating.filter { $0.source != market.source }
      .sorted { $0.source < $1.source }
    var coins: [Coin] = []
    for history in ordered {
      let index = indices.first { $0.source.asset == history.source.asset }
      let cut = index.map { index in asOf.map { index.upTo(asOf: $0) } ?? index }
      var closes = column(history.times, history.closes)
      // The calendar itself bears no gap: the market's missing days take the close before.
      if coins.isEmpty {
        for place in closes.indices.dropFirst() where closes[place].isNaN {
          closes[place] = closes[place - 1]
        }
      }
      coins.append(
        Coin(
          coin: history.source.asset, closes: closes,
          impliedVolatility: cut.map { column($0.times, $0.closes) } ?? [],
          realisedVariance: hourly.first { $0.source.asset == history.source.asset }.map {
            CalibrationHistory.realisedVariance($0, days: days)
          } ?? []))
    }
    var assets: [Currency: [Double]] = [:]
    for history in known where !floating.contains(where: { $0.source == history.source }) {
      let asset = history.source.asset
      guard collateral.terms(of: asset) != nil else { continue }
      var closes = column(history.times, history.closes)
      if let coin = collateral.stressedIn(asset) {
        // A staking token is counted in its coin.
        guard let own = coins.first(where: { $0.coin == coin }) else { continue }
        for place in closes.indices { closes[place] /= own.closes[place] }
      }
      assets[asset] = closes
    }
    let sources = (ordered.map(\.source) + indices.map(\.source)).map(\.description)
    try self.init(days: days, coins: coins, assets: assets, sources: sources)
  }

  /// Hours of a day that must be known for its realised variance.
  private static let hoursMin = 20

  /// The variance that the hours of each day sum to, NaN where too few are known.
  private static func realisedVariance(_ hourly: PriceHistory, days: [Timestamp]) -> [Double] {
    let (hour, day) = (Int64(3_600_000_000), Int64(86_400_000_000))
    var sums = [Double](repeating: 0, count: days.count)
    var counts = [Int](repeating: 0, count: days.count)
    for index in hourly.times.indices.dropFirst() {
      let time = hourly.times[index].microseconds
      guard time - hourly.times[index - 1].microseconds == hour else { continue }
      // The hour that ends at midnight belongs to the day that ends there.
      let offset = time - days[0].microseconds
      guard offset > -day, days.indices.contains(Int((offset + day - 1) / day)) else { continue }
      let place = Int((offset + day - 1) / day)
      let move = log(hourly.closes[index] / hourly.closes[index - 1])
      sums[place] += move * move
      counts[place] += 1
    }
    return days.indices.map {
      counts[$0] >= hoursMin ? sums[$0] * 24 / Double(counts[$0]) : .nan
    }
  }
}
