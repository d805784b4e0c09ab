import CSQLite
import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("Snapshots")
struct SnapshotTests {
  static func bytes(_ position: Int64) -> [UInt8] {
    // Several parts, the last one not full.
    let seed = SampleBytes.at(position, countMax: 1000)
    return [UInt8](repeating: UInt8(truncatingIfNeeded: position), count: 700_000) + seed
  }

  static func journal(in place: TemporaryJournal, snapshots: [Int64]) throws {
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...100))
    for position in snapshots {
      try journal.saveSnapshot(position: position, bytes: bytes(position))
    }
  }

  @Test("the newest comes back, with an empty one and one of a full part")
  func newest() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    let none = try journal.latestSnapshot()
    #expect(none.snapshot == nil && none.damaged.isEmpty)
    try journal.append(SampleRecord.range(1...10))
    let contents: [(Int64, [UInt8])] = [
      (0, []), (4, [UInt8](repeating: 3, count: SnapshotDraft.partByteCount)), (9, Self.bytes(9)),
    ]
    for (position, bytes) in contents {
      try journal.saveSnapshot(position: position, bytes: bytes)
      let found = try journal.latestSnapshot()
      #expect(found.snapshot?.position == position)
      #expect(found.snapshot?.bytes == bytes)
      #expect(found.damaged.isEmpty)
    }
  }

  @Test("only the newest few are kept, and their space is free again")
  func pruned() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...100))
    for position in Int64(1)...6 {
      try journal.saveSnapshot(position: position, bytes: Self.bytes(position))
    }
    let size = try journal.size().fileByteCount
    for position in Int64(7)...40 {
      try journal.saveSnapshot(position: position, bytes: Self.bytes(position))
    }
    #expect(try journal.size().fileByteCount <= size + (1 << 20))
    let report = try journal.verify()
    #expect(report.isWhole)
    #expect(report.snapshotCount == 3)
  }

  @Test("a second one at the same position takes the place of the first")
  func again() throws {
    let place = try TemporaryJournal()
    try Self.journal(in: place, snapshots: [50, 60, 60])
    var journal = try place.open()
    #expect(try journal.latestSnapshot().snapshot?.bytes == Self.bytes(60))
    #expect(try journal.verify().snapshotCount == 2)
  }

  @Test("one that stands on no record is refused and spoils nothing")
  func outside() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    let error = #expect(throws: SteelyardError.self) {
      try journal.saveSnapshot(position: 1, bytes: [])
    }
    #expect(error?.code == .notFound)
    try journal.append(SampleRecord.range(1...1))
  }

  @Test("records go in between the parts of a draft; a draft that was dropped counts for nothing")
  func draft() throws {
    let place = try TemporaryJournal()
    try Self.journal(in: place, snapshots: [50])
    do {
      var journal = try place.open()
      var dropped = try SnapshotDraft(position: 70, bytes: Self.bytes(70))
      for _ in 0..<3 { try journal.write(&dropped, partsMax: 1) }
      #expect(!dropped.isFinished)
    }
    var journal = try place.open()
    #expect(try journal.latestSnapshot().snapshot?.position == 50)
    var draft = try SnapshotDraft(position: 90, bytes: Self.bytes(90))
    while !draft.isFinished {
      try journal.write(&draft, partsMax: 1)
      let next = journal.lastPosition + 1
      try journal.append([SampleRecord.at(next)])
    }
    #expect(try journal.latestSnapshot().snapshot?.bytes == Self.bytes(90))
    let report = try journal.verify()
    #expect(report.isWhole)
    #expect(report.recordCount == journal.lastPosition)
  }

  @Test(
    "a damaged one is passed over for the one before, and named",
    arguments: [
      "UPDATE snapshot_part SET bytes = zeroblob(length(bytes)) WHERE position = 80 AND part = 1",
      "DELETE FROM snapshot_part WHERE position = 80 AND part = 2",
      "DELETE FROM snapshot_part WHERE position = 80",
      "UPDATE snapshot SET byte_count = byte_count + 1 WHERE position = 80",
      "UPDATE snapshot SET byte_count = -1 WHERE position = 80",
      "UPDATE snapshot SET checksum = zeroblob(32) WHERE position = 80",
      "UPDATE snapshot SET chain = zeroblob(32) WHERE position = 80",
    ])
  func damaged(change: String) throws {
    let place = try TemporaryJournal()
    try Self.journal(in: place, snapshots: [40, 60, 80])
    try Damage.execute(change, on: place.database)
    var journal = try place.open()
    let found = try journal.latestSnapshot()
    #expect(found.snapshot?.position == 60)
    #expect((found.snapshot?.bytes == Self.bytes(60)) == true)
    #expect(found.damaged.map(\.position) == [80])
    let report = try journal.verify()
    #expect(report.damages.map(\.kind) == [.snapshot])
    #expect(report.damages.first?.position == 80)
    #expect(report.snapshotCount == 2)
  }

  @Test("one of another journal does not count")
  func foreign() throws {
    let place = try TemporaryJournal()
    try Self.journal(in: place, snapshots: [40])
    let other = try TemporaryJournal()
    do {
      var journal = try JournalFile(
        directory: other.directory, ifMissing: .create(TemporaryJournal.identity(2)),
        options: TemporaryJournal.options)
      try journal.append(SampleRecord.range(1...100))
      try journal.saveSnapshot(position: 60, bytes: Self.bytes(60))
    }
    try Damage.execute(
      """
      ATTACH '\(other.database)' AS other;
      INSERT INTO snapshot SELECT * FROM other.snapshot;
      INSERT INTO snapshot_part SELECT * FROM other.snapshot_part;
      """, on: place.database)
    var journal = try place.open()
    let found = try journal.latestSnapshot()
    #expect(found.snapshot?.position == 40)
    #expect(found.damaged.map(\.position) == [60])
  }
}
