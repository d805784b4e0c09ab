import CSQLite
import Foundation

/// Ways to spoil the files of a closed journal.
enum Damage {
  struct Refused: Error { let message: String }

  /// Runs SQL behind the journal's back.
  static func execute(_ text: String, on path: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    guard sqlite3_open(path, &handle) == SQLITE_OK,
      sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK
    else { throw Refused(message: handle.map { String(cString: sqlite3_errmsg($0)) } ?? "") }
  }

  static func bytes(of path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  static func write(_ bytes: Data, to path: String) throws {
    try bytes.write(to: URL(fileURLWithPath: path))
  }
}
