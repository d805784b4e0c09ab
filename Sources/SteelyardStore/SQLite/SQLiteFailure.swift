import CSQLite
import SteelyardContracts

/// What SQLite's result codes mean to the user.
enum SQLiteFailure {
  /// The error for a result code.
  static func error(code: Int32, says message: String, path: String) -> SteelyardError {
    let (kind, what, remedy) = meaning(code)
    return SteelyardError(
      kind, what, remedy: remedy, subject: .place(file: path, row: nil, field: nil),
      cause: "SQLite \(code): \(message)")
  }

  /// The error for content that is not what was written.
  static func corrupt(_ reason: String, path: String) -> SteelyardError {
    SteelyardError(
      .corruptData, "The journal is damaged: \(reason).", remedy: restore,
      subject: .place(file: path, row: nil, field: nil))
  }

  /// What helps against damage.
  static let restore =
    "Keep the directory for inspection, look with `steelyard ledger verify`, and restore a backup."

  private static func meaning(_ code: Int32) -> (SteelyardError.Code, String, String) {
    // The low byte is the kind, the rest the detail.
    switch code & 0xFF {
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_MISMATCH, SQLITE_CONSTRAINT, SQLITE_ERROR,
      SQLITE_SCHEMA, SQLITE_FORMAT:
      (.corruptData, "The file is damaged or not a journal.", restore)
    case SQLITE_FULL:
      (
        .unavailable, "The disk is full, or the journal has reached its largest size.",
        "Free space or raise the limit, then start again; what was acknowledged is kept."
      )
    case SQLITE_BUSY, SQLITE_LOCKED:
      (
        .conflict, "Another process holds the file.",
        "End the other process; a journal has one writer."
      )
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
      (
        .unavailable, "The file can't be opened or written.",
        "Check that the directory exists and that this user may write to it and its files."
      )
    case SQLITE_TOOBIG:
      (
        .limitExceeded, "A value is larger than the database takes.",
        "Split it: a record and a part of a snapshot have stated limits."
      )
    default:
      (
        .unavailable, "The file system did not do its part.",
        "Look at the system's log for disk errors, then start again; acknowledged data is kept."
      )
    }
  }
}
