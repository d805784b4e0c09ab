import SteelyardContracts

/// Times that rise strictly, as every checked history has them.
enum DatedColumn {
  /// Throws `invalidInput` unless the rows hold this quantity, at times that rise strictly, with
  /// values that it can have.
  static func check(
    _ rows: HistoryRows, _ quantity: HistoryRows.Quantity
  ) throws(SteelyardError) {
    guard rows.quantity == quantity else {
      throw SteelyardError(
        .invalidInput, "The history of \(rows.source) holds \(rows.quantity.rawValue).",
        remedy: "Give one that holds \(quantity.rawValue).")
    }
    for index in rows.times.indices.dropFirst() where rows.times[index] <= rows.times[index - 1] {
      throw SteelyardError(
        .invalidInput,
        "The history of \(rows.source) has \(rows.times[index]) after \(rows.times[index - 1]).",
        remedy: "Pass the rows of a HistoryCheck, which orders them and drops repeated ones.")
    }
    for (time, value) in zip(rows.times, rows.values)
    where !value.isFinite || (quantity.isPositive && value <= 0) {
      throw SteelyardError(
        .invalidInput, "The history of \(rows.source) has the value \(value) at \(time).",
        remedy: "Pass the rows of a HistoryCheck, which drops what can't be.")
    }
  }

  /// How many of the rising times are not after an instant.
  static func count(of times: [Timestamp], upTo instant: Timestamp) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The index of exactly this time among rising times, or nil.
  static func index(of instant: Timestamp, in times: [Timestamp]) -> Int? {
    let after = count(of: times, upTo: instant)
    return after > 0 && times[after - 1] == instant ? after - 1 : nil
  }
}
