public import SteelyardContracts

/// What a backtest found: every book, and all books that count together.
public struct BacktestSummary: Sendable, Hashable {
  /// The first day that books were struck on.
  public let first: Timestamp
  /// The last one.
  public let last: Timestamp
  /// Books with results, in the order of the backtest.
  public let books: [BookSummary]

  /// A summary of days.
  ///
  /// - Parameters:
  ///   - strides: Days of the horizon of each book, by name; 1 where none is given.
  ///   - hourStrides: Hours of the maintenance horizon of each book, likewise.
  ///   - nearZeroUSD: As `BookSummary`.
  /// - Throws: `missingMarketData` where no day has a result.
  public init(
    _ days: [BacktestDay], books: [BacktestBook], strides: [String: Int],
    hourStrides: [String: Int], tailLevel: Double, nearZeroUSD: Double
  ) throws(SteelyardError) {
    guard let first = days.first?.day, let last = days.last?.day else {
      throw SteelyardError(
        .missingMarketData, "No book could be struck on any day.",
        remedy: "Give a longer history, or books of coins that it knows.")
    }
    self.first = first
    self.last = last
    var summaries: [BookSummary] = []
    for book in books {
      let summary = try BookSummary(
        book, days, stride: strides[book.name] ?? 1,
        hourStride: hourStrides[book.name] ?? 1, tailLevel: tailLevel, nearZeroUSD: nearZeroUSD)
      if let summary { summaries.append(summary) }
    }
    self.books = summaries
  }

  /// Books inside the goals.
  public var counted: [BookSummary] { books.filter(\.book.isInsideGoals) }

  /// Breaches over periods of one layer, pooled over the books inside the goals; nil where none has
  /// any.
  public func pooledRate(_ layer: (BookSummary) -> LayerSummary?) -> Double? {
    let layers = counted.compactMap(layer)
    let periods = layers.reduce(0) { $0 + $1.periods }
    return periods == 0
      ? nil : Double(layers.reduce(0) { $0 + $1.breaches }) / Double(periods)
  }

  /// The share of the books inside the goals whose p-value is at least so much; nil without any.
  public func share(
    _ pValue: (BookSummary) -> Double, atLeast least: Double
  ) -> Double? {
    counted.isEmpty
      ? nil : Double(counted.count { pValue($0) >= least }) / Double(counted.count)
  }

  /// How many of the books inside the goals are so; nil without any.
  func count(_ isSo: (BookSummary) -> Bool) -> Double? {
    counted.isEmpty ? nil : Double(counted.count(where: isSo))
  }
}
