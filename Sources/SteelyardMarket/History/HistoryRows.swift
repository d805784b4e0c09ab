public import SteelyardContracts

/// A history as its file reports it, before any check: columns in the order of the rows.
///
/// Rows may repeat, stand out of order, or hold impossible values; `HistoryCheck` finds that out.
public struct HistoryRows: Sendable, Hashable {
  /// What the main column holds.
  public enum Quantity: String, Sendable, Hashable, CaseIterable {
    /// A price in quote currency.
    case price
    /// A funding rate, decimal per interval of the row; positive: long pays.
    case fundingRate = "funding_rate"
    /// A volatility index, decimal per root year.
    case volatilityIndex = "volatility_index"
    /// Perpetual over spot less one, decimal.
    case basis

    /// Whether moves are ratios, so that only values above zero are possible.
    var isPositive: Bool { self == .price || self == .volatilityIndex }
  }

  /// A further column that a file may have.
  public enum Column: String, Sendable, Hashable, CaseIterable {
    /// The first price of the interval, in quote currency.
    case open
    /// The highest price of the interval, in quote currency.
    case high
    /// The lowest price of the interval, in quote currency.
    case low
    /// What was traded, in the unit of the file (`base` units unless it says otherwise).
    case volume
    /// The index price beside a funding rate, in quote currency.
    case index
    /// Seconds that a funding rate is paid for.
    case intervalSeconds = "interval_seconds"
  }

  /// Most rows of one history: 114 years of hours.
  public static let rowsMax = 1_000_000

  /// Whose history it is.
  public let source: HistorySource
  /// What `values` holds.
  public let quantity: Quantity
  /// How far apart rows should be.
  public let interval: HistoryInterval
  /// When each value became known: the close of a candle, so its open plus the interval.
  public private(set) var times: [Timestamp]
  /// The main column: closes, rates; shape `[row]`.
  public private(set) var values: [Double]
  /// Further columns; each of shape `[row]`, NaN where the file has nothing.
  public private(set) var columns: [Column: [Double]]

  /// No rows yet.
  public init(
    source: HistorySource, quantity: Quantity, interval: HistoryInterval, columns: [Column]
  ) {
    self.source = source
    self.quantity = quantity
    self.interval = interval
    times = []
    values = []
    self.columns = Dictionary(uniqueKeysWithValues: Set(columns).map { ($0, []) })
  }

  /// Rows from whole columns.
  ///
  /// - Throws: `invalidInput` where a column is longer or shorter than the times; `limitExceeded`
  ///   beyond `rowsMax`.
  public init(
    source: HistorySource, quantity: Quantity, interval: HistoryInterval, times: [Timestamp],
    values: [Double], columns: [Column: [Double]]
  ) throws(SteelyardError) {
    guard times.count <= HistoryRows.rowsMax else { throw HistoryRows.tooMany(source) }
    for count in [values.count] + columns.values.map(\.count) where count != times.count {
      throw SteelyardError(
        .invalidInput, "A column of \(source) has \(count) values for \(times.count) times.",
        remedy: "Give every column one value for each time.")
    }
    self.source = source
    self.quantity = quantity
    self.interval = interval
    self.times = times
    self.values = values
    self.columns = columns
  }

  /// Adds a row at the end; a column that is not named gets NaN.
  ///
  /// - Throws: `limitExceeded` beyond `rowsMax` rows.
  public mutating func append(
    at time: Timestamp, _ value: Double, _ further: [(column: Column, value: Double)] = []
  ) throws(SteelyardError) {
    guard times.count < HistoryRows.rowsMax else { throw HistoryRows.tooMany(source) }
    times.append(time)
    values.append(value)
    for (column, number) in further where columns[column] != nil {
      columns[column]?.append(number)
    }
    for column in columns.keys where (columns[column]?.count ?? 0) < times.count {
      columns[column]?.append(.nan)
    }
  }

  /// The rows at these indices, in this order.
  func rows(_ indices: [Int]) -> HistoryRows {
    var picked = self
    picked.times = indices.map { times[$0] }
    picked.values = indices.map { values[$0] }
    picked.columns = columns.mapValues { column in indices.map { column[$0] } }
    return picked
  }

  /// What was known at an instant: the rows whose time is not after it.
  public func upTo(asOf instant: Timestamp) -> HistoryRows {
    rows(times.indices.filter { times[$0] <= instant })
  }

  /// The same rows under another source, as where a caller knows the venue.
  public func named(_ source: HistorySource) -> HistoryRows {
    var renamed = HistoryRows(
      source: source, quantity: quantity, interval: interval, columns: Array(columns.keys))
    renamed.times = times
    renamed.values = values
    renamed.columns = columns
    return renamed
  }

  private static func tooMany(_ source: HistorySource) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "The history of \(source) has more than \(rowsMax) rows.",
      remedy: "Keep only the rows that are needed.")
  }
}
