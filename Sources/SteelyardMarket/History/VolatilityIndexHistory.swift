public import SteelyardContracts

/// Closes of a volatility index such as DVOL, in order of time.
///
/// A row stands at its close, when it became known.
public struct VolatilityIndexHistory: Sendable, Hashable {
  /// Whose volatility it is.
  public let source: HistorySource
  /// How far apart rows are where none is missing.
  public let interval: HistoryInterval
  /// Close times, rising strictly.
  public let times: [Timestamp]
  /// Volatilities, decimal per root year (0.6003 is 60.03 %), > 0; shape `[row]`.
  public let closes: [Double]

  /// An index from checked rows.
  ///
  /// - Throws: `invalidInput` where the rows hold no volatility index, don't rise in time, or one
  ///   of them is not above zero.
  public init(_ rows: HistoryRows) throws(SteelyardError) {
    try DatedColumn.check(rows, .volatilityIndex)
    self.init(
      source: rows.source, interval: rows.interval, times: rows.times, closes: rows.values)
  }

  private init(
    source: HistorySource, interval: HistoryInterval, times: [Timestamp], closes: [Double]
  ) {
    self.source = source
    self.interval = interval
    self.times = times
    self.closes = closes
  }

  /// How many rows it has.
  public var count: Int { times.count }

  /// What was known at an instant: the rows that had closed by then.
  public func upTo(asOf instant: Timestamp) -> VolatilityIndexHistory {
    let count = DatedColumn.count(of: times, upTo: instant)
    return VolatilityIndexHistory(
      source: source, interval: interval, times: Array(times.prefix(count)),
      closes: Array(closes.prefix(count)))
  }

  /// The close at exactly this time, or nil where that row is missing.
  public func close(at time: Timestamp) -> Double? {
    DatedColumn.index(of: time, in: times).map { closes[$0] }
  }
}
