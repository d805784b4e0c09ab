import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Testing

@Suite("The last records")
struct RecordLogTests {
  @Test("of records the last ones are kept in their order, and earlier ones are said to be gone")
  func ring() async throws {
    let harness = try EngineHarness(recordsKept: 4)
    let engine = harness.engine
    defer { engine.stop() }
    func positions(after position: Int64, limit: Int = 100) -> [Int64]? {
      engine.records(after: position, limit: limit)?.map(\.position)
    }
    #expect(positions(after: 0) == [])
    for number in Int64(1)...11 {
      let name = try AccountName("desk\(number)")
      _ = try await engine.submit(
        .ledger(LedgerCommand(.openAccount(name, owner: try OwnerName("ann"), mode: .cross))),
        by: "test")
      let first = max(1, number - 3)
      #expect(positions(after: first - 1) == Array(first...number))
      if first > 1 { #expect(positions(after: first - 2) == nil) }
    }
    #expect(positions(after: 8, limit: 2) == [9, 10])
    #expect(positions(after: 11) == [])
    #expect(engine.memory.records == 4 && engine.memory.accounts == 11)
    #expect(engine.census.calls == [.healthy: 11] && engine.census.levels[nil] == 11)
  }
}
