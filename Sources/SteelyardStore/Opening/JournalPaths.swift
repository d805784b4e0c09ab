/// The files of a journal's directory.
struct JournalPaths {
  let directory: String

  /// Records, snapshots and facts.
  var database: String { directory + "/journal.sqlite" }
  /// SQLite's write-ahead log; gone after an orderly end.
  var log: String { database + "-wal" }
  /// How far the journal was acknowledged.
  var head: String { directory + "/journal.head" }
  /// Held while a writer is open.
  var lock: String { directory + "/journal.lock" }
}
