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
    let interval = try interval(times.compactMap(\.self))
    let single = symbol == nil ? try naming.source(in: table.input) : nil
    var places: [String: Int] = [:]
    for (place, time) in times.enumerated() {
      guard let time else { continue }
      let row = table.row(place)
      var further: [(column: HistoryRows.Column, value: Double)] = []
      let rate: Double
      let name: String
      let source: HistorySource
      do throws(SteelyardError) {
        guard let cell = try row.number(rateColumn) else {
          throw row.error("The rate is missing.", remedy: "Write it.", column: rateColumn)
        }
        rate = cell
        if let hours { further.append((.intervalSeconds, 3600 * (try self.hours(row, hours)))) }
        if let indexPrice, let price = try row.number(indexPrice) {
          further.append((.index, price))
        }
        name = symbol.flatMap(row.text) ?? ""
        source = try self.source(name, single, row, symbol)
      } catch {
        try file.refuse(error)
        continue
      }
      let index: Int
      if let known = places[name] {
        index = known
      } else {
        index = try file.add(
          HistoryRows(source: source, quantity: .fundingRate, interval: interval, columns: columns),
          row: row)
        places[name] = index
      }
      try file.append(to: index, at: time, rate, further, row: row)
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

  private func source(
    _ symbol: String, _ single: HistorySource?, _ row: CSVRow, _ column: Int?
  ) throws(SteelyardError) -> HistorySource {
    if let single { return single }
    do throws(SteelyardError) {
      let asset = try Currency(HistoryFileName.base(ofSymbol: symbol.uppercased()))
      return naming.source(of: asset, in: table.input)
    } catch {
      throw error.about(row.subject(column))
    }
  }
}
