import SteelyardContracts

/// What the files of order books, depth and trades have in common: a time, a book, numbers.
struct LiquidityTable {
  let table: CSVTable
  /// The columns of time and book.
  let time: Int
  let book: Int
  private let others: [Int]

  /// A table with `time_utc`, `book` and these columns, in any order and perhaps among others.
  ///
  /// - Throws: `invalidInput` where one is missing.
  init(_ table: CSVTable, columns: [String]) throws(SteelyardError) {
    func index(_ name: String) throws(SteelyardError) -> Int {
      guard let column = table.column(name) else {
        throw table.input.error(
          "The column \"\(name)\" is missing.",
          remedy: "Needed are time_utc, book, \(columns.joined(separator: ", ")).", row: 1,
          field: name)
      }
      return column
    }
    self.table = table
    time = try index("time_utc")
    book = try index("book")
    var others: [Int] = []
    for name in columns { others.append(try index(name)) }
    self.others = others
  }

  /// The column of one of the names given, by its place among them.
  func column(_ place: Int) -> Int { others[place] }

  /// When the row was observed.
  func time(_ row: CSVRow) throws(SteelyardError) -> Timestamp {
    let text = try text(row, column: time, "time")
    do { return try Timestamp(parsing: text) } catch { throw error.about(row.subject(time)) }
  }

  /// Which order book the row is about.
  func book(_ row: CSVRow) throws(SteelyardError) -> String {
    try text(row, column: book, "name of the book")
  }

  /// The text in a column.
  func text(_ row: CSVRow, _ place: Int) throws(SteelyardError) -> String {
    try text(row, column: others[place], table.header[others[place]])
  }

  /// The number in a column, checked.
  func number(
    _ row: CSVRow, _ place: Int, _ rule: ObservationCheck.Rule
  ) throws(SteelyardError) -> Double {
    let column = others[place]
    guard let number = try row.number(column) else { throw missing(row, column) }
    return try ObservationCheck.checked(
      number, rule, text: row.text(column) ?? "", row.subject(column))
  }

  /// The whole number in a column.
  func integer(_ row: CSVRow, _ place: Int) throws(SteelyardError) -> Int64 {
    let column = others[place]
    guard let integer = try row.integer(column) else { throw missing(row, column) }
    return integer
  }

  private func text(
    _ row: CSVRow, column: Int, _ what: String
  ) throws(SteelyardError) -> String {
    guard let text = row.text(column) else {
      throw row.error("The \(what) is missing.", remedy: "Write it.", column: column)
    }
    return text
  }

  private func missing(_ row: CSVRow, _ column: Int) -> SteelyardError {
    row.error(
      "The \(table.header[column]) is missing.", remedy: "Write a number.", column: column)
  }
}

/// Rows refused so far: a file with more than a limit of them is another kind of file.
struct RefusedRows {
  /// Most rows refused before the file is given up.
  static let limit = 1000

  private(set) var problems: [SteelyardError] = []

  /// - Throws: The problem itself, once there are more than the limit.
  mutating func refuse(_ problem: SteelyardError) throws(SteelyardError) {
    guard problems.count < RefusedRows.limit else { throw problem }
    problems.append(problem)
  }
}
