public import SteelyardContracts

extension JournalFile {
  /// A small value that the caller keeps beside the records; nil where there is none of this name.
  ///
  /// - Throws: `corruptData` where it is not what was written.
  public mutating func fact(_ name: String) throws(SteelyardError) -> [UInt8]? {
    try FactTable.check(name: name)
    return try FactTable.value(name, tables.connection)
  }

  /// Keeps a small value; it replaces the one of the same name.
  ///
  /// What decides anything belongs into a record: facts are not part of the chain and not of an archive.
  ///
  /// - Parameters:
  ///   - name: 1 to 64 of a-z, 0-9, _ . -
  ///   - value: At most 64 KiB.
  /// - Throws: `invalidInput`, `limitExceeded`; else as `append`.
  public mutating func setFact(_ name: String, to value: [UInt8]) throws(SteelyardError) {
    try FactTable.check(name: name)
    guard value.count <= FactTable.valueByteCountMax else {
      throw SteelyardError(
        .limitExceeded, "Fact \(name) has \(value.count) bytes; 64 KiB is the limit.",
        remedy: "Keep large values in records or snapshots.")
    }
    try writing { (journal) throws(SteelyardError) in
      let connection = journal.tables.connection
      try connection.transaction { () throws(SteelyardError) in
        try FactTable.set(name, value, connection)
      }
    }
  }
}
