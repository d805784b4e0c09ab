/// Amounts as bars from a common zero: gains to the right, losses to the left.
///
/// With several series the bars of a row follow one another, gains and losses each from zero on.
public struct ReportBars: Sendable, Hashable {
  /// One line of bars.
  public struct Row: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// A value for every series; nil where there is none.
    public let values: [Double?]
    /// Whether something hangs on this row: it is marked by more than its colour.
    public let isMarked: Bool

    /// A row from its parts.
    public init(_ name: String, _ values: [Double?], isMarked: Bool = false) {
      self.name = name
      self.values = values
      self.isMarked = isMarked
    }

    /// A row of one bar.
    public init(_ name: String, _ value: Double, isMarked: Bool = false) {
      self.init(name, [value], isMarked: isMarked)
    }

    /// What its bars come to together.
    var total: Double { values.reduce(0) { $0 + ($1 ?? 0) } }
    /// How far its bars reach to the right of zero.
    var gain: Double { values.reduce(0) { $0 + max($1 ?? 0, 0) } }
    /// How far its bars reach to the left of zero, <= 0.
    var loss: Double { values.reduce(0) { $0 + min($1 ?? 0, 0) } }
  }

  /// What it shows.
  public let title: String
  /// The unit of the values.
  public let unit: String
  /// How people see a value.
  public let style: NumberStyle
  /// What each value of a row is; one name alone is not shown.
  public let series: [String]
  /// The rows from the top.
  public let rows: [Row]
  /// Where the axis ends though no bar reaches it: 100 for shares of a whole; nil where the longest bar ends it.
  public let limit: Double?
  /// What the mark of a row means; empty where none is marked.
  public let markWords: String

  /// Bars from their parts.
  ///
  /// - Precondition: Every row has a value, or none, for each series.
  public init(
    title: String, unit: String, style: NumberStyle = .grouped(2), series: [String] = [""],
    rows: [Row], limit: Double? = nil, markWords: String = ""
  ) {
    precondition(
      rows.allSatisfy { $0.values.count == series.count }, "\(title): a row lacks a value.")
    self.title = title
    self.unit = unit
    self.style = style
    self.series = series
    self.rows = rows
    self.limit = limit
    self.markWords = markWords
  }

  /// From where to where the axis goes: zero is always on it.
  var range: ClosedRange<Double> {
    let high = max(rows.map(\.gain).max() ?? 0, limit ?? 0, 0)
    let low = min(rows.map(\.loss).min() ?? 0, 0)
    return low...max(high, low)
  }
}
