public import SteelyardContracts
public import SteelyardForecasts

/// The trades of one or more order books, read from CSV with the columns
/// `time_utc, book, trade_id, price, qty, taker_side`.
///
/// Times are ISO 8601 in UTC, sides `buy` and `sell`, quantities in the book's own unit. Within a book
/// times may not fall and identifiers must rise, so that no trade counts twice.
public struct TradeTapeFile: Sendable {
  /// The file as the caller named it.
  public let name: String
  /// Names of the books in the order in which they first appear.
  public private(set) var books: [String] = []
  /// The trades of each book, in the order of the file.
  public private(set) var trades: [String: [BookTrade]] = [:]
  /// One error for each row that was left out: file, row, field, what is wrong and the remedy.
  public private(set) var problems: [SteelyardError] = []

  /// Reads a file.
  ///
  /// - Throws: `invalidInput` where it cannot be read as a whole (not CSV, a column missing, more than
  ///   1000 bad rows); `limitExceeded` where it is too large.
  public static func read(_ input: InputFile) throws(SteelyardError) -> TradeTapeFile {
    try TradeTapeFile(CSVTable(input))
  }

  private init(_ table: CSVTable) throws(SteelyardError) {
    let columns = try LiquidityTable(
      table, columns: ["trade_id", "price", "qty", "taker_side"])
    name = table.input.name
    var refused = RefusedRows()
    for problem in table.problems { try refused.refuse(problem) }
    var lastIdentifiers: [String: Int64] = [:]
    for index in 0..<table.rowCount {
      let row = table.row(index)
      do throws(SteelyardError) {
        let book = try columns.book(row)
        let identifier = try columns.integer(row, 0)
        if let last = lastIdentifiers[book], identifier <= last {
          throw row.error(
            "Trade \(identifier) of \(book) stands behind trade \(last).",
            remedy: "Sort the file, and keep each trade once.", column: columns.column(0))
        }
        let trade = try TradeTapeFile.trade(row, columns)
        if let last = trades[book]?.last, trade.time < last.time {
          throw row.error(
            "Trade \(identifier) is earlier than the one before it.",
            remedy: "Sort the file by time.", column: columns.column(0))
        }
        lastIdentifiers[book] = identifier
        if trades[book] == nil { books.append(book) }
        trades[book, default: []].append(trade)
      } catch {
        try refused.refuse(error)
      }
    }
    problems = refused.problems
  }

  private static func trade(
    _ row: CSVRow, _ columns: LiquidityTable
  ) throws(SteelyardError) -> BookTrade {
    let side = try columns.text(row, 3)
    guard let taker = BookTrade.Taker(rawValue: side) else {
      throw row.error(
        "\"\(side.prefix(40))\" is no side.", remedy: "Write buy or sell.",
        column: columns.column(3))
    }
    let (time, price) = (try columns.time(row), try columns.number(row, 1, .positivePrice))
    let quantity = try columns.number(row, 2, .amount)
    do {
      return try BookTrade(time: time, price: price, quantity: quantity, taker: taker)
    } catch {
      throw error.about(row.subject(columns.column(2)))
    }
  }
}
