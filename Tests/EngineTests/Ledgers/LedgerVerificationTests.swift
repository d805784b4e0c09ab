import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardStore
import Testing

@Suite("Checking a ledger")
struct LedgerVerificationTests {
  /// The records of a short life of a ledger: 2 for opening, then deposits of 1 to `deposits` millionths.
  private func records(deposits: Int) async throws -> [JournalRecord] {
    let gated = try await GatedEngine()
    for amount in 1...deposits {
      _ = try await gated.engine.submit(
        try gated.deposit(amount, as: "deposit-\(amount)"), by: "test")
    }
    gated.engine.stop()
    return gated.journal.batches.flatMap { $0 }
  }

  /// A closed journal of these records.
  private func place(_ records: [JournalRecord]) throws -> JournalPlace {
    let place = try JournalPlace()
    try place.open().append(records)
    return place
  }

  private func verification(_ place: JournalPlace) throws -> LedgerVerification {
    var reader = try JournalReader(directory: place.directory)
    return try LedgerVerification(&reader)
  }

  @Test(
    "finds nothing in a journal that an engine left, and its snapshot to be what the records make")
  func whole() async throws {
    let place = try JournalPlace()
    let left = try await place.run(deposits: 500)
    let found = try verification(place)
    #expect(found.isWhole)
    #expect(found.first == nil)
    #expect(found.remedy.isEmpty)
    #expect(found.position == left.position)
    #expect(found.decidedCount == left.position)
    #expect(found.snapshotPosition ?? 0 >= left.snapshot?.position ?? 1)
    #expect(found.stateHash == (try Recovery(from: try place.open()).state.hash))
  }

  @Test("finds an outcome that its command does not have, and goes on to the end")
  func forged() async throws {
    var records = try await records(deposits: 6)
    let forged = records[4]
    // The third deposit's outcome under the fourth's command, and the other way round.
    records[4] = JournalRecord(
      position: forged.position, time: forged.time, command: records[5].command,
      outcome: forged.outcome)
    let found = try verification(try place(records))
    #expect(found.journal.isWhole)
    #expect(!found.isWhole)
    #expect(found.first?.position == 5)
    #expect(found.remedy.contains("record 5"))
    // The next command has the identifier that the journal gave to the forged one's outcome no longer.
    #expect(found.position == 8)
    #expect(found.decidedCount == 7)
  }

  @Test("finds a snapshot that is not the state of its position")
  func strangeSnapshot() async throws {
    let records = try await records(deposits: 6)
    let place = try place(records)
    var state = EngineState()
    for record in records.prefix(3) { try state.replay(record) }
    try place.open().saveSnapshot(position: 5, bytes: state.bytes)
    let found = try verification(place)
    #expect(found.first?.position == 5)
    #expect(found.first?.reason.contains("snapshot") == true)
    #expect(found.snapshotPosition == nil)
  }

  @Test("a replay ends where it is told to, at a position or a time")
  func replay() async throws {
    let records = try await records(deposits: 6)
    let place = try place(records)
    var state = EngineState()
    for record in records.prefix(5) { try state.replay(record) }
    var reader = try JournalReader(directory: place.directory)
    let replay = try LedgerReplay(&reader, until: .position(5))
    #expect(replay.position == 5)
    #expect(replay.state.hash == state.hash)
    #expect(try LedgerReplay(&reader, until: .time(records[0].time)).position == 8)
    #expect(try LedgerReplay(&reader, until: .time(Timestamp(microseconds: 0))).position == 0)
    #expect(try LedgerReplay(&reader, until: .last).position == 8)
    for position in [-1, 9] as [Int64] {
      #expect {
        var reader = try JournalReader(directory: place.directory)
        _ = try LedgerReplay(&reader, until: .position(position))
      } throws: {
        ($0 as? SteelyardError)?.code == .notFound
      }
    }
  }

  @Test("a replay begins from a snapshot only where that is not too late")
  func replayFromSnapshot() async throws {
    let records = try await records(deposits: 6)
    let place = try place(records)
    var state = EngineState()
    for record in records.prefix(6) { try state.replay(record) }
    try place.open().saveSnapshot(position: 6, bytes: state.bytes)
    var reader = try JournalReader(directory: place.directory)
    #expect(try LedgerReplay(&reader, until: .position(5)).snapshotPosition == 0)
    let later = try LedgerReplay(&reader, until: .position(7))
    #expect(later.snapshotPosition == 6)
    #expect(later.position == 7)
  }
}
