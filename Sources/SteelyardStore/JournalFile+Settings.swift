import CSQLite
public import SteelyardContracts

extension JournalFile {
  /// SQLite's version and the settings that durability and speed depend on, as SQLite states them.
  ///
  /// - Throws: `unavailable` where the file can't be read.
  public mutating func settings() throws(SteelyardError) -> [String] {
    var lines = ["SQLite \(String(cString: sqlite3_libversion()))"]
    for name in ["journal_mode", "synchronous", "page_size", "wal_autocheckpoint", "cache_size"] {
      // A pragma answers a text or a number; SQLite turns a text's column into what is asked for.
      let value = try tables.connection.anyText("PRAGMA \(name)")
      lines.append("\(name)=\(name == "synchronous" && value == "2" ? "FULL" : value)")
    }
    return lines
  }
}
