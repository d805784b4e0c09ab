import Foundation
import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("Archives, trimming and backups")
struct ArchiveTests {
  private func filled(_ count: Int64, snapshots: [Int64] = []) throws -> TemporaryJournal {
    let place = try TemporaryJournal()
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...count))
    for position in snapshots { try journal.saveSnapshot(position: position, bytes: [1]) }
    return place
  }

  private func records(of archive: JournalArchive) throws -> [JournalRecord] {
    var read: [JournalRecord] = []
    try archive.replay { record throws(SteelyardError) in read.append(record) }
    return read
  }

  @Test("an export holds every record, and a new journal takes them all")
  func export() throws {
    let place = try filled(12_345)
    var journal = try place.open()
    let path = place.directory + "/all.records"
    let archive = try journal.export(to: path)
    #expect(archive.basePosition == 0 && archive.lastPosition == 12_345)
    #expect(try JournalArchive(path: path) == archive)
    #expect(try records(of: archive) == SampleRecord.range(1...12_345))

    let other = try TemporaryJournal()
    var copy = try JournalFile(
      directory: other.directory, ifMissing: .create(archive.identity),
      options: TemporaryJournal.options)
    try copy.append(archive)
    #expect(copy.lastChain == journal.lastChain)
    #expect(try copy.records(after: 12_344, limit: 1) == [SampleRecord.at(12_345)])
    let again = #expect(throws: SteelyardError.self) { try copy.append(archive) }
    #expect(again?.code == .conflict)
  }

  @Test("an empty journal makes an empty archive")
  func empty() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    let archive = try journal.export(to: place.directory + "/none.records")
    #expect(try records(of: archive).isEmpty)
    try journal.append(archive)
    #expect(journal.lastPosition == 0)
  }

  @Test("a file that is there is not overwritten, and what failed leaves nothing behind")
  func there() throws {
    let place = try filled(3)
    var journal = try place.open()
    let path = place.directory + "/mine"
    try Damage.write(Data([1, 2, 3]), to: path)
    let error = #expect(throws: SteelyardError.self) { _ = try journal.export(to: path) }
    #expect(error?.code == .conflict)
    #expect(try Damage.bytes(of: path) == Data([1, 2, 3]))
    let nowhere = #expect(throws: SteelyardError.self) {
      _ = try journal.export(to: place.directory + "/none/a")
    }
    #expect(nowhere?.code == .unavailable)
    // A failed export is no failed write.
    try journal.append(SampleRecord.range(4...4))
  }

  @Test("an archive of another journal is refused")
  func foreign() throws {
    let place = try filled(3)
    var journal = try place.open()
    let archive = try journal.export(to: place.directory + "/a")
    let other = try TemporaryJournal()
    var copy = try JournalFile(
      directory: other.directory, ifMissing: .create(TemporaryJournal.identity(2)),
      options: TemporaryJournal.options)
    let error = #expect(throws: SteelyardError.self) { try copy.append(archive) }
    #expect(error?.code == .conflict)
    #expect(error?.message.contains("another journal") == true)
  }

  @Test("an archive with a changed byte, cut off or continued is refused before anything is taken")
  func damaged() throws {
    let place = try filled(60)
    var journal = try place.open()
    let path = place.directory + "/a"
    _ = try journal.export(to: path)
    let whole = try Damage.bytes(of: path)
    var generator = SeededGenerator(seed: 80)
    for trial in 0..<400 {
      var bytes = whole
      switch trial % 3 {
      case 0: bytes = whole.prefix(Int.random(in: 0..<whole.count, using: &generator))
      case 1:
        bytes[Int.random(in: 0..<whole.count, using: &generator)] ^= UInt8.random(
          in: 1...255, using: &generator)
      default: bytes.append(contentsOf: whole.suffix(Int.random(in: 1...500, using: &generator)))
      }
      let spoiled = place.directory + "/spoiled"
      try Damage.write(bytes, to: spoiled)
      let error = #expect(throws: SteelyardError.self, "trial \(trial)") {
        try JournalArchive(path: spoiled).verify()
      }
      #expect(error?.code == .corruptData, "trial \(trial): \(String(describing: error))")
    }
  }

  @Test("trimming moves what is before the oldest snapshot into an archive and goes on from there")
  func trim() throws {
    let place = try filled(100, snapshots: [20, 40, 60])
    let first = place.directory + "/first"
    let second = place.directory + "/second"
    do {
      var journal = try place.open()
      let archive = try #require(try journal.trim(archivingTo: first))
      #expect(archive.basePosition == 0 && archive.lastPosition == 20)
      #expect(journal.basePosition == 20)
      #expect(try journal.trim(archivingTo: second) == nil)
      let error = #expect(throws: SteelyardError.self) {
        _ = try journal.records(after: 19, limit: 1)
      }
      #expect(error?.code == .notFound)
      #expect(error?.message.contains("archive") == true)
      #expect(try journal.records(after: 20, limit: 1) == [SampleRecord.at(21)])
      try journal.append(SampleRecord.range(101...120))
      try journal.saveSnapshot(position: 110, bytes: [2])
    }
    var journal = try place.open()
    #expect(journal.basePosition == 20)
    let archive = try #require(try journal.trim(archivingTo: second))
    #expect(archive.basePosition == 20 && archive.lastPosition == 40)
    #expect(try journal.size().recordCount == 80)
    let report = try journal.verify()
    #expect(report.isWhole, "\(report.damages)")
    #expect(report.recordCount == 80 && report.basePosition == 40 && report.snapshotCount == 3)

    // The archives and an export of the rest make the journal anew.
    let rest = try journal.export(to: place.directory + "/rest")
    let other = try TemporaryJournal()
    var copy = try JournalFile(
      directory: other.directory, ifMissing: .create(journal.identity),
      options: TemporaryJournal.options)
    let early = #expect(throws: SteelyardError.self) { try copy.append(rest) }
    #expect(early?.code == .conflict)
    for path in [first, second] { try copy.append(try JournalArchive(path: path)) }
    try copy.append(rest)
    #expect(copy.lastChain == journal.lastChain)
    #expect(copy.basePosition == 0)
    #expect(try copy.verify().recordCount == 120)
  }

  @Test("a journal whose records are all archived still knows where it ends")
  func trimmedWhole() throws {
    let place = try filled(30, snapshots: [30])
    do {
      var journal = try place.open()
      let error = #expect(throws: SteelyardError.self) {
        _ = try journal.trim(archivingTo: place.directory + "/a")
      }
      #expect(error?.code == .notAllowed)
      try journal.append(SampleRecord.range(31...31))
      try journal.saveSnapshot(position: 31, bytes: [3])
      try journal.append(SampleRecord.range(32...32))
      try journal.saveSnapshot(position: 32, bytes: [4])
      try journal.saveSnapshot(position: 32, bytes: [5])
      _ = try journal.trim(archivingTo: place.directory + "/a")
      #expect(journal.basePosition == 30)
    }
    var journal = try place.open()
    #expect(journal.lastPosition == 32)
    #expect(try journal.records(after: 30, limit: 9) == SampleRecord.range(31...32))
    try journal.append(SampleRecord.range(33...33))
  }

  @Test("a trim that ended between archive and deletion is completed by the next")
  func interrupted() throws {
    let place = try filled(100, snapshots: [20, 40])
    let archive: JournalArchive
    do {
      var journal = try place.open()
      archive = try #require(try journal.trim(archivingTo: place.directory + "/a"))
      try journal.append(SampleRecord.range(101...101))
    }
    // Rows that the base has passed are no records any more.
    try Damage.execute(
      "INSERT INTO record SELECT 20, time, command, outcome, chain FROM record WHERE position = 21",
      on: place.database)
    var journal = try place.open()
    #expect(try journal.verify().isWhole)
    #expect(try journal.trim(archivingTo: place.directory + "/b") == nil)
    #expect(try records(of: archive).count == 20)
    #expect(try journal.size().recordCount == 81)
  }

  @Test("a backup beside the writer opens as the journal that it was")
  func backUp() throws {
    let place = try filled(50, snapshots: [20, 40])
    var journal = try place.open()
    var reader = try JournalReader(directory: place.directory)
    let other = try TemporaryJournal()
    try FileManager.default.createDirectory(
      atPath: other.directory, withIntermediateDirectories: true)
    let report = try reader.backUp(to: other.database)
    #expect(report.isWhole && report.lastPosition == 50 && report.snapshotCount == 2)
    try journal.append(SampleRecord.range(51...51))
    var copy = try other.open()
    #expect(copy.lastPosition == 50)
    #expect(try copy.latestSnapshot().snapshot?.position == 40)
    try copy.append(SampleRecord.range(51...60))
    let there = #expect(throws: SteelyardError.self) { _ = try reader.backUp(to: other.database) }
    #expect(there?.code == .conflict)
  }
}
