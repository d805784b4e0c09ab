public import SteelyardContracts

/// How far a perpetual stood from spot, in order of time.
///
/// A row stands at its close, when it became known.
public struct BasisHistory: Sendable, Hashable {
  /// Whose basis it is.
  public let source: HistorySource
  /// How far apart rows are where none is missing.
  public let interval: HistoryInterval
  /// Close times, rising strictly.
  public let times: [Timestamp]
  /// Perpetual / spot − 1, decimal (0.0001 is one basis point); shape `[row]`.
  public let bases: [Double]

  /// A basis from checked rows.
  ///
  /// - Throws: `invalidInput` where the rows hold no basis, don't rise in time, or one of them is
  ///   not finite.
  public init(_ rows: HistoryRows) throws(SteelyardError) {
    try DatedColumn.check(rows, .basis)
    self.init(source: rows.source, interval: rows.interval, times: rows.times, bases: rows.values)
  }

  private init(
    source: HistorySource, interval: HistoryInterval, times: [Timestamp], bases: [Double]
  ) {
    self.source = source
    self.interval = interval
    self.times = times
    self.bases = bases
  }

  /// How many rows it has.
  public var count: Int { times.count }

  /// What was known at an instant: the rows that had closed by then.
  public func upTo(asOf instant: Timestamp) -> BasisHistory {
    let count = DatedColumn.count(of: times, upTo: instant)
    return BasisHistory(
      source: source, interval: interval, times: Array(times.prefix(count)),
      bases: Array(bases.prefix(count)))
  }
}
