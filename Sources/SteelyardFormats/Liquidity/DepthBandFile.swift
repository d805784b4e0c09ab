public import SteelyardContracts
public import SteelyardForecasts

/// Quantities quoted within bands of the middle, read from CSV with the columns
/// `time_utc, book, best_bid, best_ask, mid, band_bps, bid_qty, ask_qty`.
///
/// Bands are in basis points of the middle, quantities in the book's own unit and cumulative: a wider
/// band holds what a narrower one does. A source that states a band has seen it whole.
public struct DepthBandFile: Sendable {
  /// The bands of one book at one moment.
  public struct Sample: Sendable, Hashable {
    /// When it was seen.
    public let time: Timestamp
    /// The best bid, in quote per base.
    public let bestBid: Double
    /// The best ask, in quote per base.
    public let bestAsk: Double
    /// The bands, the narrowest first.
    public fileprivate(set) var bands: [BookDepth]
  }

  /// The file as the caller named it.
  public let name: String
  /// Names of the books in the order in which they first appear.
  public private(set) var books: [String] = []
  /// The samples of each book, in order of time.
  public private(set) var samples: [String: [Sample]] = [:]
  /// One error for each row that was left out: file, row, field, what is wrong and the remedy.
  public private(set) var problems: [SteelyardError] = []

  /// Reads a file.
  ///
  /// - Throws: `invalidInput` where it cannot be read as a whole (not CSV, a column missing, more than
  ///   1000 bad rows); `limitExceeded` where it is too large.
  public static func read(_ input: InputFile) throws(SteelyardError) -> DepthBandFile {
    try DepthBandFile(CSVTable(input))
  }

  private init(_ table: CSVTable) throws(SteelyardError) {
    let columns = try LiquidityTable(
      table, columns: ["best_bid", "best_ask", "band_bps", "bid_qty", "ask_qty"])
    name = table.input.name
    var refused = RefusedRows()
    for problem in table.problems { try refused.refuse(problem) }
    for index in 0..<table.rowCount {
      let row = table.row(index)
      do throws(SteelyardError) {
        let book = try columns.book(row)
        let sample = try DepthBandFile.sample(row, columns)
        try add(sample, of: book, row, columns)
      } catch {
        try refused.refuse(error)
      }
    }
    problems = refused.problems
  }

  private static func sample(
    _ row: CSVRow, _ columns: LiquidityTable
  ) throws(SteelyardError) -> Sample {
    let bid = try columns.number(row, 0, .positivePrice)
    let ask = try columns.number(row, 1, .positivePrice)
    guard bid < ask else {
      throw row.error(
        "The bid \(bid) is not below the ask \(ask).", remedy: "Leave crossed books out.",
        column: columns.column(0))
    }
    let band = try columns.number(row, 2, .amount) / 10_000
    guard band > 0, band < 1 else {
      throw row.error(
        "A band of \(band * 10_000) basis points is impossible.",
        remedy: "Write one above 0 and below 10,000.", column: columns.column(2))
    }
    return Sample(
      time: try columns.time(row), bestBid: bid, bestAsk: ask,
      bands: [
        BookDepth(
          band: band, bidQuantity: try columns.number(row, 3, .amount),
          askQuantity: try columns.number(row, 4, .amount), isSeen: true)
      ])
  }

  /// Adds a row's band to the sample it continues, or begins a new one.
  private mutating func add(
    _ sample: Sample, of book: String, _ row: CSVRow, _ columns: LiquidityTable
  ) throws(SteelyardError) {
    guard let last = samples[book]?.last, let widest = last.bands.last else {
      books.append(book)
      samples[book] = [sample]
      return
    }
    guard sample.time >= last.time else {
      throw row.error(
        "The row is earlier than the one of its book before it.",
        remedy: "Sort the file by time.", column: nil)
    }
    if sample.time > last.time {
      samples[book, default: []].append(sample)
      return
    }
    let band = sample.bands[0]
    guard sample.bestBid == last.bestBid, sample.bestAsk == last.bestAsk else {
      throw row.error(
        "The best prices differ from those of the same moment before.",
        remedy: "Give each moment one best bid and ask.", column: columns.column(0))
    }
    guard band.band > widest.band, band.bidQuantity >= widest.bidQuantity,
      band.askQuantity >= widest.askQuantity
    else {
      throw row.error(
        "The band does not widen the one before it, or holds less.",
        remedy: "Sort bands from narrow to wide, with cumulative quantities.",
        column: columns.column(2))
    }
    let index = samples[book, default: []].count - 1
    samples[book]?[index].bands.append(band)
  }
}
