import SteelyardContracts

/// Chooses the rows of a table that repeats its instruments: the latest at or before a time.
struct MarketRowSelection {
  private let reader: MarketRowReader
  private let time: Timestamp?
  private var snapshotRows: [Int] = []
  private var updates: [String: (time: Timestamp, index: Int)] = [:]

  /// The latest instant seen at or before the time asked for.
  private(set) var latest: Timestamp?
  /// How many rows have a time.
  private(set) var offeredCount = 0

  init(layout: MarketLayout, time: Timestamp?) {
    reader = MarketRowReader(layout: layout, file: "")
    self.time = time
  }

  /// The indices of the chosen rows, in the order of the file.
  var chosen: [Int] {
    reader.layout.repetition == .updates ? updates.values.map(\.index).sorted() : snapshotRows
  }

  /// Looks at a row's time and instrument only: a row that is passed over need not be right.
  ///
  /// - Throws: `invalidInput` where the row has no time or instrument.
  mutating func offer(_ row: MarketCSVRow, index: Int) throws(SteelyardError) {
    switch reader.layout.repetition {
    case .none: snapshotRows.append(index)
    case .snapshots:
      guard let snapshot = try reader.timestamp(row, .snapshotTime) else {
        throw SteelyardError(
          .invalidInput, "The row has no snapshot time.", remedy: "Add it.",
          subject: row.subject(.snapshotTime))
      }
      offeredCount += 1
      if let time, snapshot > time { return }
      if let latest, snapshot < latest { return }
      if snapshot != latest { snapshotRows.removeAll() }
      latest = snapshot
      snapshotRows.append(index)
    case .updates:
      let rowTime = try reader.time(row)
      guard let name = row.text(.instrument) else {
        throw SteelyardError(
          .invalidInput, "The row names no instrument.", remedy: "Add its name.",
          subject: row.subject(.instrument))
      }
      offeredCount += 1
      if let time, rowTime > time { return }
      latest = max(latest ?? rowTime, rowTime)
      if let known = updates[name], known.time > rowTime { return }
      updates[name] = (rowTime, index)
    }
  }
}
