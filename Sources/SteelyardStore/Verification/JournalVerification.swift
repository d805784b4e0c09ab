public import SteelyardContracts

/// What was checked in a journal, and what is damaged.
public struct JournalVerification: Sendable, Hashable {
  /// The schema version.
  public let schemaVersion: Int
  /// The position before the first record in the file.
  public let basePosition: Int64
  /// The position of the last record.
  public let lastPosition: Int64
  /// The checksum of the last record.
  public let lastChain: ChainChecksum
  /// Records whose checksum was found right.
  public private(set) var recordCount: Int64 = 0
  /// Snapshots that are whole.
  public private(set) var snapshotCount = 0
  /// What is damaged, first things first; of many the first 100.
  public private(set) var damages: [JournalDamage] = []

  /// Whether everything is as it was written.
  public var isWhole: Bool { damages.isEmpty }

  private static let damageCountMax = 100

  init(_ tables: JournalTables) throws(SteelyardError) {
    schemaVersion = Schema.version
    basePosition = tables.base.position
    lastPosition = tables.head.position
    lastChain = tables.head.chain
    try checkStructure(tables)
    try checkRecords(tables)
    try checkSnapshots(tables)
    try checkFacts(tables)
  }

  private mutating func checkStructure(_ tables: JournalTables) throws(SteelyardError) {
    let statement = try tables.connection.prepare(
      "PRAGMA integrity_check(\(JournalVerification.damageCountMax))")
    try noting(.structure) { () throws(SteelyardError) in
      while try statement.step() == .row {
        let finding = try statement.text(0)
        if finding != "ok" { throw tables.corrupt(finding) }
      }
    }
  }

  private mutating func checkRecords(_ tables: JournalTables) throws(SteelyardError) {
    var checked = tables.base.position
    do {
      try tables.walk(after: tables.base.position) { record, _ in
        checked = record.position
        return .next
      }
    } catch  where error.code == .corruptData {
      damages.append(
        JournalDamage(
          kind: .record, position: min(checked + 1, tables.head.position), reason: error.message))
    }
    recordCount = checked - tables.base.position
  }

  private mutating func checkSnapshots(_ tables: JournalTables) throws(SteelyardError) {
    var headers: [SnapshotTable.Header] = []
    try noting(.snapshot) { () throws(SteelyardError) in
      headers = try SnapshotTable.headers(tables.connection)
    }
    for header in headers {
      let isWhole = try noting(.snapshot, header.position) { () throws(SteelyardError) in
        _ = try SnapshotTable.read(header, tables)
      }
      if isWhole { snapshotCount += 1 }
    }
  }

  private mutating func checkFacts(_ tables: JournalTables) throws(SteelyardError) {
    try noting(.fact) { () throws(SteelyardError) in
      let statement = try tables.connection.prepare("SELECT name FROM fact ORDER BY name")
      while try statement.step() == .row {
        _ = try FactTable.value(try statement.text(0), tables.connection)
      }
    }
  }

  /// Notes damage and goes on; what is no damage, such as a disk that can't be read, ends the check.
  @discardableResult
  private mutating func noting(
    _ kind: JournalDamage.Kind, _ position: Int64? = nil, _ body: () throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> Bool {
    do {
      try body()
      return true
    } catch  where error.code == .corruptData {
      if damages.count < JournalVerification.damageCountMax {
        damages.append(
          JournalDamage(
            kind: kind, position: position,
            reason: error.cause.map { "\(error.message) (\($0))" }
              ?? error.message))
      }
      return false
    }
  }
}

extension JournalFile {
  /// Checks all of the journal: SQLite's structure, every record's checksum, snapshots, facts.
  ///
  /// - Throws: `unavailable` where the file can't be read; damage is in the answer.
  /// - Complexity: Reads the whole file.
  public mutating func verify() throws(SteelyardError) -> JournalVerification {
    try JournalVerification(tables)
  }
}
