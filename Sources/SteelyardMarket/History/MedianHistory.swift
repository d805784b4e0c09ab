import Glibc
public import SteelyardContracts

/// The median of several venues at each time, with how many there were and how far apart.
public struct MedianHistory: Sendable, Hashable {
  /// The medians; the venue is `median`.
  public let prices: PriceHistory
  /// How many venues had the time; shape `[row]`.
  public let venueCounts: [Int]
  /// ln(highest / lowest close) of the venues at the time, 0 for one; shape `[row]`.
  public let dispersions: [Double]

  /// The median over venues at each time that enough of them have.
  ///
  /// Highs, lows and volumes are left out: the median of a venue's wicks was traded nowhere.
  ///
  /// - Parameters:
  ///   - histories: One a venue, of one asset and interval, at least one.
  ///   - venuesMin: Least number of venues a row stands on, ≥ 1.
  /// - Throws: `missingMarketData` without a history; `invalidInput` where they differ in asset or
  ///   interval, two have the same source, or `venuesMin` is not possible.
  public init(of histories: [PriceHistory], venuesMin: Int) throws(SteelyardError) {
    guard let first = histories.first else {
      throw SteelyardError(
        .missingMarketData, "There is no history to take a median of.",
        remedy: "Give at least one venue's prices.")
    }
    guard (1...histories.count).contains(venuesMin) else {
      throw SteelyardError(
        .invalidInput, "venuesMin is \(venuesMin) of \(histories.count) venues.",
        remedy: "Give 1 to \(histories.count).")
    }
    var sources = Set<HistorySource>()
    for history in histories {
      guard history.source.asset == first.source.asset, history.interval == first.interval else {
        throw SteelyardError(
          .invalidInput,
          "\(history.source) (\(history.interval)) and \(first.source) (\(first.interval)) "
            + "have no common median.",
          remedy: "Give venues of one asset on one interval.")
      }
      guard sources.insert(history.source).inserted else {
        throw SteelyardError(
          .invalidInput, "\(history.source) stands twice among the venues.",
          remedy: "Give each venue once, so that none counts double.")
      }
    }
    var closes: [Timestamp: [Double]] = [:]
    for history in histories {
      for (time, close) in zip(history.times, history.closes) {
        closes[time, default: []].append(close)
      }
    }
    let times = closes.keys.filter { (closes[$0]?.count ?? 0) >= venuesMin }.sorted()
    let rows = times.map { (closes[$0] ?? []).sorted() }
    prices = PriceHistory(
      source: HistorySource(asset: first.source.asset, venue: "median", market: ""),
      interval: first.interval, times: times, closes: rows.compactMap { median(of: $0) },
      highs: nil, lows: nil, volumes: nil)
    venueCounts = rows.map(\.count)
    dispersions = rows.map { row in
      guard let low = row.first, let high = row.last else { return 0 }
      return log(high / low)
    }
  }
}
