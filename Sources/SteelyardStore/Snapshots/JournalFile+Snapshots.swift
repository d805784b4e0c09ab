public import SteelyardContracts

extension JournalFile {
  /// Writes a snapshot as a whole and removes those older than the newest few.
  ///
  /// It holds up the writer for as long as the disk takes, roughly 10 ms per MB; a busy writer makes a
  /// `SnapshotDraft` and calls `write(_:partsMax:)` between its appends.
  ///
  /// - Throws: `notFound` for a position that the file does not hold, else as `append`.
  public mutating func saveSnapshot(position: Int64, bytes: [UInt8]) throws(SteelyardError) {
    var draft = try SnapshotDraft(position: position, bytes: bytes)
    while !draft.isFinished { try write(&draft, partsMax: 64) }
  }

  /// Writes some parts of a snapshot in one transaction; the last call makes the snapshot count.
  ///
  /// Records may be appended between the calls. A draft that is dropped leaves parts that count for nothing
  /// and go with the next snapshot. One draft at a time is written.
  ///
  /// - Parameters:
  ///   - draft: Remembers how far it is; done when `isFinished`.
  ///   - partsMax: Parts of 256 KiB that this call may write or remove, at least 1.
  /// - Throws: `notFound` for a position that the file does not hold, else as `append`.
  public mutating func write(
    _ draft: inout SnapshotDraft, partsMax: Int
  ) throws(SteelyardError) {
    precondition(partsMax >= 1, "a call writes at least one part")
    guard (tables.base.position...tables.head.position).contains(draft.position) else {
      throw SteelyardError(
        .notFound, "There is no record \(draft.position) for a snapshot to stand on.",
        remedy: "Take it at a position from \(tables.base.position) to \(tables.head.position).")
    }
    var working = draft
    try writing { (journal) throws(SteelyardError) in
      try journal.tables.connection.transaction { () throws(SteelyardError) in
        try journal.step(&working, partsMax: partsMax)
      }
      if working.stage == .pruning || working.stage == .finished {
        try journal.acknowledged.settle(journal.tables.head)
      }
    }
    draft = working
  }

  /// The newest snapshot that is whole, and which newer ones are damaged.
  ///
  /// - Throws: `unavailable` where the file can't be read, `corruptData` where the list of snapshots can't.
  public mutating func latestSnapshot() throws(SteelyardError) -> SnapshotSearch {
    try SnapshotTable.latest(tables)
  }

  private mutating func step(
    _ draft: inout SnapshotDraft, partsMax: Int
  ) throws(SteelyardError) {
    let connection = tables.connection
    switch draft.stage {
    case .clearing:
      // One at this position may be there and damaged: the new one takes its place.
      let removal = try connection.prepare("DELETE FROM snapshot WHERE position = ?")
      try removal.bind(1, draft.position)
      try removal.run()
      if try removeStrayParts(connection, partsMax) { draft.stage = .part(0) }
    case .part(let first):
      let end = min(draft.partCount, first + partsMax)
      let insertion = try connection.prepare(
        "INSERT INTO snapshot_part (position, part, bytes) VALUES (?, ?, ?)")
      for index in first..<end {
        try insertion.bind(1, draft.position)
        try insertion.bind(2, Int64(index))
        try insertion.bind(3, draft.part(index))
        try insertion.run()
      }
      draft.stage = .part(end)
      if end == draft.partCount {
        try finish(draft, connection)
        draft.stage = .pruning
      }
    case .pruning:
      if try removeStrayParts(connection, partsMax) { draft.stage = .finished }
    case .finished: break
    }
  }

  private func finish(
    _ draft: SnapshotDraft, _ connection: SQLiteConnection
  ) throws(SteelyardError) {
    let chain = try tables.chain(at: draft.position)
    let insertion = try connection.prepare(
      """
      INSERT INTO snapshot (position, chain, byte_count, part_count, checksum) VALUES (?, ?, ?, ?, ?)
      """)
    try insertion.bind(1, draft.position)
    try insertion.bind(2, chain)
    try insertion.bind(3, Int64(draft.bytes.count))
    try insertion.bind(4, Int64(draft.partCount))
    try insertion.bind(
      5,
      SnapshotTable.checksum(
        chain: chain, position: draft.position, byteCount: draft.bytes.count, digest: draft.digest))
    try insertion.run()
    let pruning = try connection.prepare(
      """
      DELETE FROM snapshot WHERE position NOT IN
        (SELECT position FROM snapshot ORDER BY position DESC LIMIT ?)
      """)
    try pruning.bind(1, Int64(options.snapshotsKept))
    try pruning.run()
  }

  /// Removes parts without a snapshot; true once there are none.
  private func removeStrayParts(
    _ connection: SQLiteConnection, _ partsMax: Int
  ) throws(SteelyardError) -> Bool {
    let removal = try connection.prepare(
      """
      DELETE FROM snapshot_part WHERE rowid IN (
        SELECT snapshot_part.rowid FROM snapshot_part
        WHERE position NOT IN (SELECT position FROM snapshot) LIMIT ?)
      """)
    try removal.bind(1, Int64(partsMax))
    try removal.run()
    return connection.changeCount < partsMax
  }
}
