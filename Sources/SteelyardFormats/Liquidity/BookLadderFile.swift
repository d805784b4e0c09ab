public import SteelyardContracts
public import SteelyardForecasts

/// Order books level by level, read from CSV with the columns
/// `time_utc, book, side, level, price, qty`.
///
/// Sides are `bid` and `ask`, levels count from 1 on each side, the best first; quantities are in the
/// book's own unit. The rows of one book at one moment stand together. A ladder with a bad row is left
/// out whole: a book with a hole in it would show a depth that never was.
public struct BookLadderFile: Sendable {
  /// The file as the caller named it.
  public let name: String
  /// Names of the books in the order in which they first appear.
  public private(set) var books: [String] = []
  /// The ladders of each book, in order of time.
  public private(set) var ladders: [String: [BookLadder]] = [:]
  /// Where each ladder begins, in the order of `ladders`, for errors about its book.
  private(set) var places: [String: [SteelyardError.Subject]] = [:]
  /// Why ladders were left out: one error for each bad row, or for a ladder that fails as a whole.
  public private(set) var problems: [SteelyardError] = []

  /// Reads a file.
  ///
  /// - Throws: `invalidInput` where it cannot be read as a whole (not CSV, a column missing, more than
  ///   1000 problems); `limitExceeded` where it is too large.
  public static func read(_ input: InputFile) throws(SteelyardError) -> BookLadderFile {
    try BookLadderFile(CSVTable(input))
  }

  /// The ladder whose rows are being read.
  private struct Draft {
    let book: String
    let time: Timestamp
    let first: CSVRow
    var bids: [BookLevel] = []
    var asks: [BookLevel] = []
    var isBroken = false
  }

  private init(_ table: CSVTable) throws(SteelyardError) {
    let columns = try LiquidityTable(table, columns: ["side", "level", "price", "qty"])
    name = table.input.name
    var refused = RefusedRows()
    for problem in table.problems { try refused.refuse(problem) }
    // A row that the table left out may belong to the ladder that is open before it; one that begins
    // after it shows the gap itself, by a level or a side that is missing.
    let gaps = Set(table.problems.compactMap(\.row))
    var draft: Draft?
    var lastNumber = 1
    for index in 0..<table.rowCount {
      let row = table.row(index)
      let hasGap = (lastNumber + 1..<max(row.number, lastNumber + 1)).contains { gaps.contains($0) }
      if hasGap { draft?.isBroken = true }
      lastNumber = row.number
      do throws(SteelyardError) {
        let (book, time) = (try columns.book(row), try columns.time(row))
        if draft?.book != book || draft?.time != time {
          try finish(draft, columns, &refused)
          draft = Draft(book: book, time: time, first: row)
        }
        try BookLadderFile.add(row, columns, to: &draft)
      } catch {
        draft?.isBroken = true
        try refused.refuse(error)
      }
    }
    if gaps.contains(where: { $0 > lastNumber }) { draft?.isBroken = true }
    try finish(draft, columns, &refused)
    problems = refused.problems
  }

  private static func add(
    _ row: CSVRow, _ columns: LiquidityTable, to draft: inout Draft?
  ) throws(SteelyardError) {
    let side = try columns.text(row, 0)
    let number = try columns.integer(row, 1)
    let level = BookLevel(
      price: try columns.number(row, 2, .positivePrice),
      quantity: try columns.number(row, 3, .amount))
    let expected: Int
    switch side {
    case "bid": expected = (draft?.bids.count ?? 0) + 1
    case "ask": expected = (draft?.asks.count ?? 0) + 1
    default:
      throw row.error(
        "\"\(side.prefix(40))\" is no side of an order book.", remedy: "Write bid or ask.",
        column: columns.column(0))
    }
    guard number == expected || draft?.isBroken == true else {
      throw row.error(
        "Level \(number) stands where level \(expected) belongs.",
        remedy: "Number the levels of each side from 1, in order.", column: columns.column(1))
    }
    if draft?.isBroken != true,
      let last = (side == "bid" ? draft?.bids : draft?.asks)?.last,
      side == "bid" ? level.price >= last.price : level.price <= last.price
    {
      throw row.error(
        "The \(side) \(level.price) stands behind \(last.price).",
        remedy: "Give bids falling and asks rising.", column: columns.column(2))
    }
    if side == "bid" { draft?.bids.append(level) } else { draft?.asks.append(level) }
  }

  private mutating func finish(
    _ draft: Draft?, _ columns: LiquidityTable, _ refused: inout RefusedRows
  ) throws(SteelyardError) {
    guard let draft, !draft.isBroken else { return }
    // Levels stand in order here: what can be wrong with the whole is a side that is empty, prices that cross, or its time.
    var column = columns.column(draft.bids.isEmpty || draft.asks.isEmpty ? 0 : 2)
    do throws(SteelyardError) {
      let ladder = try BookLadder(time: draft.time, bids: draft.bids, asks: draft.asks)
      if let last = ladders[draft.book]?.last, last.time >= ladder.time {
        column = columns.time
        throw draft.first.error(
          "The ladder of \(draft.book) is not later than the one before it.",
          remedy: "Sort the file by time, with the rows of a ladder together.", column: column)
      }
      if ladders[draft.book] == nil { books.append(draft.book) }
      ladders[draft.book, default: []].append(ladder)
      places[draft.book, default: []].append(draft.first.subject(columns.book))
    } catch {
      try refused.refuse(error.about(draft.first.subject(column)))
    }
  }
}

extension SteelyardError {
  /// The row in a file that the error is about, if it is about one.
  fileprivate var row: Int? {
    if case .place(_, let row, _) = subject { row } else { nil }
  }
}
