/// Numbers over two inputs, coloured by their size and marked by what they mean.
public struct ReportHeatmap: Sendable, Hashable {
  /// One number.
  public struct Cell: Sendable, Hashable {
    /// The value; nil where there is none.
    public let value: Double?
    /// A character behind the value that the legend explains; empty for none.
    public let mark: String
    /// How it is meant.
    public let tone: ReportDocument.Tone

    /// A cell from its parts.
    public init(_ value: Double?, mark: String, tone: ReportDocument.Tone) {
      self.value = value
      self.mark = mark
      self.tone = tone
    }
  }

  /// What it shows, with the unit.
  public let title: String
  /// What the columns are: `spot`.
  public let horizontalLabel: String
  /// What the rows are: `volatility`.
  public let verticalLabel: String
  /// The columns, from left to right.
  public let columns: [String]
  /// The rows, from the top.
  public let rows: [String]
  /// The numbers; shape `[row][column]`.
  public let cells: [[Cell]]
  /// What the marks mean.
  public let legend: String

  /// A heatmap from its parts.
  ///
  /// - Precondition: There is a cell for every row and column.
  public init(
    title: String, horizontalLabel: String, verticalLabel: String, columns: [String],
    rows: [String], cells: [[Cell]], legend: String
  ) {
    precondition(
      cells.count == rows.count && cells.allSatisfy { $0.count == columns.count },
      "\(title): cells do not fill the rows and columns.")
    self.title = title
    self.horizontalLabel = horizontalLabel
    self.verticalLabel = verticalLabel
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.legend = legend
  }

  /// The largest value without its sign; 0 where there is none.
  var largest: Double {
    cells.joined().compactMap(\.value?.magnitude).max() ?? 0
  }

  /// The numbers in a unit that keeps them short: `thousands`.
  var scale: (divisor: Double, words: String) {
    switch largest {
    case 1e10...: (1e6, ", in millions")
    case 1e7...: (1e3, ", in thousands")
    default: (1, "")
    }
  }

  /// A value as people see it.
  func text(_ value: Double?) -> String {
    guard let value else { return "none" }
    let style: NumberStyle = largest >= 1_000 || largest == 0 ? .grouped(0) : .significant(4)
    return NumberText.text(value / scale.divisor + 0, style)
  }
}
