import Foundation
import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("Damaged files", .serialized)
struct DamageTests {
  /// What became of a journal whose files were spoiled.
  private enum Outcome: Equatable {
    case refused(SteelyardError.Code)
    /// It reads up to this record, and each is right.
    case reads(Int64)
    case wrong(String)
  }

  /// Opens, replays and appends; whatever is read must be what was written.
  private func outcome(of place: TemporaryJournal) -> Outcome {
    do {
      var journal = try place.open()
      let last = journal.lastPosition
      try journal.append(SampleRecord.range(last + 1...last + 5))
      var next: Int64 = 1
      var wrong: Int64?
      try journal.replay(after: 0) { record throws(SteelyardError) in
        if record != SampleRecord.at(next) { wrong = wrong ?? next }
        next += 1
      }
      if let wrong { return .wrong("record \(wrong)") }
      guard next == last + 6 else { return .wrong("ends at \(next)") }
      let search = try journal.latestSnapshot()
      if let snapshot = search.snapshot,
        snapshot.bytes != SnapshotTests.bytes(snapshot.position)
      {
        return .wrong("snapshot \(snapshot.position)")
      }
      if let fact = try journal.fact("desk"), fact != Array("hedges".utf8) { return .wrong("fact") }
      return .reads(last)
    } catch let error as SteelyardError {
      return .refused(error.code)
    } catch {
      return .wrong("\(error)")
    }
  }

  /// A journal of 400 records in batches of 20, the later half in the write-ahead log.
  private func sample() throws -> TemporaryJournal {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      for first in stride(from: Int64(1), through: 181, by: 20) { try append(first, to: &journal) }
      try journal.saveSnapshot(position: 100, bytes: SnapshotTests.bytes(100))
      try journal.setFact("desk", to: Array("hedges".utf8))
    }
    var journal = try place.open()
    for first in stride(from: Int64(201), through: 381, by: 20) { try append(first, to: &journal) }
    return try place.crashed()
  }

  private func append(_ first: Int64, to journal: inout JournalFile) throws {
    try journal.append(SampleRecord.range(first...first + 19))
  }

  private func copy(_ place: TemporaryJournal, without missing: String? = nil) throws
    -> TemporaryJournal
  {
    let copy = try TemporaryJournal()
    try FileManager.default.copyItem(atPath: place.directory, toPath: copy.directory)
    if let missing {
      try FileManager.default.removeItem(atPath: copy.directory + "/" + missing)
    }
    return copy
  }

  private static let isLong = ProcessInfo.processInfo.environment["STEELYARD_LONG_TESTS"] == "1"

  @Test("the undamaged copy of a crash reads to its last record")
  func undamaged() throws {
    #expect(outcome(of: try sample()) == .reads(400))
  }

  @Test(
    "a changed byte anywhere is a refusal or does no harm, never a wrong record or a lost one",
    arguments: ["journal.sqlite", "journal.sqlite-wal", "journal.head"])
  func changedByte(file: String) throws {
    let seed: UInt64 = 77
    print("changed byte in \(file): seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let place = try sample()
    let whole = try Damage.bytes(of: place.directory + "/" + file)
    let count = Self.isLong ? 4000 : 250
    // Half of them in the first page and its like, where each byte means much.
    for trial in 0..<count {
      let offset =
        trial % 2 == 0
        ? Int.random(in: 0..<min(whole.count, 8192), using: &generator)
        : Int.random(in: 0..<whole.count, using: &generator)
      var bytes = whole
      bytes[offset] ^= UInt8.random(in: 1...255, using: &generator)
      let spoiled = try copy(place)
      try Damage.write(bytes, to: spoiled.directory + "/" + file)
      switch outcome(of: spoiled) {
      case .reads(400), .refused(.corruptData), .refused(.invalidInput), .refused(.unsupported):
        continue
      // A damaged head file beside a whole journal: the other slot speaks.
      case let other: Issue.record("\(file) at \(offset): \(other)")
      }
    }
  }

  @Test(
    "a file cut off anywhere is a refusal, never a shorter journal",
    arguments: ["journal.sqlite", "journal.sqlite-wal", "journal.head"])
  func cutOff(file: String) throws {
    var generator = SeededGenerator(seed: 78)
    let place = try sample()
    let whole = try Damage.bytes(of: place.directory + "/" + file)
    for _ in 0..<(Self.isLong ? 1000 : 80) {
      let length = Int.random(in: 0..<whole.count, using: &generator)
      let spoiled = try copy(place)
      try Damage.write(whole.prefix(length), to: spoiled.directory + "/" + file)
      switch outcome(of: spoiled) {
      case .reads(400), .refused(.corruptData): continue
      case let other: Issue.record("\(file) cut to \(length): \(other)")
      }
    }
  }

  @Test("a torn last page of the log costs what was never acknowledged, and only that")
  func tornTail() throws {
    let place = try TemporaryJournal()
    let before: TemporaryJournal
    let after: TemporaryJournal
    do {
      var journal = try place.open()
      try journal.append(SampleRecord.range(1...40))
      before = try place.crashed()
      try journal.append(SampleRecord.range(41...60))
      after = try place.crashed()
    }
    let short = try Damage.bytes(of: before.log)
    let long = try Damage.bytes(of: after.log)
    var generator = SeededGenerator(seed: 79)
    for _ in 0..<60 {
      // The log grew from `short` to `long` but for a tail; the head knows of 40.
      let torn = try copy(before)
      var bytes = long.prefix(Int.random(in: short.count..<long.count, using: &generator))
      if Bool.random(using: &generator), bytes.count > short.count {
        let offset = Int.random(in: short.count..<bytes.count, using: &generator)
        bytes[offset] ^= 0x5A
      }
      try Damage.write(bytes, to: torn.log)
      #expect(outcome(of: torn) == .reads(40))
    }
    let complete = try copy(before)
    try Damage.write(long, to: complete.log)
    #expect(
      outcome(of: complete) == .reads(60), "committed, and the process ended before it said so")
  }

  @Test("a missing log, database or head")
  func missing() throws {
    let place = try sample()
    #expect(outcome(of: try copy(place, without: "journal.sqlite-wal")) == .refused(.corruptData))
    #expect(outcome(of: try copy(place, without: "journal.sqlite")) == .refused(.corruptData))
    #expect(outcome(of: try copy(place, without: "journal.head")) == .reads(400))
  }

  @Test("an older copy of the database is refused until its head is removed on purpose")
  func older() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...10))
    let old = try place.crashed()
    try journal.append(SampleRecord.range(11...20))
    let new = try place.crashed()
    let mixed = try copy(old)
    try Damage.write(try Damage.bytes(of: new.head), to: mixed.head)
    let error = #expect(throws: SteelyardError.self) { _ = try mixed.open() }
    #expect(error?.code == .corruptData)
    #expect(error?.message.contains("ends at record 10, but 20 was acknowledged") == true)
    #expect(error?.remedy.contains("remove journal.head") == true)
    try FileManager.default.removeItem(atPath: mixed.head)
    #expect(try mixed.open().lastPosition == 10)
  }

  @Test(
    "a change behind the journal's back is found at its record",
    arguments: [
      ("UPDATE record SET outcome = x'00' WHERE position = 30", 30),
      ("UPDATE record SET time = time + 1 WHERE position = 31", 31),
      ("UPDATE record SET command = outcome, outcome = command WHERE position = 32", 32),
      ("DELETE FROM record WHERE position = 33", 33),
      ("UPDATE record SET chain = zeroblob(32) WHERE position = 34", 34),
      ("UPDATE record SET chain = zeroblob(31) WHERE position = 35", 35),
      (
        """
        UPDATE record SET position = -1 WHERE position = 36;
        UPDATE record SET position = 36 WHERE position = 37;
        UPDATE record SET position = 37 WHERE position = -1
        """, 36
      ),
    ])
  func changed(change: String, position: Int64) throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      try journal.append(SampleRecord.range(1...50))
    }
    try Damage.execute(change, on: place.database)
    var journal = try place.open()
    var last: Int64 = 0
    let error = #expect(throws: SteelyardError.self) {
      try journal.replay(after: 0) { record throws(SteelyardError) in last = record.position }
    }
    #expect(error?.code == .corruptData)
    #expect(last == position - 1)
    let report = try journal.verify()
    #expect(report.damages.map(\.kind) == [.record])
    #expect(report.damages.first?.position == position)
    #expect(report.recordCount == position - 1)
  }

  @Test(
    "changes at the end are found when it is opened",
    arguments: [
      "DELETE FROM record WHERE position = 50", "UPDATE head SET position = 49",
      "UPDATE head SET chain = zeroblob(32)", "DELETE FROM head",
      "UPDATE record SET outcome = x'00' WHERE position = 50",
      "INSERT INTO record SELECT 51, time, command, outcome, chain FROM record WHERE position = 50",
      "DELETE FROM fact", "UPDATE fact SET value = zeroblob(16) WHERE name = 'journal.instance'",
      "UPDATE head SET base_position = 60", "DROP TABLE fact", "CREATE TABLE other (a)",
      "DELETE FROM record WHERE position = 50; UPDATE head SET position = 49, "
        + "chain = (SELECT chain FROM record WHERE position = 49)",
    ])
  func changedEnds(change: String) throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      try journal.append(SampleRecord.range(1...50))
    }
    try Damage.execute(change, on: place.database)
    let error = #expect(throws: SteelyardError.self) { _ = try place.open() }
    #expect(error?.code == .corruptData)
  }
}
