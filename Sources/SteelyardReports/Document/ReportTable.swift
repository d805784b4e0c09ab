/// A table whose column heads carry the units.
public struct ReportTable: Sendable, Hashable {
  /// What programs call it: `positions`.
  public let name: String
  /// Its heading for people; empty where the section says enough.
  public let caption: String
  /// The columns.
  public let columns: [Column]
  /// The rows, each with a cell for every column.
  public let rows: [[ReportCell]]

  /// A table from its parts.
  ///
  /// - Precondition: Every row has as many cells as there are columns.
  public init(
    _ name: String, caption: String = "", columns: [Column], rows: [[ReportCell]]
  ) {
    precondition(
      rows.allSatisfy { $0.count == columns.count }, "\(name): a row has too few or many cells.")
    self.name = name
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  /// A column.
  public struct Column: Sendable, Hashable {
    /// What programs call it: `pnl`.
    public let key: String
    /// The head for people; a line end breaks it in text.
    public let heading: String
    /// The unit of its numbers; empty for texts and plain counts.
    public let unit: String

    /// A column from its parts.
    public init(_ key: String, _ heading: String, unit: String = "") {
      self.key = key
      self.heading = heading
      self.unit = unit
    }
  }
}

/// One value of a table.
public enum ReportCell: Sendable, Hashable {
  /// A text.
  case text(String)
  /// A value of a closed list: its code for programs, and the words for people.
  case coded(String, words: String)
  /// A number in the unit of its column, and how people see it.
  case number(Double, NumberStyle)
  /// A word for people where programs find no number: `no entry`.
  case absent(String)
  /// A text that leads to another page of the same answer, by a path beside this one; other formats tell the text.
  case linked(String, to: String)
  /// Nothing.
  case none
}
