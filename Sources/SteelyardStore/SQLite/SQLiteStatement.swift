import CSQLite
import SteelyardContracts

/// A prepared statement: bound, stepped through, reset.
///
/// Columns count from 0, parameters from 1, as in SQLite. Reading checks the stored type, because a
/// damaged file may hold another.
final class SQLiteStatement {
  /// What a step came to.
  enum Step { case row, done }

  private let handle: OpaquePointer
  private let connection: SQLiteConnection

  init(_ text: String, on connection: SQLiteConnection) throws(SteelyardError) {
    self.connection = connection
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection.handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw connection.failure(code) }
    handle = prepared
  }

  deinit { sqlite3_finalize(handle) }

  /// Makes the statement ready for another run.
  func reset() { sqlite3_reset(handle) }

  /// The next row, if there is one.
  func step() throws(SteelyardError) -> Step {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return .row
    case SQLITE_DONE: return .done
    case let code:
      let failure = connection.failure(code)
      sqlite3_reset(handle)
      throw failure
    }
  }

  /// Runs a statement that answers nothing and makes it ready for another run.
  func run() throws(SteelyardError) {
    while try step() == .row {}
    reset()
  }

  func bind(_ parameter: Int32, _ value: Int64) throws(SteelyardError) {
    try check(sqlite3_bind_int64(handle, parameter, value))
  }

  func bind(_ parameter: Int32, _ value: String) throws(SteelyardError) {
    try check(steelyard_sqlite_bind_text(handle, parameter, value))
  }

  func bind(_ parameter: Int32, _ value: [UInt8]) throws(SteelyardError) {
    try bind(parameter, value[...])
  }

  func bind(_ parameter: Int32, _ value: ArraySlice<UInt8>) throws(SteelyardError) {
    let code = value.withUnsafeBytes { bytes in
      // A null pointer would bind NULL where empty bytes are meant.
      bytes.isEmpty
        ? sqlite3_bind_zeroblob(handle, parameter, 0)
        : steelyard_sqlite_bind_blob(handle, parameter, bytes.baseAddress, Int32(bytes.count))
    }
    try check(code)
  }

  func bind(_ parameter: Int32, _ value: ChainChecksum) throws(SteelyardError) {
    let code = value.withBytes { bytes in
      steelyard_sqlite_bind_blob(handle, parameter, bytes.baseAddress, Int32(bytes.count))
    }
    try check(code)
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func integer(_ column: Int32) throws(SteelyardError) -> Int64 {
    try expect(SQLITE_INTEGER, column)
    return sqlite3_column_int64(handle, column)
  }

  func text(_ column: Int32) throws(SteelyardError) -> String {
    try expect(SQLITE_TEXT, column)
    guard let text = sqlite3_column_text(handle, column) else {
      throw SQLiteFailure.corrupt("column \(column) has no text", path: connection.path)
    }
    return String(cString: text)
  }

  /// The bytes of a column, valid until the next step or reset.
  func blob(_ column: Int32) throws(SteelyardError) -> UnsafeRawBufferPointer {
    try expect(SQLITE_BLOB, column)
    let start = sqlite3_column_blob(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    guard start != nil || count == 0 else { throw connection.failure(SQLITE_NOMEM) }
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  func checksum(_ column: Int32) throws(SteelyardError) -> ChainChecksum {
    let bytes = try blob(column)
    guard let checksum = ChainChecksum(bytes) else {
      throw SQLiteFailure.corrupt(
        "a checksum has \(bytes.count) bytes instead of \(ChainChecksum.byteCount)",
        path: connection.path)
    }
    return checksum
  }

  private func expect(_ type: Int32, _ column: Int32) throws(SteelyardError) {
    guard sqlite3_column_type(handle, column) == type else {
      throw SQLiteFailure.corrupt("a column holds another type of value", path: connection.path)
    }
  }

  private func check(_ code: Int32) throws(SteelyardError) {
    guard code == SQLITE_OK else { throw connection.failure(code) }
  }
}
