import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Synchronization
import Testing

@Suite("A writer whose memory is no longer what the journal says")
struct HaltedWriterTests {
  @Test("acknowledges nothing of it, takes no more, and a new start has what was acknowledged")
  func halted() async throws {
    let journal = MemoryJournal()
    let isFaulty = Atomic<Bool>(false)
    let failures = Mutex<[SteelyardError]>([])
    let desk = try AccountName("desk")
    let engine = try Engine(
      .forTests(), state: EngineState(), journal: journal,
      clock: HandClock(try Timestamp(parsing: "2026-11-20T09:00:00Z")),
      beforeApplying: { _ throws(SteelyardError) in
        if isFaulty.load(ordering: .relaxed) {
          throw SteelyardError(.corruptData, "A fault of the test.", remedy: "None.")
        }
      },
      onFailure: { error in failures.withLock { $0.append(error) } })
    defer { engine.stop() }
    for action in [
      LedgerAction.listAsset(.btc), .openAccount(desk, owner: try OwnerName("alice"), mode: .cross),
      .deposit(desk, .btc, .one),
    ] {
      _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
    }
    #expect(engine.fault == nil)
    isFaulty.store(true, ordering: .relaxed)
    for round in 0..<3 {
      // Whatever comes after is refused too, though nothing is wrong with it any more.
      if round == 1 { isFaulty.store(false, ordering: .relaxed) }
      let error = await #expect(throws: SteelyardError.self) {
        _ = try await engine.submit(
          .ledger(LedgerCommand(.deposit(desk, .btc, .one))), by: "test")
      }
      #expect(error?.code == .unavailable)
      #expect(error?.cause?.contains("A fault of the test.") == true)
    }
    #expect(engine.fault?.code == .unavailable)
    #expect(failures.withLock { $0.count } == 1)
    #expect(try engine.account(desk).balances.first?.amount == .one)
    var state = EngineState()
    for record in journal.records { try state.replay(record) }
    #expect(journal.records.count == 3)
    #expect(state.ledger.imbalances().isEmpty)
  }
}
