import SteelyardContracts

/// Writes batches of records with their checksums, the new head and the messages, each batch a transaction.
final class Appender {
  /// Records in a batch at most; a larger one would hold up everybody else.
  static let recordCountMax = 100_000
  /// Bytes of command and outcome of one record at most.
  static let recordByteCountMax = 16 << 20
  /// Bytes of a batch at most.
  static let batchByteCountMax = 256 << 20

  private let connection: SQLiteConnection
  private let insertion: SQLiteStatement
  private let advance: SQLiteStatement
  private var hasher = ChainHasher()

  init(_ connection: SQLiteConnection) throws(SteelyardError) {
    self.connection = connection
    insertion = try connection.prepare(
      "INSERT INTO record (position, time, command, outcome, chain) VALUES (?, ?, ?, ?, ?)")
    advance = try connection.prepare("UPDATE head SET position = ?, chain = ?")
  }

  /// - Throws: `invalidInput` for a gap, `limitExceeded` for too much.
  static func check(
    _ records: [JournalRecord], after position: Int64
  ) throws(SteelyardError) {
    var byteCount = 0
    for (offset, record) in records.enumerated() {
      guard record.position == position + 1 + Int64(offset) else {
        throw SteelyardError(
          .invalidInput,
          "Record \(record.position) can't follow \(position + Int64(offset)) in the journal.",
          remedy: "Number records from the last one on, without gaps.")
      }
      let own = record.command.count + record.outcome.count
      guard own <= recordByteCountMax else { throw tooLarge("record \(record.position)", own) }
      byteCount += own
    }
    guard records.count <= recordCountMax, byteCount <= batchByteCountMax else {
      throw tooLarge("a batch of \(records.count) records", byteCount)
    }
  }

  /// Writes a batch; on disk when it returns.
  ///
  /// - Returns: The new head.
  func append(
    _ records: [JournalRecord], after head: AcknowledgedHead.Mark
  ) throws(SteelyardError) -> AcknowledgedHead.Mark {
    var last = head
    try connection.transaction { () throws(SteelyardError) in
      for record in records {
        let chain = hasher.next(after: last.chain, record)
        try insertion.bind(1, record.position)
        try insertion.bind(2, record.time.microseconds)
        try insertion.bind(3, record.command)
        try insertion.bind(4, record.outcome)
        try insertion.bind(5, chain)
        try insertion.run()
        last = AcknowledgedHead.Mark(position: record.position, chain: chain)
      }
      try advance.bind(1, last.position)
      try advance.bind(2, last.chain)
      try advance.run()
    }
    return last
  }

  private static func tooLarge(_ what: String, _ byteCount: Int) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "\(what) of \(byteCount) bytes is too large for the journal.",
      remedy: "A record takes 16 MiB, a batch 256 MiB and 100,000 records.")
  }
}
