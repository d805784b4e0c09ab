import SteelyardContracts
import SteelyardMarket

/// The time column of a history file.
struct HistoryTime {
  let column: Int

  /// The time of a row: ISO 8601 in UTC, or an integer of seconds, milliseconds or microseconds
  /// since 1970, told apart by its size.
  ///
  /// - Throws: `invalidInput` where it is missing or neither.
  func time(_ row: CSVRow) throws(SteelyardError) -> Timestamp {
    guard let text = row.text(column) else {
      throw row.error("The time is missing.", remedy: "Write it.", column: column)
    }
    do throws(SteelyardError) {
      guard text.utf8.count > 8, let number = Int64(text) else {
        return try Timestamp(parsing: text)
      }
      // Up to the year 2286 seconds have at most 10 digits; milliseconds and microseconds of any
      // day since 1973 have 12 or 13, and 15 or 16.
      switch text.utf8.count {
      case ...10: return try Timestamp(checkingMilliseconds: number * 1000)
      case ...13: return try Timestamp(checkingMilliseconds: number)
      default: return try Timestamp(checkingMicroseconds: number)
      }
    } catch {
      throw error.about(row.subject(column))
    }
  }

  /// The times of all rows, nil where one is missing or wrong; what is wrong goes to the file.
  func times(
    _ table: CSVTable, _ file: inout HistoryFile
  ) throws(SteelyardError) -> [Timestamp?] {
    var times: [Timestamp?] = []
    times.reserveCapacity(table.rowCount)
    for index in 0..<table.rowCount {
      do throws(SteelyardError) {
        times.append(try time(table.row(index)))
      } catch {
        times.append(nil)
        try file.refuse(error)
      }
    }
    return times
  }

  /// The commonest step between rows; of two as common the shorter one.
  ///
  /// - Throws: `invalidInput` where no two rows follow each other in time.
  static func commonestStep(
    _ times: [Timestamp], in input: InputFile
  ) throws(SteelyardError) -> HistoryInterval {
    var counts: [Int64: Int] = [:]
    for (earlier, later) in zip(times, times.dropFirst()) where later > earlier {
      counts[later.microseconds - earlier.microseconds, default: 0] += 1
    }
    let step = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    guard let step, step % 1_000_000 == 0 else {
      throw input.error(
        "The rows do not show how far apart they are.", remedy: "State the interval.")
    }
    do throws(SteelyardError) {
      return try HistoryInterval(seconds: step / 1_000_000)
    } catch {
      throw error.about(.place(file: input.name, row: nil, field: nil))
    }
  }
}
