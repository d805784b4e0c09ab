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
    var drafts: [HistoryDraft] = []
    var places: [Key: Int] = [:]
    let single = assetColumn == nil ? try naming.source(in: table.input) : nil
    var last: (key: Key, place: Int)?
    for (index, time) in times.enumerated() {
      guard let time else { continue }
      let row = table.row(index)
      do throws(SteelyardError) {
        let key = try key(row)
        let place: Int
        // Files list one asset after another, so the row before mostly names the same one.
        if let last, last.key == key {
          place = last.place
        } else if let known = places[key] {
          place = known
        } else {
          // btc and BTC are two keys and one source.
          let source = try source(key, single, row)
          place = drafts.firstIndex { $0.source == source } ?? drafts.count
          if place == drafts.count {
            drafts.append(HistoryDraft(source, .price, columns: furtherColumns.map(\.column)))
          }
          places[key] = place
        }
        last = (key, place)
        try read(row, at: time, into: &drafts[place])
      } catch {
        try file.refuse(error)
      }
    }
    for draft in drafts where !draft.times.isEmpty {
      let interval = try interval(draft.times)
      let delay = form == .plain ? 0 : interval.seconds
      try file.add(draft.rows(interval, delaySeconds: delay, in: table.input))
    }
  }

  private func read(
    _ row: CSVRow, at time: Timestamp, into draft: inout HistoryDraft
  ) throws(SteelyardError) {
    guard let close = try row.number(closeColumn) else {
      throw row.error("The close is missing.", remedy: "Write it.", column: closeColumn)
    }
    var cells: [Double] = []
    cells.reserveCapacity(furtherColumns.count)
    for (_, place) in furtherColumns { cells.append(try row.number(place) ?? .nan) }
    draft.append(at: time, close, cells)
  }

  private func key(_ row: CSVRow) throws(SteelyardError) -> Key {
    let key = Key(
      asset: assetColumn.flatMap(row.text), venue: venueColumn.flatMap(row.text),
      market: marketColumn.flatMap(row.text))
    if let assetColumn, key.asset == nil {
      throw row.error("The asset is missing.", remedy: "Write its code.", column: assetColumn)
    }
    return key
  }

  private func source(
    _ key: Key, _ single: HistorySource?, _ row: CSVRow
  ) throws(SteelyardError) -> HistorySource {
    let base: HistorySource
    if let single {
      base = single
    } else {
      do throws(SteelyardError) {
        base = naming.source(of: try Currency((key.asset ?? "").uppercased()), in: table.input)
      } catch {
        throw error.about(row.subject(assetColumn))
      }
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
