public import SteelyardContracts

extension JournalFile {
  /// Writes all records of the file to an archive, and reads it back.
  ///
  /// - Parameter path: A file that is not there yet.
  /// - Throws: `conflict` where the file is there, `corruptData` where a record is damaged, `unavailable`
  ///   where the archive can't be written.
  /// - Returns: What the archive says of itself.
  public mutating func export(to path: String) throws(SteelyardError) -> JournalArchive {
    try ArchiveWriter.write(tables, through: tables.head.position, to: path)
  }

  /// Moves the records before the oldest whole snapshot into an archive.
  ///
  /// The archive is written, flushed and read back before anything is deleted, and deleting goes in slices;
  /// the pages become free for new records, the file does not shrink. It holds up the writer: about a
  /// second per million records.
  ///
  /// - Parameter path: A file that is not there yet.
  /// - Throws: `notAllowed` where fewer than two snapshots are whole: one damaged would leave nothing to
  ///   start from; else as `export` and `append`.
  /// - Returns: The archive; nil where the file begins at that snapshot already.
  public mutating func trim(
    archivingTo path: String
  ) throws(SteelyardError) -> JournalArchive? {
    let whole = try wholeSnapshotPositions()
    guard whole.count >= 2, let oldest = whole.last else {
      throw SteelyardError(
        .notAllowed, "The journal has \(whole.count) whole snapshots; trimming needs two.",
        remedy: "Save another snapshot first.",
        subject: .place(file: tables.paths.database, row: nil, field: nil))
    }
    var archive: JournalArchive?
    if oldest > tables.base.position {
      let written = try ArchiveWriter.write(tables, through: oldest, to: path)
      try writing { (journal) throws(SteelyardError) in
        try journal.moveBase(to: written)
      }
      archive = written
    }
    try writing { (journal) throws(SteelyardError) in try journal.deleteArchived() }
    return archive
  }

  /// Appends the records of an archive that begins where this journal ends.
  ///
  /// The archive is checked as a whole first. A new journal made with the archive's identity takes the
  /// first archive, then the next, and so becomes the journal that they came from.
  ///
  /// - Throws: `conflict` where the archive is of another journal or begins elsewhere, `corruptData` where
  ///   it is damaged, else as `append`.
  public mutating func append(_ archive: JournalArchive) throws(SteelyardError) {
    guard archive.identity == identity, archive.basePosition == lastPosition,
      archive.baseChain == lastChain
    else {
      throw SteelyardError(
        .conflict,
        archive.identity == identity
          ? "The archive begins after record \(archive.basePosition), the journal ends at \(lastPosition)."
          : "The archive is of another journal.",
        remedy: "Append archives of one journal in their order, to one made with their identity.",
        subject: .place(file: archive.path, row: nil, field: nil))
    }
    try archive.verify()
    var batch: [JournalRecord] = []
    var byteCount = 0
    let reader = try ArchiveReader(path: archive.path)
    while let record = try reader.next() {
      batch.append(record)
      byteCount += record.command.count + record.outcome.count
      if batch.count == 10_000 || byteCount >= 64 << 20 {
        try append(batch)
        batch.removeAll(keepingCapacity: true)
        byteCount = 0
      }
    }
    try append(batch)
  }

  private func wholeSnapshotPositions() throws(SteelyardError) -> [Int64] {
    var positions: [Int64] = []
    for header in try SnapshotTable.headers(tables.connection) {
      do {
        positions.append(try SnapshotTable.read(header, tables).position)
      } catch  where error.code == .corruptData {
        // A damaged snapshot needs no records: nothing can start from it.
        continue
      }
    }
    return positions
  }

  private mutating func moveBase(to archive: JournalArchive) throws(SteelyardError) {
    let connection = tables.connection
    try connection.transaction { () throws(SteelyardError) in
      let update = try connection.prepare("UPDATE head SET base_position = ?, base_chain = ?")
      try update.bind(1, archive.lastPosition)
      try update.bind(2, archive.lastChain)
      try update.run()
      let removal = try connection.prepare("DELETE FROM snapshot WHERE position < ?")
      try removal.bind(1, archive.lastPosition)
      try removal.run()
    }
    tables.base = AcknowledgedHead.Mark(position: archive.lastPosition, chain: archive.lastChain)
  }

  /// Deletes the records up to the base, also those that an interrupted trim left.
  private mutating func deleteArchived() throws(SteelyardError) {
    let connection = tables.connection
    let removal = try connection.prepare(
      "DELETE FROM record WHERE position IN (SELECT position FROM record WHERE position <= ? LIMIT 20000)"
    )
    try removal.bind(1, tables.base.position)
    repeat {
      try connection.transaction { () throws(SteelyardError) in try removal.run() }
    } while connection.changeCount > 0
  }
}
