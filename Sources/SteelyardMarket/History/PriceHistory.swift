public import SteelyardContracts

/// Prices of one asset on one venue, or the median over venues, in order of time.
///
/// Columns, all of shape `[row]`. A row stands at its close, when it became known: a candle that
/// opens at 10:00 and lasts an hour stands at 11:00.
public struct PriceHistory: Sendable, Hashable {
  /// Whose prices they are.
  public let source: HistorySource
  /// How far apart rows are where none is missing.
  public let interval: HistoryInterval
  /// Close times, rising strictly; rows that are missing have no time here.
  public let times: [Timestamp]
  /// Closes in quote currency, > 0.
  public let closes: [Double]
  /// Highest prices of the interval; nil where the source has none, NaN where one is missing.
  public let highs: [Double]?
  /// Lowest prices of the interval; nil where the source has none, NaN where one is missing.
  public let lows: [Double]?
  /// Volumes in the unit of the source; nil where the source has none, NaN where one is missing.
  public let volumes: [Double]?

  /// Prices from checked rows.
  ///
  /// - Throws: `invalidInput` where the rows hold no prices, don't rise in time, or one of them is
  ///   not above zero.
  public init(_ rows: HistoryRows) throws(SteelyardError) {
    try DatedColumn.check(rows, .price)
    self.init(
      source: rows.source, interval: rows.interval, times: rows.times, closes: rows.values,
      highs: rows.columns[.high], lows: rows.columns[.low], volumes: rows.columns[.volume])
  }

  /// Prices from columns that are known to be in order.
  init(
    source: HistorySource, interval: HistoryInterval, times: [Timestamp], closes: [Double],
    highs: [Double]?, lows: [Double]?, volumes: [Double]?
  ) {
    self.source = source
    self.interval = interval
    self.times = times
    self.closes = closes
    self.highs = highs
    self.lows = lows
    self.volumes = volumes
  }

  /// How many rows it has.
  public var count: Int { times.count }

  /// What was known at an instant: the rows that had closed by then, and not one more.
  public func upTo(asOf instant: Timestamp) -> PriceHistory {
    let count = DatedColumn.count(of: times, upTo: instant)
    return PriceHistory(
      source: source, interval: interval, times: Array(times.prefix(count)),
      closes: Array(closes.prefix(count)), highs: highs.map { Array($0.prefix(count)) },
      lows: lows.map { Array($0.prefix(count)) }, volumes: volumes.map { Array($0.prefix(count)) })
  }

  /// The close at exactly this time, or nil where that row is missing.
  public func close(at time: Timestamp) -> Double? {
    DatedColumn.index(of: time, in: times).map { closes[$0] }
  }

  /// The same prices on a longer interval: days from hours.
  ///
  /// A row needs the close at its own end. Its high, low and volume are NaN unless every row within
  /// it is there, because a missing hour may have held the low.
  ///
  /// - Throws: `invalidInput` unless the interval is a multiple of this one.
  public func resampled(to longer: HistoryInterval) throws(SteelyardError) -> PriceHistory {
    guard longer.seconds % interval.seconds == 0 else {
      throw SteelyardError(
        .invalidInput, "\(longer) is no multiple of \(interval).",
        remedy: "Give a multiple of the history's own interval.")
    }
    let rowsWithin = Int(longer.seconds / interval.seconds)
    let ends = times.indices.filter { longer.isBoundary(times[$0]) }
    // The first of the rows that a longer row holds, where none of them is missing.
    let starts = ends.map { end in
      let start = end - rowsWithin + 1
      let whole = start >= 0 && times[start] == interval.advanced(times[end], by: 1 - rowsWithin)
      return whole ? start : nil
    }
    func column(_ column: [Double]?, _ gather: ([Double]) -> Double) -> [Double]? {
      column.map { column in
        zip(starts, ends).map { start, end in start.map { gather(Array(column[$0...end])) } ?? .nan
        }
      }
    }
    return PriceHistory(
      source: source, interval: longer, times: ends.map { times[$0] },
      closes: ends.map { closes[$0] }, highs: column(highs, Self.maximum),
      lows: column(lows, Self.minimum), volumes: column(volumes) { $0.reduce(0, +) })
  }

  /// The largest, NaN where one is missing.
  private static func maximum(_ numbers: [Double]) -> Double {
    numbers.contains(where: \.isNaN) ? .nan : numbers.max() ?? .nan
  }

  /// The smallest, NaN where one is missing.
  private static func minimum(_ numbers: [Double]) -> Double {
    numbers.contains(where: \.isNaN) ? .nan : numbers.min() ?? .nan
  }
}
