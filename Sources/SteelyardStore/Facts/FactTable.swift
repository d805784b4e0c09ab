import SteelyardContracts

/// Small named values beside the records: the identity, and what the caller keeps.
enum FactTable {
  static let instanceName = "journal.instance"
  static let createdName = "journal.created"

  /// Bytes of a value at most.
  static let valueByteCountMax = 65_536

  /// The value of a name; nil where there is none.
  static func value(
    _ name: String, _ connection: SQLiteConnection
  ) throws(SteelyardError) -> [UInt8]? {
    let statement = try connection.prepare("SELECT value, checksum FROM fact WHERE name = ?")
    try statement.bind(1, name)
    guard try statement.step() == .row else { return nil }
    let value = Array(try statement.blob(0))
    guard try statement.checksum(1) == checksum(name, value) else {
      throw SQLiteFailure.corrupt("fact \(name) does not fit its checksum", path: connection.path)
    }
    return value
  }

  /// Writes a value inside a transaction of the caller.
  static func set(
    _ name: String, _ value: [UInt8], _ connection: SQLiteConnection
  ) throws(SteelyardError) {
    let statement = try connection.prepare(
      "INSERT OR REPLACE INTO fact (name, value, checksum) VALUES (?, ?, ?)")
    try statement.bind(1, name)
    try statement.bind(2, value)
    try statement.bind(3, checksum(name, value))
    try statement.run()
  }

  /// The journal's identity.
  ///
  /// - Throws: `corruptData` where it is missing or damaged.
  static func identity(_ connection: SQLiteConnection) throws(SteelyardError) -> JournalIdentity {
    guard let instance = try value(instanceName, connection),
      let created = try value(createdName, connection), created.count == 8,
      instance.count == JournalIdentity.instanceByteCount
    else { throw SQLiteFailure.corrupt("its identity is missing", path: connection.path) }
    return try JournalIdentity(
      instance: instance, created: Timestamp(microseconds: Int64(littleEndian: created[...])))
  }

  /// Writes the identity of a new journal inside a transaction of the caller.
  static func set(
    _ identity: JournalIdentity, _ connection: SQLiteConnection
  ) throws(SteelyardError) {
    var created: [UInt8] = []
    created.append(littleEndian: identity.created.microseconds)
    try set(instanceName, identity.instance, connection)
    try set(createdName, created, connection)
  }

  /// - Throws: `invalidInput` for a name that the caller may not use.
  static func check(name: String) throws(SteelyardError) {
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789_.-".utf8)
    guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(allowed.contains),
      !name.hasPrefix("journal.")
    else {
      throw SteelyardError(
        .invalidInput, "\"\(name.prefix(80))\" is no name for a fact.",
        remedy: "Use 1 to 64 of a-z, 0-9, _ . -, not beginning with \"journal.\".")
    }
  }

  private static func checksum(_ name: String, _ value: [UInt8]) -> ChainChecksum {
    ChainChecksum(of: Array(name.utf8) + [0] + value)
  }
}
