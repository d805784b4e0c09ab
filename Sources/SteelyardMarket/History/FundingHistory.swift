public import SteelyardContracts

/// Funding rates of one perpetual, in order of time.
///
/// A row stands at the instant its rate was paid, for the seconds before it.
public struct FundingHistory: Sendable, Hashable {
  /// Whose rates they are.
  public let source: HistorySource
  /// How far apart rows are where none is missing; a venue may have changed it on the way.
  public let interval: HistoryInterval
  /// Instants of payment, rising strictly.
  public let times: [Timestamp]
  /// Rates, decimal per `intervalSeconds` of the row, positive where the long pays; shape `[row]`.
  public let rates: [Double]
  /// Seconds that each rate is paid for, > 0; shape `[row]`.
  public let intervalSeconds: [Double]
  /// Index prices at those instants, in quote currency; nil where the source has none.
  public let indexPrices: [Double]?

  /// Rates from checked rows; a row without seconds of its own takes those of the history.
  ///
  /// - Throws: `invalidInput` where the rows hold no funding rates, don't rise in time, or one of
  ///   them is not finite or is paid for no time.
  public init(_ rows: HistoryRows) throws(SteelyardError) {
    try DatedColumn.check(rows, .fundingRate)
    let own = Double(rows.interval.seconds)
    let seconds = rows.columns[.intervalSeconds]?.map { $0.isNaN ? own : $0 }
    if let wrong = seconds?.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw SteelyardError(
        .invalidInput, "A funding rate of \(rows.source) is paid for \(wrong) s.",
        remedy: "Give the seconds from one payment to the next.")
    }
    self.init(
      source: rows.source, interval: rows.interval, times: rows.times, rates: rows.values,
      intervalSeconds: seconds ?? rows.times.map { _ in own }, indexPrices: rows.columns[.index])
  }

  private init(
    source: HistorySource, interval: HistoryInterval, times: [Timestamp], rates: [Double],
    intervalSeconds: [Double], indexPrices: [Double]?
  ) {
    self.source = source
    self.interval = interval
    self.times = times
    self.rates = rates
    self.intervalSeconds = intervalSeconds
    self.indexPrices = indexPrices
  }

  /// How many rows it has.
  public var count: Int { times.count }

  /// What was known at an instant: the rates paid by then.
  public func upTo(asOf instant: Timestamp) -> FundingHistory {
    let count = DatedColumn.count(of: times, upTo: instant)
    return FundingHistory(
      source: source, interval: interval, times: Array(times.prefix(count)),
      rates: Array(rates.prefix(count)), intervalSeconds: Array(intervalSeconds.prefix(count)),
      indexPrices: indexPrices.map { Array($0.prefix(count)) })
  }

  /// Each rate for another length of time, in proportion: 0.0001 per 8 h is 0.0003 per day.
  ///
  /// - Parameter seconds: The length of time the rates are for, > 0.
  public func rates(perSeconds seconds: Double) -> [Double] {
    zip(rates, intervalSeconds).map { $0 / $1 * seconds }
  }

  /// What a long paid on a constant position from one instant (not included) to another (included).
  ///
  /// - Returns: The sum of the rates, decimal of the position's value.
  public func paid(after start: Timestamp, upTo end: Timestamp) -> Double {
    let first = DatedColumn.count(of: times, upTo: start)
    let last = DatedColumn.count(of: times, upTo: end)
    return first < last ? rates[first..<last].reduce(0, +) : 0
  }
}
