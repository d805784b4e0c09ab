import SteelyardContracts

/// The tables of a journal, as steps from an empty file: step n makes version n of version n - 1.
///
/// A step that was released is never changed; a new version is a new step. SQLite keeps the text of each
/// table, so a file whose text is not what the steps make is damaged or another's.
enum Schema {
  /// "STLY": says that an SQLite file is a journal of this application.
  static let applicationIdentifier: Int64 = 0x5354_4C59

  /// The version that this build writes.
  static var version: Int { steps.count }

  /// The steps in order.
  static let steps = [
    // Version 1: records with their chain, where it ends, snapshots in parts, facts.
    """
    CREATE TABLE record (
      position INTEGER PRIMARY KEY,
      time INTEGER NOT NULL,
      command BLOB NOT NULL,
      outcome BLOB NOT NULL,
      chain BLOB NOT NULL
    ) STRICT;
    CREATE TABLE head (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      position INTEGER NOT NULL,
      chain BLOB NOT NULL
    ) STRICT;
    CREATE TABLE snapshot (
      position INTEGER PRIMARY KEY,
      chain BLOB NOT NULL,
      byte_count INTEGER NOT NULL,
      part_count INTEGER NOT NULL,
      checksum BLOB NOT NULL
    ) STRICT;
    CREATE TABLE snapshot_part (
      position INTEGER NOT NULL,
      part INTEGER NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX snapshot_part_place ON snapshot_part (position, part);
    CREATE TABLE fact (
      name TEXT PRIMARY KEY,
      value BLOB NOT NULL,
      checksum BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    // Version 2: messages that leave with their records; where the records in the file begin, once older
    // ones are in an archive. Without an archive the checksum there is that of the identity.
    """
    CREATE TABLE outbox (
      position INTEGER NOT NULL,
      ordinal INTEGER NOT NULL,
      recipient TEXT NOT NULL,
      bytes BLOB NOT NULL,
      checksum BLOB NOT NULL,
      PRIMARY KEY (position, ordinal)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE head ADD COLUMN base_position INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE head ADD COLUMN base_chain BLOB;
    """,
    // Version 3: without those messages, which nothing ever sent: alerts are made of records anew.
    """
    DROP TABLE outbox;
    """,
  ]

  /// The version of a file; 0 for one without tables.
  ///
  /// - Throws: `invalidInput` for a database of another application, `unsupported` for a version that a
  ///   later build wrote.
  static func version(of connection: SQLiteConnection) throws(SteelyardError) -> Int {
    let application = try connection.integer("PRAGMA application_id")
    let version = try connection.integer("PRAGMA user_version")
    let tableCount = try connection.integer("SELECT count(*) FROM sqlite_schema")
    if application == 0, version == 0, tableCount == 0 { return 0 }
    let place = SteelyardError.Subject.place(file: connection.path, row: nil, field: nil)
    guard application == applicationIdentifier else {
      throw SteelyardError(
        .invalidInput,
        "This is a database of another application (application_id \(application)), not a journal.",
        remedy: "Give the journal a directory of its own.", subject: place)
    }
    guard version <= Int64(Schema.version) else {
      throw SteelyardError(
        .unsupported,
        "The journal has schema version \(version); this build knows versions up to \(Schema.version).",
        remedy: "Open it with the build that wrote it, or a later one.", subject: place)
    }
    guard version >= 1 else {
      throw SQLiteFailure.corrupt("its schema version is \(version)", path: connection.path)
    }
    return Int(version)
  }

  /// Takes a file from its version to the newest, each step a transaction of its own.
  static func migrate(_ connection: SQLiteConnection, from version: Int) throws(SteelyardError) {
    for (index, step) in steps.enumerated().dropFirst(version) {
      try connection.transaction { () throws(SteelyardError) in
        try connection.execute(step)
        try connection.execute("PRAGMA application_id = \(applicationIdentifier)")
        try connection.execute("PRAGMA user_version = \(index + 1)")
      }
    }
  }

  /// Compares the tables of a file with those that the steps make.
  ///
  /// - Throws: `corruptData` where they differ.
  static func check(_ connection: SQLiteConnection) throws(SteelyardError) {
    let model = try SQLiteConnection(path: "", .memory)
    try migrate(model, from: 0)
    guard try texts(of: connection) == texts(of: model) else {
      throw SQLiteFailure.corrupt(
        "the description of its tables is not that of version \(version)", path: connection.path)
    }
    for (name, expected) in [("encoding", "UTF-8"), ("auto_vacuum", "0"), ("page_size", "4096")] {
      let found = try connection.text("SELECT CAST(\(name) AS TEXT) FROM pragma_\(name)")
      guard found == expected else {
        throw SQLiteFailure.corrupt(
          "its \(name) is \(found) instead of \(expected)", path: connection.path)
      }
    }
  }

  private static func texts(of connection: SQLiteConnection) throws(SteelyardError) -> [String] {
    let statement = try connection.prepare(
      """
      SELECT type || '/' || name || '/' || tbl_name || '/' || coalesce(sql, '')
      FROM sqlite_schema ORDER BY type, name
      """)
    var texts: [String] = []
    while try statement.step() == .row { texts.append(try statement.text(0)) }
    return texts
  }
}
