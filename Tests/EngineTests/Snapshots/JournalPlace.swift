import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardStore

/// A directory with a journal for one test, removed with its last reference.
final class JournalPlace {
  /// Whether a run goes on until a snapshot is whole.
  enum Wait { case never, forSnapshot }

  /// What a run left.
  struct Left {
    let position: Int64
    let snapshot: SnapshotReport?
  }

  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("engine-\(UUID().uuidString)").path

  init() throws {}

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Opens the journal, which is made where it is missing.
  func open(
    _ options: JournalOptions = .standard
  ) throws(SteelyardError) -> FileJournal {
    let identity = try JournalIdentity(
      instance: [UInt8](repeating: 1, count: 16), created: Timestamp(microseconds: 1_000_000))
    return FileJournal(
      try JournalFile(directory: directory, ifMissing: .create(identity), options: options))
  }

  /// A copy of the files of a journal that nobody has open.
  func copy() throws -> JournalPlace {
    let copy = try JournalPlace()
    try FileManager.default.copyItem(atPath: directory, toPath: copy.directory)
    return copy
  }

  /// Starts an engine on what is there, sends deposits, and stops it.
  func run(
    deposits count: Int, interval: Int64 = 200, wait: Wait = .forSnapshot
  ) async throws -> Left {
    let journal = try open()
    let recovery = try Recovery(from: journal)
    let engine = try Engine(
      .forTests(snapshotInterval: interval), state: recovery.state, journal: journal,
      clock: HandClock(try Timestamp(parsing: "2026-11-20T09:00:00Z")), onFailure: { _ in })
    defer { engine.stop() }
    let desk = try AccountName("desk")
    if recovery.position == 0 {
      for action in [
        LedgerAction.listAsset(.btc),
        .openAccount(desk, owner: try OwnerName("alice"), mode: .cross),
      ] {
        _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
      }
    }
    let log = AnswerLog()
    for number in 0..<count {
      engine.submit(
        .ledger(LedgerCommand(.deposit(desk, .btc, .one))), by: "test", log.taking(number))
    }
    for _ in 0..<2000
    where log.count < count || (wait == .forSnapshot && engine.snapshotReport?.position == 0) {
      try await Task.sleep(for: .milliseconds(5))
    }
    return Left(position: engine.position, snapshot: engine.snapshotReport)
  }
}
