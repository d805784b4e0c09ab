public import SteelyardContracts

/// Returns of several assets on one grid of times, with what is missing marked.
public struct AlignedReturns: Sendable, Hashable {
  /// Most cells: 1 GB of returns.
  public static let cellsMax = 125_000_000

  /// Whose returns the columns are, in the order of the histories.
  public let sources: [HistorySource]
  /// The length of each window.
  public let horizon: HistoryInterval
  /// Ends of the windows, from the first that any asset has to the last; evenly spaced.
  public let times: [Timestamp]
  /// Logarithmic returns; `columns[asset][time]`, NaN where that asset lacks a close at either end.
  public let columns: [[Double]]

  /// Returns of these histories over a horizon, at the union of their times.
  ///
  /// - Throws: `missingMarketData` without a history or without a row; `invalidInput` where the
  ///   intervals differ or the horizon is no multiple of them; `limitExceeded` beyond `cellsMax`
  ///   cells.
  public init(
    of histories: [PriceHistory], over horizon: HistoryInterval, _ sampling: LogReturns.Sampling
  ) throws(SteelyardError) {
    guard let interval = histories.first?.interval,
      let first = histories.compactMap(\.times.first).min(),
      let last = histories.compactMap(\.times.last).max()
    else {
      throw SteelyardError(
        .missingMarketData, "There are no prices to take returns of.",
        remedy: "Give at least one history with rows.")
    }
    for history in histories where history.interval != interval {
      throw SteelyardError(
        .invalidInput,
        "\(history.source) is \(history.interval), \(histories[0].source) \(interval).",
        remedy: "Resample them to one interval first.")
    }
    let grid = try ReturnGrid(interval: interval, horizon: horizon, sampling)
    // The span bounds the count before anything is allocated.
    let spanned = (last.microseconds - first.microseconds) / interval.microseconds + 1
    guard spanned <= Int64(AlignedReturns.cellsMax / histories.count) else {
      throw SteelyardError(
        .limitExceeded, "\(histories.count) assets over \(spanned) times are too many returns.",
        remedy: "Cut the histories to a shorter span.")
    }
    let start = Timestamp(microseconds: first.microseconds + horizon.microseconds)
    let ends = grid.ends(from: start, to: last)
    sources = histories.map(\.source)
    self.horizon = horizon
    times = ends
    columns = histories.map { $0.logReturns(endingAt: ends, over: horizon) }
  }

  /// The indices of times at which every asset has a return.
  public var completeRows: [Int] {
    times.indices.filter { row in columns.allSatisfy { !$0[row].isNaN } }
  }

  /// How many returns an asset lacks between its first and last own one; 0 where it has none.
  public func missingCount(_ asset: Int) -> Int {
    let column = columns[asset]
    guard let first = column.firstIndex(where: { !$0.isNaN }),
      let last = column.lastIndex(where: { !$0.isNaN })
    else { return 0 }
    return column[first...last].count { $0.isNaN }
  }

  /// The last rows at or before an instant: what was known then.
  public func upTo(asOf instant: Timestamp) -> AlignedReturns {
    let count = DatedColumn.count(of: times, upTo: instant)
    return AlignedReturns(
      sources: sources, horizon: horizon, times: Array(times.prefix(count)),
      columns: columns.map { Array($0.prefix(count)) })
  }

  private init(
    sources: [HistorySource], horizon: HistoryInterval, times: [Timestamp], columns: [[Double]]
  ) {
    self.sources = sources
    self.horizon = horizon
    self.times = times
    self.columns = columns
  }
}
