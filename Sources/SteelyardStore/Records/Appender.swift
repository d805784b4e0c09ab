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
  private let posting: SQLiteStatement
  private var hasher = ChainHasher()

  init(_ connection: SQLiteConnection) throws(SteelyardError) {
    self.connection = connection
    insertion = try connection.prepare(
      "INSERT INTO record (position, time, command, outcome, chain) VALUES (?, ?, ?, ?, ?)")
    advance = try connection.prepare("UPDATE head SET position = ?, chain = ?")
    posting = try connection.prepare(
      "INSERT INTO outbox (position, ordinal, recipient, bytes, checksum) VALUES (?, ?, ?, ?, ?)")
  }

  /// - Throws: `invalidInput` for a gap or a message without its record, `limitExceeded` for too much.
  static func check(
    _ records: [JournalRecord], _ messages: [OutboxMessage], after position: Int64
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
    let positions = position + 1..<position + 1 + Int64(records.count)
    for message in messages {
      guard positions.contains(message.position) else {
        throw SteelyardError(
          .invalidInput, "A message names record \(message.position), which is not in the batch.",
          remedy: "Append a message with its record.")
      }
      guard message.bytes.count <= OutboxMessage.byteCountMax else {
        throw tooLarge("a message of record \(message.position)", message.bytes.count)
      }
      byteCount += message.bytes.count
    }
    guard records.count <= recordCountMax, messages.count <= recordCountMax,
      byteCount <= batchByteCountMax
    else { throw tooLarge("a batch of \(records.count) records", byteCount) }
  }

  /// Writes a batch; on disk when it returns.
  ///
  /// - Returns: The new head.
  func append(
    _ records: [JournalRecord], _ messages: [OutboxMessage], after head: AcknowledgedHead.Mark
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
      for message in messages {
        try posting.bind(1, message.position)
        try posting.bind(2, Int64(message.ordinal))
        try posting.bind(3, message.recipient)
        try posting.bind(4, message.bytes)
        try posting.bind(5, message.checksum)
        try posting.run()
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
      remedy: "A record takes 16 MiB, a message 1 MiB, a batch 256 MiB and 100,000 records.")
  }
}
