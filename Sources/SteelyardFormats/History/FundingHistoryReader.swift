import SteelyardContracts
import SteelyardMarket

/// Reads funding rates; each stands at the instant it was paid.
struct FundingHistoryReader {
  private let table: CSVTable
  private let form: HistoryForm
  private let naming: HistoryNaming

  init(_ table: CSVTable, _ form: HistoryForm, _ naming: HistoryNaming) {
    self.table = table
    self.form = form
    self.naming = naming
  }

  func read(into file: inout HistoryFile) throws(SteelyardError) {
    guard let timeColumn = table.column(form == .fundingHourly ? "time_utc" : "funding_time_utc"),
      let rateColumn = table.column(rateName)
    else {
      throw table.input.error(
        "The columns are not those of funding.", remedy: HistoryForm.accepted, row: 1)
    }
    let hours = table.column("funding_interval_h")
    let indexPrice = form == .fundingHourly ? table.column("index_price") : nil
    let symbol = table.column("symbol")
    let columns: [HistoryRows.Column] =
      (hours == nil ? [] : [.intervalSeconds]) + (indexPrice == nil ? [] : [.index])
    let times = try HistoryTime(column: timeColumn).times(table, &file)
    var drafts: [HistoryDraft] = []
    var places: [String: Int] = [:]
    if symbol == nil {
      drafts.append(
        HistoryDraft(try naming.source(in: table.input), .fundingRate, columns: columns))
      places[""] = 0
    }
    for (index, time) in times.enumerated() {
      guard let time else { continue }
      let row = table.row(index)
      do throws(SteelyardError) {
        guard let rate = try row.number(rateColumn) else {
          throw row.error("The rate is missing.", remedy: "Write it.", column: rateColumn)
        }
        var cells: [Double] = []
        if let hours { cells.append(3600 * (try self.hours(row, hours))) }
        if let indexPrice { cells.append(try row.number(indexPrice) ?? .nan) }
        let name = symbol.flatMap(row.text) ?? ""
        let place: Int
        if let known = places[name] {
          place = known
        } else {
          place = drafts.count
          drafts.append(
            HistoryDraft(try source(name, row, symbol), .fundingRate, columns: columns))
          places[name] = place
        }
        drafts[place].append(at: time, rate, cells)
      } catch {
        try file.refuse(error)
      }
    }
    for draft in drafts where !draft.times.isEmpty {
      try file.add(draft.rows(try interval(draft.times), delaySeconds: 0, in: table.input))
    }
  }

  private var rateName: String {
    switch form {
    case .fundingEightHours: "funding_rate_8h"
    case .fundingHourly: "interest_1h"
    default: "funding_rate"
    }
  }

  private func hours(_ row: CSVRow, _ column: Int) throws(SteelyardError) -> Double {
    guard let hours = try row.number(column), hours > 0, hours <= 366 * 24 else {
      throw row.error(
        "The funding interval is missing or not possible.",
        remedy: "Write the hours from one payment to the next.", column: column)
    }
    return hours
  }

  private func interval(_ times: [Timestamp]) throws(SteelyardError) -> HistoryInterval {
    switch form {
    case .fundingEightHours: return .eightHours
    case .fundingHourly: return .hourly
    default: break
    }
    if let stated = naming.interval { return stated }
    return try HistoryTime.commonestStep(times, in: table.input)
  }

  /// The source of a venue's symbol, which is its market as well.
  private func source(
    _ symbol: String, _ row: CSVRow, _ column: Int?
  ) throws(SteelyardError) -> HistorySource {
    do throws(SteelyardError) {
      let asset = try Currency(HistoryFileName.base(ofSymbol: symbol.uppercased()))
      let known = naming.source(of: asset, in: table.input)
      return HistorySource(asset: asset, venue: known.venue, market: naming.market ?? symbol)
    } catch {
      throw error.about(row.subject(column))
    }
  }
}
