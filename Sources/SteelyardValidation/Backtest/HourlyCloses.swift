public import SteelyardContracts
public import SteelyardMarket

/// Hourly closes of several coins on one clock: what a frozen book was worth within the next day.
public struct HourlyCloses: Sendable {
  /// Microseconds of an hour.
  static let hour: Int64 = 3_600_000_000

  /// The end of the first hour.
  public let start: Timestamp
  /// US dollars for one coin at the end of each hour, NaN where not known; shape `[hour]`, of any
  /// length up to the last one known.
  public let closes: [Currency: [Double]]

  /// Closes from histories.
  ///
  /// Hours before `start` are left out; so is what does not stand at a full hour.
  ///
  /// - Parameters:
  ///   - histories: Hourly closes in US dollars, at most one history an asset.
  ///   - asOf: Nothing later is taken; nil for everything.
  public init(_ histories: [PriceHistory], start: Timestamp, asOf: Timestamp?) {
    var closes: [Currency: [Double]] = [:]
    for history in histories {
      let known = asOf.map { history.upTo(asOf: $0) } ?? history
      guard let last = known.times.last, last >= start else { continue }
      let count = Int((last.microseconds - start.microseconds) / HourlyCloses.hour) + 1
      var column = [Double](repeating: .nan, count: count)
      for (time, close) in zip(known.times, known.closes) {
        let offset = time.microseconds - start.microseconds
        guard offset >= 0, offset % HourlyCloses.hour == 0 else { continue }
        column[Int(offset / HourlyCloses.hour)] = close
      }
      closes[history.source.asset] = column
    }
    self.start = start
    self.closes = closes
  }

  /// US dollars for a coin at an instant, or nil where not known.
  func price(of coin: Currency, at time: Timestamp) -> Double? {
    if coin == .usd { return 1 }
    let offset = time.microseconds - start.microseconds
    guard let column = closes[coin], offset >= 0, offset % HourlyCloses.hour == 0,
      offset / HourlyCloses.hour < column.count
    else { return nil }
    let close = column[Int(offset / HourlyCloses.hour)]
    return close.isNaN ? nil : close
  }
}
