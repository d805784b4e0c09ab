import SteelyardContracts
import SteelyardMarket

/// Reads candles: of one asset, of many in long form, or the general `time,close`.
struct CandleHistoryReader {
  /// What tells series of one file apart.
  private struct Key: Hashable {
    let asset: String?
    let venue: String?
    let market: String?
  }

  private static let known: [HistoryForm: [String]] = [
    .dailyCandles: [
      "date", "symbol", "venue", "market", "open", "high", "low", "close", "volume_base",
    ],
    .candles: ["timestamp_open_utc", "open", "high", "low", "close", "volume", "volume_base"],
    .plain: ["time", "close", "asset", "venue", "market", "open", "high", "low", "volume"],
  ]

  private let table: CSVTable
  private let form: HistoryForm
  private let naming: HistoryNaming
  private let closeColumn: Int
  private let furtherColumns: [(column: HistoryRows.Column, index: Int)]
  private let assetColumn: Int?
  private let venueColumn: Int?
  private let marketColumn: Int?

  init(_ table: CSVTable, _ form: HistoryForm, _ naming: HistoryNaming) throws(SteelyardError) {
    guard let close = table.column("close") else {
      throw table.input.error("There is no column close.", remedy: HistoryForm.accepted, row: 1)
    }
    self.table = table
    self.form = form
    self.naming = naming
    closeColumn = close
    let volume = table.column("volume_base") ?? table.column("volume")
    let places: [(HistoryRows.Column, Int?)] = [
      (.open, table.column("open")), (.high, table.column("high")), (.low, table.column("low")),
      (.volume, volume),
    ]
    furtherColumns = places.compactMap { column, index in index.map { (column, $0) } }
    let isMany = form != .candles
    assetColumn = isMany ? table.column(form == .plain ? "asset" : "symbol") : nil
    venueColumn = isMany ? table.column("venue") : nil
    marketColumn = isMany ? table.column("market") : nil
  }

  func read(into file: inout HistoryFile) throws(SteelyardError) {
    for name in table.header where !(Self.known[form] ?? []).contains(name) {
      file.warn(
        table.input.error(
          "The column \"\(name.prefix(40))\" is not read.",
          remedy: "Leave it, or rename it if it holds open, high, low, close or volume.", row: 1,
          field: name))
    }
    let name = form == .plain ? "time" : form == .candles ? "timestamp_open_utc" : "date"
    let times = try HistoryTime(column: table.column(name) ?? 0).times(table, &file)
    let groups = try groups(times, &file)
    let single = assetColumn == nil ? try naming.source(in: table.input) : nil
    for (key, rows) in groups {
      let source: HistorySource
      do throws(SteelyardError) {
        source = try self.source(key, single)
      } catch {
        try file.refuse(error.about(table.row(rows[0]).subject(assetColumn)))
        continue
      }
      let interval = try interval(rows.compactMap { times[$0] })
      let delay = form == .plain ? 0 : interval.seconds
      let index = try file.add(
        HistoryRows(
          source: source, quantity: .price, interval: interval,
          columns: furtherColumns.map(\.column)),
        row: table.row(rows[0]))
      for place in rows {
        guard let time = times[place]?.advanced(bySeconds: delay) else { continue }
        try read(table.row(place), at: time, into: &file, index)
      }
    }
  }

  private func read(
    _ row: CSVRow, at time: Timestamp, into file: inout HistoryFile, _ index: Int
  ) throws(SteelyardError) {
    let close: Double
    var further: [(column: HistoryRows.Column, value: Double)] = []
    do throws(SteelyardError) {
      guard let cell = try row.number(closeColumn) else {
        throw row.error("The close is missing.", remedy: "Write it.", column: closeColumn)
      }
      close = cell
      for (column, place) in furtherColumns {
        if let cell = try row.number(place) { further.append((column, cell)) }
      }
    } catch {
      return try file.refuse(error)
    }
    try file.append(to: index, at: time, close, further, row: row)
  }

  /// The rows of each series, in the order of first appearance.
  private func groups(
    _ times: [Timestamp?], _ file: inout HistoryFile
  ) throws(SteelyardError) -> [(key: Key, rows: [Int])] {
    var places: [Key: Int] = [:]
    var groups: [(key: Key, rows: [Int])] = []
    for (index, time) in times.enumerated() where time != nil {
      let row = table.row(index)
      let key = Key(
        asset: assetColumn.flatMap(row.text), venue: venueColumn.flatMap(row.text),
        market: marketColumn.flatMap(row.text))
      if let assetColumn, key.asset == nil {
        try file.refuse(
          row.error("The asset is missing.", remedy: "Write its code.", column: assetColumn))
        continue
      }
      if let place = places[key] {
        groups[place].rows.append(index)
      } else {
        places[key] = groups.count
        groups.append((key, [index]))
      }
    }
    return groups
  }

  private func source(
    _ key: Key, _ single: HistorySource?
  ) throws(SteelyardError) -> HistorySource {
    let base: HistorySource
    if let single {
      base = single
    } else {
      base = naming.source(of: try Currency((key.asset ?? "").uppercased()), in: table.input)
    }
    return HistorySource(
      asset: base.asset, venue: key.venue ?? base.venue, market: key.market ?? base.market)
  }

  private func interval(_ times: [Timestamp]) throws(SteelyardError) -> HistoryInterval {
    if form == .dailyCandles { return .daily }
    if let stated = naming.interval { return stated }
    return try HistoryTime.commonestStep(times, in: table.input)
  }
}
