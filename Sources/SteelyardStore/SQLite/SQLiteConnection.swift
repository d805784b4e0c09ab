import CSQLite
import SteelyardContracts

/// One connection to one SQLite file, closed with its last reference.
///
/// SQLite's own mutex makes a call on a connection whole; that two calls do not mix is the duty of the
/// owner, a move-only type with mutating operations.
final class SQLiteConnection {
  /// How a file is opened.
  enum Access {
    /// For writing; a missing file is made.
    case writing
    /// For reading what another may be writing.
    case reading
    /// A database without a file.
    case memory
  }

  /// The file, as errors name it.
  let path: String
  let handle: OpaquePointer

  /// Opens a file; nothing of it is read yet.
  init(path: String, _ access: Access) throws(SteelyardError) {
    self.path = path
    var opened: OpaquePointer?
    let flags =
      switch access {
      case .writing: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .reading: SQLITE_OPEN_READONLY
      case .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
      }
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_EXRESCODE, nil)
    guard let opened else {
      throw SQLiteFailure.error(code: code, says: "out of memory", path: path)
    }
    handle = opened
    guard code == SQLITE_OK else { throw failure(code) }
    // Another process that looks at the file may hold it for a moment, a backup for a little longer.
    sqlite3_busy_timeout(handle, 1000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that answer nothing.
  func execute(_ text: String) throws(SteelyardError) {
    let code = sqlite3_exec(handle, text, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// A statement made once and run often.
  func prepare(_ text: String) throws(SteelyardError) -> SQLiteStatement {
    try SQLiteStatement(text, on: self)
  }

  /// The whole number that a statement answers in its first column.
  func integer(_ text: String) throws(SteelyardError) -> Int64 {
    let statement = try prepare(text)
    guard try statement.step() == .row else {
      throw SQLiteFailure.corrupt("\(text) has no answer", path: path)
    }
    return try statement.integer(0)
  }

  /// The text that a statement answers in its first column.
  func text(_ text: String) throws(SteelyardError) -> String {
    let statement = try prepare(text)
    guard try statement.step() == .row else {
      throw SQLiteFailure.corrupt("\(text) has no answer", path: path)
    }
    return try statement.text(0)
  }

  /// Runs the body in one transaction: all of it is on disk when this returns, or nothing of it is.
  ///
  /// - Throws: What the body or SQLite throws; then the transaction was rolled back.
  func transaction(_ body: () throws(SteelyardError) -> Void) throws(SteelyardError) {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      rollBack()
      throw error
    }
  }

  /// Ends a transaction without effect.
  ///
  /// SQLite may have done so by itself; then this fails, and the error before is the one that is told.
  func rollBack() { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }

  /// Rows that the last statement changed.
  var changeCount: Int { Int(sqlite3_changes64(handle)) }

  /// The error of the call that just failed.
  func failure(_ code: Int32) -> SteelyardError {
    SQLiteFailure.error(
      code: code, says: String(cString: sqlite3_errmsg(handle)), path: path)
  }
}
