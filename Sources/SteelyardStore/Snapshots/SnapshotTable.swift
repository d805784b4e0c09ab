import SteelyardContracts

/// Snapshots: one row that counts, and the bytes in parts.
///
/// A snapshot exists from the transaction that writes its row, which is the last of many: one that was
/// interrupted leaves parts that belong to nothing. Its checksum covers the checksum of the record that it
/// stands on, so it fits no other journal and no other history.
enum SnapshotTable {
  /// The row of a snapshot.
  struct Header {
    let position: Int64
    let chain: ChainChecksum
    let byteCount: Int64
    let partCount: Int64
    let checksum: ChainChecksum
  }

  /// The rows, newest first.
  static func headers(_ connection: SQLiteConnection) throws(SteelyardError) -> [Header] {
    let statement = try connection.prepare(
      "SELECT position, chain, byte_count, part_count, checksum FROM snapshot ORDER BY position DESC"
    )
    var headers: [Header] = []
    while try statement.step() == .row {
      headers.append(
        Header(
          position: try statement.integer(0), chain: try statement.checksum(1),
          byteCount: try statement.integer(2), partCount: try statement.integer(3),
          checksum: try statement.checksum(4)))
    }
    return headers
  }

  /// The snapshot of a row.
  ///
  /// - Throws: `corruptData` where it is not what was written or does not belong to the records.
  static func read(_ header: Header, _ tables: JournalTables) throws(SteelyardError) -> Snapshot {
    let name = "the snapshot at \(header.position)"
    guard tables.base.position <= header.position, header.position <= tables.head.position,
      try tables.chain(at: header.position) == header.chain
    else { throw tables.corrupt("\(name) does not belong to the records of this journal") }
    guard 0 <= header.byteCount, header.byteCount <= Int64(SnapshotDraft.byteCountMax),
      header.partCount == Int64(SnapshotDraft.partCount(byteCount: Int(header.byteCount)))
    else { throw tables.corrupt("\(name) states a wrong size") }
    let statement = try tables.connection.prepare(
      "SELECT part, bytes FROM snapshot_part WHERE position = ? ORDER BY part")
    try statement.bind(1, header.position)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(header.byteCount))
    var next: Int64 = 0
    while try statement.step() == .row {
      let part = try statement.blob(1)
      guard try statement.integer(0) == next, next < header.partCount,
        bytes.count + part.count <= Int(header.byteCount)
      else { throw tables.corrupt("\(name) has a wrong part") }
      bytes.append(contentsOf: part)
      next += 1
    }
    guard Int64(bytes.count) == header.byteCount,
      checksum(
        chain: header.chain, position: header.position, byteCount: bytes.count,
        digest: ChainChecksum(of: bytes)) == header.checksum
    else { throw tables.corrupt("\(name) does not fit its checksum") }
    return Snapshot(position: header.position, bytes: bytes)
  }

  /// The newest whole snapshot, and the damaged ones before it.
  static func latest(_ tables: JournalTables) throws(SteelyardError) -> SnapshotSearch {
    var damaged: [JournalDamage] = []
    for header in try headers(tables.connection) {
      do {
        return SnapshotSearch(snapshot: try read(header, tables), damaged: damaged)
      } catch  where error.code == .corruptData {
        damaged.append(
          JournalDamage(kind: .snapshot, position: header.position, reason: error.message))
      }
    }
    return SnapshotSearch(snapshot: nil, damaged: damaged)
  }

  static func checksum(
    chain: ChainChecksum, position: Int64, byteCount: Int, digest: ChainChecksum
  ) -> ChainChecksum {
    var covered = chain.bytes
    covered.append(littleEndian: position)
    covered.append(littleEndian: Int64(byteCount))
    covered += digest.bytes
    return ChainChecksum(of: covered)
  }
}
