import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardStore
import Testing

@Suite("Snapshots of a running engine")
struct SnapshotTests {
  @Test("are taken under load, and a start from one finds the state of a whole replay")
  func recovery() async throws {
    let place = try JournalPlace()
    let left = try await place.run(deposits: 2000)
    #expect(left.snapshot?.position ?? 0 > 0)
    #expect(left.snapshot?.failure == nil)
    let journal = try place.open()
    let recovery = try Recovery(from: journal)
    #expect(recovery.snapshotPosition >= left.snapshot?.position ?? 0)
    #expect(recovery.snapshotPosition > 0)
    #expect(recovery.position == left.position)
    #expect(recovery.damaged.isEmpty)
    var whole = EngineState()
    try journal.replay(after: 0) { record throws(SteelyardError) in try whole.replay(record) }
    #expect(whole.hash == recovery.state.hash)
    #expect(whole.ledger.imbalances().isEmpty)
  }

  @Test("are caught up with by a start, however short the runs before it were")
  func shortRuns() async throws {
    let place = try JournalPlace()
    for _ in 0..<4 { _ = try await place.run(deposits: 40, interval: 100, wait: .never) }
    _ = try await place.run(deposits: 1, interval: 100, wait: .forSnapshot)
    #expect(try Recovery(from: try place.open()).snapshotPosition > 100)
  }
}
