import Foundation
import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("Schema versions")
struct SchemaTests {
  /// A journal of three records as version 1 wrote it, made without the code under test.
  ///
  /// The checksums are BLAKE2b-256 as `docs/journal.md` lays them out, computed by Python's hashlib
  /// (the script stands beside the fixture).
  private func versionOne() throws -> TemporaryJournal {
    let place = try TemporaryJournal()
    try FileManager.default.createDirectory(
      atPath: place.directory, withIntermediateDirectories: true)
    let sql = try String(
      contentsOfFile: PackageRoot.path(of: "Tests/Fixtures/Journal/version-1.sql"), encoding: .utf8)
    try Damage.execute(sql, on: place.database)
    return place
  }

  private static let records = [
    JournalRecord(
      position: 1, time: Timestamp(microseconds: 1_700_000_000_000_001),
      command: Array("deposit".utf8), outcome: Array("done".utf8)),
    JournalRecord(
      position: 2, time: Timestamp(microseconds: 1_700_000_000_000_002), command: [], outcome: []),
    JournalRecord(
      position: 3, time: Timestamp(microseconds: -5), command: [0, 255], outcome: [7]),
  ]

  @Test("a version 1 file is brought to the newest version with all it holds, once")
  func migrates() throws {
    let place = try versionOne()
    for _ in 0..<2 {
      var journal = try JournalFile(
        directory: place.directory, ifMissing: .refuse, options: TemporaryJournal.options)
      #expect(try journal.records(after: 0, limit: 10) == Self.records)
      #expect(journal.identity == (try TemporaryJournal.identity(9)))
      #expect(journal.basePosition == 0)
      let search = try journal.latestSnapshot()
      #expect(search.snapshot?.position == 2)
      #expect(search.snapshot?.bytes == Array("state".utf8))
      let report = try journal.verify()
      #expect(report.isWhole && report.schemaVersion == 3, "\(report.damages)")
    }
    var journal = try place.open()
    try journal.append([SampleRecord.at(4)])
    #expect(journal.lastPosition == 4)
  }

  @Test("a reader leaves an older version to the writer")
  func readerRefuses() throws {
    let place = try versionOne()
    let error = #expect(throws: SteelyardError.self) {
      _ = try JournalReader(directory: place.directory)
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("version 1") == true)
  }

  @Test("a file of a later version is refused and left as it is")
  func later() throws {
    let place = try TemporaryJournal()
    _ = try place.open().lastPosition
    try Damage.execute("PRAGMA user_version = 4", on: place.database)
    let before = try Damage.bytes(of: place.database)
    let error = #expect(throws: SteelyardError.self) { _ = try place.open() }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("version 4") == true)
    #expect(try Damage.bytes(of: place.database) == before)
  }

  @Test(
    "a database of another application is refused and left as it is",
    arguments: [
      "CREATE TABLE song (title)", "PRAGMA application_id = 7; CREATE TABLE song (title)",
      "PRAGMA user_version = 1; CREATE TABLE record (position)",
    ])
  func foreign(sql: String) throws {
    let place = try TemporaryJournal()
    try FileManager.default.createDirectory(
      atPath: place.directory, withIntermediateDirectories: true)
    try Damage.execute(sql, on: place.database)
    let before = try Damage.bytes(of: place.database)
    let error = #expect(throws: SteelyardError.self) { _ = try place.open() }
    #expect(error?.code == .invalidInput)
    #expect(try Damage.bytes(of: place.database) == before)
  }

  @Test("a file that is no database is refused and left as it is")
  func noDatabase() throws {
    let place = try TemporaryJournal()
    try FileManager.default.createDirectory(
      atPath: place.directory, withIntermediateDirectories: true)
    let text = Data(String(repeating: "not a database\n", count: 500).utf8)
    try Damage.write(text, to: place.database)
    let error = #expect(throws: SteelyardError.self) { _ = try place.open() }
    #expect(error?.code == .corruptData)
    #expect(try Damage.bytes(of: place.database) == text)
  }

  @Test("without leave to make one, a missing journal is not found, and nothing is made")
  func absent() throws {
    let place = try TemporaryJournal()
    #expect(throws: SteelyardError.self) {
      _ = try JournalFile(directory: place.directory, ifMissing: .refuse, options: .standard)
    }
    #expect(!FileManager.default.fileExists(atPath: place.directory))
    try FileManager.default.createDirectory(
      atPath: place.directory, withIntermediateDirectories: true)
    let error = #expect(throws: SteelyardError.self) {
      _ = try JournalFile(directory: place.directory, ifMissing: .refuse, options: .standard)
    }
    #expect(error?.code == .notFound)
    #expect(!FileManager.default.fileExists(atPath: place.database))
  }

  @Test("an empty file, left by a process that ended while it made the journal, is filled")
  func begun() throws {
    let place = try TemporaryJournal()
    try FileManager.default.createDirectory(
      atPath: place.directory, withIntermediateDirectories: true)
    try Damage.write(Data(), to: place.database)
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...1))
  }
}
