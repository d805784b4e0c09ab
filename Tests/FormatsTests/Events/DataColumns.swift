import Glibc
import SteelyardContracts
import Testing

/// The real data that computed figures name: `STEELYARD_DATA`, else `../shared/data` beside the
/// package.
///
/// Reads columns on its own, without the project's CSV reader, so that a mistake there is seen.
struct DataColumns {
  static let directory: String = {
    if let path = getenv("STEELYARD_DATA") { return String(cString: path) }
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return "/\(root)/../shared/data"
  }()

  static let isPresent: Bool = {
    let isThere = access("\(directory)/prices/daily_close_wide_spliced.csv", R_OK) == 0
    if !isThere { print("SKIPPED: no market data in \(directory); set STEELYARD_DATA") }
    return isThere
  }()

  /// The instants at which the rows' values are known, ascending.
  let instants: [Timestamp]
  private let values: [String: [Double?]]

  /// Some columns of a file.
  ///
  /// A row is known when what it tells is over: a day after its date, an hour after the open of its
  /// candle, at its own time for a funding rate or a price of one instant.
  init(file: String, columns: Set<String>) throws {
    let text = try String(
      decoding: DataColumns.bytes("\(DataColumns.directory)/\(file)"), as: UTF8.self)
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"))[...]
    let header = lines.removeFirst().split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false
    )
    .map { String(decoding: Array($0), as: UTF8.self) }
    let lag: Int64? =
      switch header[0] {
      case "date": 86_400
      case "timestamp_open_utc": 3600
      case "funding_time_utc", "hour_start_utc": 0
      default: nil
      }
    let seconds = try #require(lag, "\(file) has the time column \(header[0])")
    let wanted = try columns.map { column in
      (column, try #require(header.firstIndex(of: column), "\(file) has no \(column)"))
    }
    var rows: [(Timestamp, [Double?])] = []
    for line in lines {
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      let time = try Timestamp(parsing: String(decoding: Array(fields[0]), as: UTF8.self))
      rows.append(
        (
          time.advanced(bySeconds: seconds),
          wanted.map { Double(String(decoding: Array(fields[$0.1]), as: UTF8.self)) }
        ))
    }
    rows.sort { $0.0 < $1.0 }
    instants = rows.map(\.0)
    values = Dictionary(
      uniqueKeysWithValues: wanted.enumerated().map { position, column in
        (column.0, rows.map { $0.1[position] })
      })
  }

  /// The values of a column, in the order of `instants`; nil where the data have none.
  subscript(column: String) -> [Double?] { values[column] ?? [] }

  /// The index of the row that is known at an instant exactly.
  func index(of instant: Timestamp) -> Int? {
    var low = 0
    var high = instants.count
    while low < high {
      let middle = (low + high) / 2
      if instants[middle] < instant { low = middle + 1 } else { high = middle }
    }
    return low < instants.count && instants[low] == instant ? low : nil
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "rb"), "\(path) cannot be read")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let part = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        count = fread(buffer.baseAddress, 1, 1 << 20, file)
      }
      if part.isEmpty { return bytes }
      bytes += part
    }
  }
}
