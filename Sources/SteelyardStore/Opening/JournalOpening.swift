import CSQLite
import Glibc
import SteelyardContracts

/// What is done when no journal is there.
public enum MissingJournal: Sendable, Hashable {
  /// Make one with this identity; one that is there keeps its own.
  case create(JournalIdentity)
  /// Refuse.
  case refuse
}

/// The checks and settings between a directory and tables that may be trusted.
enum JournalOpening {
  /// Opens for writing, under the lock that the caller holds.
  static func tables(
    _ paths: JournalPaths, ifMissing missing: MissingJournal, _ options: JournalOptions
  ) throws(SteelyardError) -> JournalTables {
    let acknowledged = try AcknowledgedHead.read(path: paths.head)
    try checkPresence(paths, missing, acknowledged)
    let connection = try SQLiteConnection(path: paths.database, .writing)
    // The first read of the file: one that is no database fails here.
    let version = try Schema.version(of: connection)
    if version > 0 { try checkStructure(connection, options) }
    try configure(connection, options)
    if version == 0 {
      try create(connection, paths, missing, acknowledged)
    } else {
      try Schema.migrate(connection, from: version)
    }
    try Schema.check(connection)
    let tables = try JournalTables(connection, paths)
    try check(acknowledged, tables)
    return tables
  }

  /// Opens for reading what a writer may have open.
  static func tables(reading paths: JournalPaths) throws(SteelyardError) -> JournalTables {
    let acknowledged = try AcknowledgedHead.read(path: paths.head)
    try checkPresence(paths, .refuse, acknowledged)
    let connection = try SQLiteConnection(path: paths.database, .reading)
    let version = try Schema.version(of: connection)
    guard version == Schema.version else {
      throw SteelyardError(
        version == 0 ? .notFound : .unsupported,
        version == 0
          ? "The journal was begun and never made."
          : "The journal has schema version \(version); reading needs version \(Schema.version).",
        remedy: "Open it once for writing: that brings it to the newest version.",
        subject: .place(file: paths.database, row: nil, field: nil))
    }
    try connection.execute("PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF")
    try Schema.check(connection)
    let tables = try JournalTables(connection, paths)
    try check(acknowledged, tables)
    return tables
  }

  /// Makes the directory; those above it must be there.
  static func makeDirectory(_ path: String) throws(SteelyardError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw SystemFailure.error("make the directory", number: errno, path: path)
    }
  }

  private static func checkPresence(
    _ paths: JournalPaths, _ missing: MissingJournal, _ acknowledged: AcknowledgedHead.Content
  ) throws(SteelyardError) {
    guard access(paths.database, F_OK) != 0 else { return }
    if acknowledged != .absent || access(paths.log, F_OK) == 0 {
      throw SQLiteFailure.corrupt(
        "journal.sqlite is missing beside the files that belong to it", path: paths.database)
    }
    if case .refuse = missing {
      throw SteelyardError(
        .notFound, "There is no journal in \(paths.directory).",
        remedy: "Correct the path, or let a new journal be made.",
        subject: .place(file: paths.database, row: nil, field: nil))
    }
  }

  private static func configure(
    _ connection: SQLiteConnection, _ options: JournalOptions
  ) throws(SteelyardError) {
    guard try connection.text("PRAGMA journal_mode = WAL") == "wal" else {
      throw SteelyardError(
        .unavailable, "The file system can't carry a write-ahead log.",
        remedy: "Keep the journal on a local file system.",
        subject: .place(file: connection.path, row: nil, field: nil))
    }
    // FULL flushes the log with each COMMIT; the log goes into the main file every 4,000 pages (16 MB) and is cut
    // back to 64 MB when a burst made it longer.
    try connection.execute(
      """
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA temp_store = MEMORY;
      PRAGMA cell_size_check = ON;
      PRAGMA trusted_schema = OFF;
      """)
    let pageBytes = try connection.integer("PRAGMA page_size")
    try connection.execute("PRAGMA max_page_count = \(options.fileBytesMax / max(1, pageBytes))")
  }

  private static func create(
    _ connection: SQLiteConnection, _ paths: JournalPaths, _ missing: MissingJournal,
    _ acknowledged: AcknowledgedHead.Content
  ) throws(SteelyardError) {
    guard acknowledged == .absent else {
      throw SQLiteFailure.corrupt(
        "it is empty, but records were acknowledged", path: paths.database)
    }
    guard case .create(let identity) = missing else {
      throw SteelyardError(
        .notFound, "The journal in \(paths.directory) was begun and never made.",
        remedy: "Let it be made, or correct the path.",
        subject: .place(file: paths.database, row: nil, field: nil))
    }
    // All in one: a process that ends before leaves an empty file, which the next one fills.
    try connection.transaction { () throws(SteelyardError) in
      for step in Schema.steps { try connection.execute(step) }
      try connection.execute("PRAGMA application_id = \(Schema.applicationIdentifier)")
      try connection.execute("PRAGMA user_version = \(Schema.version)")
      try FactTable.set(identity, connection)
      let head = try connection.prepare("INSERT INTO head (one, position, chain) VALUES (1, 0, ?)")
      try head.bind(1, ChainHasher.first(of: identity))
      try head.run()
    }
  }

  private static func checkStructure(
    _ connection: SQLiteConnection, _ options: JournalOptions
  ) throws(SteelyardError) {
    guard options.structureCheck == .whole else { return }
    let finding = try connection.text("PRAGMA quick_check(1)")
    guard finding == "ok" else { throw SQLiteFailure.corrupt(finding, path: connection.path) }
  }

  /// The journal must reach what was acknowledged, with the same checksum there.
  private static func check(
    _ acknowledged: AcknowledgedHead.Content, _ tables: JournalTables
  ) throws(SteelyardError) {
    let remedy =
      "If this is a backup restored on purpose, remove journal.head; else restore a backup."
    func refusal(_ message: String) -> SteelyardError {
      SteelyardError(
        .corruptData, message, remedy: remedy,
        subject: .place(file: tables.paths.head, row: nil, field: nil))
    }
    switch acknowledged {
    case .absent: return
    case .damaged:
      throw refusal("The file that says how far the journal was acknowledged is damaged.")
    case .mark(let mark):
      guard mark.position <= tables.head.position else {
        throw refusal(
          "The journal ends at record \(tables.head.position), but \(mark.position) was acknowledged: "
            + "the write-ahead log is damaged or missing, or the database is older.")
      }
      guard mark.position >= tables.base.position else { return }
      guard try tables.chain(at: mark.position) == mark.chain else {
        throw refusal(
          "Record \(mark.position) is not the one that was acknowledged: the files belong to different journals."
        )
      }
    }
  }
}
