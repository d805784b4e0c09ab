import SteelyardContracts

/// Messages that were not yet marked as delivered.
enum OutboxTable {
  static func undelivered(
    after last: OutboxMessage.Identifier?, limit: Int, _ tables: JournalTables
  ) throws(SteelyardError) -> [OutboxMessage] {
    let statement = try tables.connection.prepare(
      """
      SELECT position, ordinal, recipient, bytes, checksum FROM outbox
      WHERE (position, ordinal) > (?, ?) ORDER BY position, ordinal LIMIT ?
      """)
    try statement.bind(1, last?.position ?? -1)
    try statement.bind(2, Int64(last?.ordinal ?? 0))
    try statement.bind(3, Int64(limit))
    var messages: [OutboxMessage] = []
    while try statement.step() == .row {
      let position = try statement.integer(0)
      let message = OutboxMessage(
        position: position, ordinal: Int(try statement.integer(1)),
        recipient: try statement.text(2), bytes: Array(try statement.blob(3)))
      guard message.checksum == (try statement.checksum(4)) else {
        throw tables.corrupt("a message of record \(position) does not fit its checksum")
      }
      messages.append(message)
    }
    return messages
  }
}
