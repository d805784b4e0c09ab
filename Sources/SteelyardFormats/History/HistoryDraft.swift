import SteelyardContracts
import SteelyardMarket

/// A history while its file is being read.
struct HistoryDraft {
  let source: HistorySource
  let quantity: HistoryRows.Quantity
  let columns: [HistoryRows.Column]
  private(set) var times: [Timestamp] = []
  private var values: [Double] = []
  /// The further columns, in the order of `columns`.
  private var further: [[Double]]

  init(
    _ source: HistorySource, _ quantity: HistoryRows.Quantity, columns: [HistoryRows.Column] = []
  ) {
    self.source = source
    self.quantity = quantity
    self.columns = columns
    further = columns.map { _ in [] }
  }

  /// Adds a row; NaN stands for a cell that is empty.
  mutating func append(at time: Timestamp, _ value: Double, _ cells: [Double] = []) {
    times.append(time)
    values.append(value)
    for (index, cell) in cells.enumerated() { further[index].append(cell) }
  }

  /// The history, its times moved to when each row became known.
  func rows(
    _ interval: HistoryInterval, delaySeconds: Int64, in input: InputFile
  ) throws(SteelyardError) -> HistoryRows {
    do throws(SteelyardError) {
      return try HistoryRows(
        source: source, quantity: quantity, interval: interval,
        times: delaySeconds == 0 ? times : times.map { $0.advanced(bySeconds: delaySeconds) },
        values: values, columns: Dictionary(uniqueKeysWithValues: zip(columns, further)))
    } catch {
      throw error.about(.place(file: input.name, row: nil, field: nil))
    }
  }
}
