public import SteelyardContracts

extension JournalFile {
  /// Messages that were not marked as delivered, oldest first.
  ///
  /// - Parameters:
  ///   - last: Where an earlier call ended; nil for the beginning.
  ///   - limit: How many at most, from 1.
  /// - Throws: `corruptData` where one is not what was written.
  public mutating func undelivered(
    after last: OutboxMessage.Identifier?, limit: Int
  ) throws(SteelyardError) -> [OutboxMessage] {
    precondition(limit >= 1, "a call reads at least one message")
    return try OutboxTable.undelivered(after: last, limit: limit, tables)
  }

  /// Removes messages that their recipients have taken; those not there are passed over.
  ///
  /// If the process ends between the delivery and this, the message is delivered again.
  ///
  /// - Throws: As `append`.
  public mutating func markDelivered(
    _ messages: [OutboxMessage.Identifier]
  ) throws(SteelyardError) {
    guard !messages.isEmpty else { return }
    try writing { (journal) throws(SteelyardError) in
      let connection = journal.tables.connection
      let removal = try connection.prepare(
        "DELETE FROM outbox WHERE position = ? AND ordinal = ?")
      try connection.transaction { () throws(SteelyardError) in
        for message in messages {
          try removal.bind(1, message.position)
          try removal.bind(2, Int64(message.ordinal))
          try removal.run()
        }
      }
    }
  }
}
