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
      var draft = HistoryDraft(source, layout.quantity)
      for (index, time) in opened.enumerated() {
        guard let time else { continue }
        do throws(SteelyardError) {
          if let cell = try table.row(index).number(column) {
            draft.append(at: time, cell / layout.divisor)
          }
        } catch {
          try file.refuse(error)
        }
      }
      guard !draft.times.isEmpty else { continue }
      try file.add(draft.rows(interval, delaySeconds: delay, in: table.input))
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
