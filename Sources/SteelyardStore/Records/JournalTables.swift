import SteelyardContracts

/// The tables of one open journal and where they begin and end.
///
/// What the reader and the writer share. It owns the prepared statements and is used by one owner at a
/// time, a move-only type with mutating operations.
final class JournalTables {
  let connection: SQLiteConnection
  let paths: JournalPaths
  let identity: JournalIdentity

  /// The last record that was in an archive and no longer in the file; position 0 before any.
  var base: AcknowledgedHead.Mark
  /// The last record.
  var head: AcknowledgedHead.Mark

  private let rangeStatement: SQLiteStatement
  private let chainStatement: SQLiteStatement

  /// Reads what describes the journal.
  ///
  /// - Throws: `corruptData` where the last record is not what the head says.
  init(_ connection: SQLiteConnection, _ paths: JournalPaths) throws(SteelyardError) {
    self.connection = connection
    self.paths = paths
    identity = try FactTable.identity(connection)
    rangeStatement = try connection.prepare(
      "SELECT position, time, command, outcome, chain FROM record WHERE position > ? ORDER BY position"
    )
    chainStatement = try connection.prepare("SELECT chain FROM record WHERE position = ?")
    (base, head) = try JournalTables.ends(connection, identity)
    try checkEnds()
  }

  /// Runs a body that reads one state of the file, however long it takes and whatever is written.
  ///
  /// The ends are read anew: another process may have appended or trimmed. Until it ends, the write-ahead
  /// log can't be emptied.
  func readingNow<Result>(
    _ body: () throws(SteelyardError) -> Result
  ) throws(SteelyardError) -> Result {
    try connection.execute("BEGIN")
    do {
      (base, head) = try JournalTables.ends(connection, identity)
      let result = try body()
      try connection.execute("COMMIT")
      return result
    } catch {
      connection.rollBack()
      throw error
    }
  }

  /// The checksum of the record at a position, or of the base.
  ///
  /// - Throws: `corruptData` where the position should be in the file and is not.
  func chain(at position: Int64) throws(SteelyardError) -> ChainChecksum {
    if position == base.position { return base.chain }
    try chainStatement.bind(1, position)
    defer { chainStatement.reset() }
    guard try chainStatement.step() == .row else {
      throw corrupt("record \(position) is missing")
    }
    return try chainStatement.checksum(0)
  }

  /// Calls with each record after a position, checked against the chain, until the body says stop.
  ///
  /// - Parameters:
  ///   - position: From the base to the head.
  ///   - body: Receives a record and its checksum.
  func walk(
    after position: Int64,
    _ body: (JournalRecord, ChainChecksum) throws(SteelyardError) -> Continuation
  ) throws(SteelyardError) {
    try checkInFile(after: position)
    var hasher = ChainHasher()
    var previous = try chain(at: position)
    var last = position
    try rangeStatement.bind(1, position)
    defer { rangeStatement.reset() }
    while last < head.position, try rangeStatement.step() == .row {
      let found = try rangeStatement.integer(0)
      guard found == last + 1 else { throw corrupt("record \(last + 1) is missing") }
      let time = try rangeStatement.integer(1)
      let command = try rangeStatement.blob(2)
      let outcome = try rangeStatement.blob(3)
      let chain = hasher.next(
        after: previous, position: found, time: time, command: command, outcome: outcome)
      guard chain == (try rangeStatement.checksum(4)) else {
        throw corrupt("record \(found) does not fit its checksum")
      }
      let record = JournalRecord(
        position: found, time: Timestamp(microseconds: time), command: Array(command),
        outcome: Array(outcome))
      last = found
      previous = chain
      if try body(record, chain) == .stop { return }
    }
    guard last == head.position else { throw corrupt("record \(last + 1) is missing") }
    guard previous == head.chain else {
      throw corrupt("record \(last) does not fit the head's checksum")
    }
  }

  /// Whether a walk goes on.
  enum Continuation { case next, stop }

  /// An error that says what is damaged.
  func corrupt(_ reason: String) -> SteelyardError {
    SQLiteFailure.corrupt(reason, path: paths.database)
  }

  private func checkInFile(after position: Int64) throws(SteelyardError) {
    guard position >= base.position else {
      throw SteelyardError(
        .notFound,
        "Records up to \(base.position) are in an archive; the journal begins at \(base.position + 1).",
        remedy: "Start from a snapshot at \(base.position) or later, or read the archive.",
        subject: .place(file: paths.database, row: nil, field: nil))
    }
    guard position <= head.position else {
      throw SteelyardError(
        .notFound, "Position \(position) is after the last record, \(head.position).",
        remedy: "Ask for records after a position of the journal.",
        subject: .place(file: paths.database, row: nil, field: nil))
    }
  }

  private static func ends(
    _ connection: SQLiteConnection, _ identity: JournalIdentity
  ) throws(SteelyardError) -> (base: AcknowledgedHead.Mark, head: AcknowledgedHead.Mark) {
    let statement = try connection.prepare(
      "SELECT position, chain, base_position, base_chain FROM head")
    guard try statement.step() == .row else {
      throw SQLiteFailure.corrupt("its head is missing", path: connection.path)
    }
    let head = AcknowledgedHead.Mark(
      position: try statement.integer(0), chain: try statement.checksum(1))
    let base = AcknowledgedHead.Mark(
      position: try statement.integer(2),
      chain: statement.isNull(3) ? ChainHasher.first(of: identity) : try statement.checksum(3))
    guard 0 <= base.position, base.position <= head.position else {
      throw SQLiteFailure.corrupt(
        "it says that it begins at \(base.position) and ends at \(head.position)",
        path: connection.path)
    }
    return (base, head)
  }

  /// The last record, and none after it, must be the one that the head names.
  private func checkEnds() throws(SteelyardError) {
    let last = try connection.integer("SELECT coalesce(max(position), 0) FROM record")
    guard last == head.position || (last <= base.position && head.position == base.position) else {
      throw corrupt("its last record is \(last), but its head says \(head.position)")
    }
    guard try chain(at: head.position) == head.chain else {
      throw corrupt("record \(head.position) does not fit the head's checksum")
    }
    if head.position > base.position {
      try walk(after: head.position - 1) { _, _ in .next }
    }
  }
}
