public import SteelyardContracts

/// What one file of trades and working orders says, row by row.
///
/// Quantities are in `Instrument.quantityCurrency`: US dollars for inverse futures and perpetuals,
/// coins for everything else. A row that cannot be used stands in `problems`.
public struct WhatIfFile: Sendable {
  /// Most rows refused before the file is given up.
  public static let problemsMax = 1000
  /// Most rows read: any file with more is another kind of file.
  public static let rowsMax = 100_000

  /// The formats of such files.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// `kind,instrument,quantity[,price]`, CSV.
    case table = "csv"
    /// Steelyard's own, JSON.
    case steelyard = "steelyard"
  }

  /// The file as the caller named it.
  public let name: String
  /// The format it was recognised as.
  public let format: Format
  /// Trades in the order of the file; an instrument may stand more than once.
  public private(set) var trades: [Trade] = []
  /// The row of each trade in the file.
  public private(set) var tradeRows: [Int] = []
  /// Working orders in the order of the file.
  public private(set) var orders: [WorkingOrder] = []
  /// The row of each order in the file.
  public private(set) var orderRows: [Int] = []
  /// One error for each row that was left out: file, row, field, what is wrong and the remedy.
  public private(set) var problems: [SteelyardError] = []

  init(name: String, format: Format) {
    self.name = name
    self.format = format
  }

  /// Reads trades and orders in either format, which is recognised by its content.
  ///
  /// - Throws: `invalidInput` where the file as a whole cannot be read (empty, another kind of file,
  ///   broken off, without a row, more than `problemsMax` bad rows), `limitExceeded` where it is too
  ///   large.
  public static func read(_ input: InputFile) throws(SteelyardError) -> WhatIfFile {
    let file =
      switch try input.textKind() {
      case .json: try SteelyardWhatIfReader.read(JSONDocument(input))
      case .csv: try WhatIfTableReader.read(CSVTable(input, rowsMax: rowsMax))
      }
    guard !file.trades.isEmpty || !file.orders.isEmpty || !file.problems.isEmpty else {
      throw input.error(
        "The file names no trade and no order.", remedy: "Write one a row, or leave --what-if out.")
    }
    return file
  }

  /// Where a trade's instrument stands, for errors about it.
  ///
  /// - Precondition: `index` is one of `trades`.
  public func subject(ofTrade index: Int) -> SteelyardError.Subject {
    .place(file: name, row: tradeRows[index], field: field(of: "trades", tradeRows[index]))
  }

  /// Where an order's instrument stands, for errors about it.
  ///
  /// - Precondition: `index` is one of `orders`.
  public func subject(ofOrder index: Int) -> SteelyardError.Subject {
    .place(file: name, row: orderRows[index], field: field(of: "orders", orderRows[index]))
  }

  /// The rows of the two lists of a JSON file are counted apart, so the path says which is meant.
  private func field(of list: String, _ row: Int) -> String {
    format == .table ? "instrument" : "\(list)[\(row - 1)].instrument"
  }

  mutating func add(_ trade: Trade, row: Int) {
    trades.append(trade)
    tradeRows.append(row)
  }

  mutating func add(_ order: WorkingOrder, row: Int) {
    orders.append(order)
    orderRows.append(row)
  }

  /// Leaves a row out.
  ///
  /// - Throws: The problem itself, once there are more than `problemsMax`.
  mutating func refuse(_ problem: SteelyardError) throws(SteelyardError) {
    guard problems.count < WhatIfFile.problemsMax else { throw problem }
    problems.append(problem)
  }

  /// The accepted formats, for messages.
  static let accepted =
    "Accepted are CSV with the columns [kind,]instrument,quantity[,price], where kind is trade or "
    + "order, and Steelyard JSON of kind what-if."
}
