import SteelyardContracts
import SteelyardMarket

/// Reads the forms with one column an asset; an empty cell is a value the file does not have.
struct WideHistoryReader {
  private let table: CSVTable
  private let layout: WideLayout
  private let naming: HistoryNaming

  init(_ table: CSVTable, _ form: HistoryForm, _ naming: HistoryNaming) throws(SteelyardError) {
    guard let layout = WideLayout.layout(of: form) else {
      throw table.input.error("The header is of no known history.", remedy: HistoryForm.accepted)
    }
    self.table = table
    self.layout = layout
    self.naming = naming
  }

  func read(into file: inout HistoryFile) throws(SteelyardError) {
    let opened = try HistoryTime(column: 0).times(table, &file)
    let interval = try interval(opened.compactMap(\.self))
    let delay = layout.key == .instant ? 0 : interval.seconds
    for column in 1..<table.header.count {
      let source = try source(column)
      if let same = file.series.first(where: { $0.source == source }) {
        throw table.input.error(
          "The column \"\(table.header[column])\" names \(same.source.asset) a second time.",
          remedy: "Keep one of the two.", row: 1, field: table.header[column])
      }
      let index = try file.add(
        HistoryRows(source: source, quantity: layout.quantity, interval: interval, columns: []),
        row: nil)
      for (place, time) in opened.enumerated() {
        guard let time else { continue }
        let row = table.row(place)
        let cell: Double?
        do throws(SteelyardError) {
          cell = try row.number(column)
        } catch {
          try file.refuse(error)
          continue
        }
        guard let cell else { continue }
        try file.append(
          to: index, at: time.advanced(bySeconds: delay), cell / layout.divisor, row: row)
      }
    }
  }

  private func interval(_ times: [Timestamp]) throws(SteelyardError) -> HistoryInterval {
    if layout.key == .day { return .daily }
    if let stated = naming.interval { return stated }
    return try HistoryTime.commonestStep(times, in: table.input)
  }

  private func source(_ column: Int) throws(SteelyardError) -> HistorySource {
    do throws(SteelyardError) {
      let asset = try Currency(layout.assetText(table.header[column]) ?? table.header[column])
      return naming.source(of: asset, in: table.input)
    } catch {
      throw error.about(.place(file: table.input.name, row: 1, field: table.header[column]))
    }
  }
}
