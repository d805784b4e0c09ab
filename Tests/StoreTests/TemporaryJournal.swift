import Foundation
import SteelyardContracts
import SteelyardStore
import TestSupport

/// A directory for one test, removed with its last reference.
final class TemporaryJournal {
  let directory: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("journal-\(UUID().uuidString)")
    directory = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var database: String { directory + "/journal.sqlite" }
  var log: String { database + "-wal" }
  var head: String { directory + "/journal.head" }

  /// The identity that tests use; `number` makes another.
  static func identity(_ number: UInt8 = 1) throws -> JournalIdentity {
    try JournalIdentity(
      instance: [UInt8](repeating: number, count: 16), created: Timestamp(microseconds: 1_000_000))
  }

  /// Small enough for a test, and looking at everything.
  static let options = JournalOptions(
    fileBytesMax: 1 << 30, snapshotsKept: 3, structureCheck: .whole)

  func open(_ options: JournalOptions = TemporaryJournal.options) throws -> JournalFile {
    try JournalFile(
      directory: directory, ifMissing: .create(TemporaryJournal.identity()), options: options)
  }

  /// A copy of the files as they are now: what a crash would leave.
  func crashed() throws -> TemporaryJournal {
    let copy = try TemporaryJournal()
    // By another process: to close one of the database's files here would drop SQLite's locks on it.
    let run = try ProgramRun.shell(
      "mkdir '\(copy.directory)' && cp '\(directory)'/journal.sqlite '\(copy.directory)' && "
        + "for part in journal.sqlite-wal journal.head; do "
        + "if [ -e '\(directory)'/$part ]; then cp '\(directory)'/$part '\(copy.directory)'; fi; done"
    )
    guard run.status == 0 else { throw CopyFailure(output: run.output) }
    return copy
  }

  struct CopyFailure: Error { let output: String }
}

/// Records whose bytes follow from their position: what is read can be checked without what was written.
enum SampleRecord {
  static func at(_ position: Int64) -> JournalRecord {
    JournalRecord(
      position: position, time: Timestamp(microseconds: position * 1000),
      command: SampleBytes.at(position, countMax: 200),
      outcome: SampleBytes.at(-position, countMax: 100))
  }

  static func range(_ positions: ClosedRange<Int64>) -> [JournalRecord] { positions.map(at) }
}
