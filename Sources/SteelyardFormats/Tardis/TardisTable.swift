package import SteelyardContracts
package import SteelyardMarket

/// A file of Tardis, row by row: `options_chain`, `derivative_ticker`, `quotes` or `trades`, as CSV.
package struct TardisTable: Sendable {
  /// The kinds that are read.
  package enum Kind: String, Sendable, CaseIterable {
    /// Marks, quotes and open interest of options.
    case optionsChain = "options_chain"
    /// Marks, funding and open interest of perpetuals and futures.
    case derivativeTicker = "derivative_ticker"
    /// Best bids and asks.
    case quotes
    /// Trades.
    case trades
  }

  /// What one row says.
  package enum Content {
    /// Marks and, of options, quotes too.
    case marks(InstrumentObservation, fundingRate: Double?)
    /// Best bid and ask.
    case quotes(
      Instrument, bid: InstrumentObservation.Quote?, ask: InstrumentObservation.Quote?)
    /// A trade; the buyer crossed the spread, or the seller did.
    case trade(Instrument, price: Double, amount: Double, isBuy: Bool)
  }

  /// The file's name.
  package var name: String { table.input.name }
  /// What it is.
  package let kind: Kind
  /// How many rows it has.
  package var rowCount: Int { table.rowCount }
  /// Rows that the table itself leaves out.
  package var problems: [SteelyardError] { table.problems }

  private let table: CSVTable
  private let reader: MarketRowReader
  private let columns: [Int?]
  private let symbol: Int
  private let time: Int
  private let arrival: Int
  private let own: [String: Int]

  /// Reads a file.
  ///
  /// - Throws: `invalidInput` where it is not text, is compressed, or has the columns of no accepted kind.
  package init(_ input: InputFile) throws(SteelyardError) {
    guard !input.bytes.starts(with: [0x1F, 0x8B]) else {
      throw input.error("The file is compressed.", remedy: "Unpack it with gunzip.")
    }
    let table = try CSVTable(input)
    let own = Dictionary(uniqueKeysWithValues: table.header.enumerated().map { ($1, $0) })
    guard let symbol = own["symbol"], let time = own["timestamp"],
      let arrival = own["local_timestamp"], own["exchange"] != nil,
      let kind = Self.kind(own)
    else {
      throw input.error(
        "The columns are those of no accepted Tardis file.",
        remedy: "Accepted are \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).", row: 1)
    }
    (self.kind, self.symbol, self.time, self.arrival) = (kind, symbol, time, arrival)
    let format: MarketFormat =
      kind == .optionsChain ? .tardisOptionsChain : .tardisDerivativeTicker
    // Quotes and trades name exchange, symbol and times as the tickers do.
    guard let layout = MarketLayout.tables.first(where: { $0.format == format }) else {
      preconditionFailure("Every format has a layout.")
    }
    reader = MarketRowReader(layout: layout, file: input.name)
    self.table = table
    self.own = own
    columns = MarketField.allCases.map { field in
      layout.name(of: field).flatMap(table.column)
    }
  }

  /// When a row arrived where it was recorded: the order of a file.
  ///
  /// - Throws: `invalidInput` where it names none.
  package func arrival(_ index: Int) throws(SteelyardError) -> Timestamp {
    try timestamp(table.row(index), arrival)
  }

  /// When a row was so, by the venue, and what it says.
  ///
  /// - Throws: `invalidInput` for a value that can't be; `unsupported` for combos and other venues.
  package func content(_ index: Int) throws(SteelyardError) -> (time: Timestamp, Content) {
    let row = table.row(index)
    let market = MarketCSVRow(row: row, columns: columns)
    switch kind {
    case .optionsChain:
      let observation = try reader.observation(market)
      return (observation.time, .marks(observation, fundingRate: nil))
    case .derivativeTicker:
      let observation = try reader.observation(market)
      let rate = try own["funding_rate"].flatMap { column throws(SteelyardError) in
        try row.number(column)
      }
      return (observation.time, .marks(observation, fundingRate: rate))
    case .quotes:
      return (
        try timestamp(row, time),
        .quotes(
          try reader.instrument(market), bid: try quote(row, "bid_price", "bid_amount"),
          ask: try quote(row, "ask_price", "ask_amount"))
      )
    case .trades: return (try timestamp(row, time), try trade(row, market))
    }
  }

  private static func kind(_ columns: [String: Int]) -> Kind? {
    func has(_ names: String...) -> Bool { names.allSatisfy { columns[$0] != nil } }
    if has("strike_price", "mark_iv", "underlying_index") { return .optionsChain }
    if has("mark_price", "index_price", "funding_rate") { return .derivativeTicker }
    if has("ask_amount", "ask_price", "bid_price", "bid_amount") { return .quotes }
    if has("id", "side", "price", "amount") { return .trades }
    return nil
  }

  private func timestamp(_ row: CSVRow, _ column: Int) throws(SteelyardError) -> Timestamp {
    guard let count = try row.integer(column) else {
      throw row.error("The row has no time.", remedy: "Keep Tardis' times.", column: column)
    }
    do { return try Timestamp(checkingMicroseconds: count) } catch {
      throw error.about(row.subject(column))
    }
  }

  private func quote(
    _ row: CSVRow, _ priceName: String, _ amountName: String
  ) throws(SteelyardError) -> InstrumentObservation.Quote? {
    guard let price = try number(row, priceName, .price), price > 0 else { return nil }
    return .init(price: price, amount: try number(row, amountName, .amount))
  }

  private func trade(
    _ row: CSVRow, _ market: MarketCSVRow
  ) throws(SteelyardError) -> Content {
    let instrument = try reader.instrument(market)
    guard let price = try number(row, "price", .price),
      let amount = try number(row, "amount", .amount), let side = own["side"].flatMap(row.text)
    else {
      throw row.error(
        "The trade lacks its price, amount or side.", remedy: "Keep Tardis' columns.", column: nil)
    }
    guard side == "buy" || side == "sell" else {
      throw row.error(
        "\"\(side.prefix(40))\" is no side.", remedy: "Expect buy or sell.", column: own["side"])
    }
    return .trade(instrument, price: price, amount: amount, isBuy: side == "buy")
  }

  private func number(
    _ row: CSVRow, _ name: String, _ rule: ObservationCheck.Rule
  ) throws(SteelyardError) -> Double? {
    guard let column = own[name], let number = try row.number(column) else { return nil }
    return try ObservationCheck.checked(number, rule, text: "\(number)", row.subject(column))
  }
}
