import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Conservation over random commands")
struct ConservationTests {
  /// A journal in memory: the events of each accepted command, as they are stored.
  private struct Journal {
    var times: [Timestamp] = []
    var ends: [Int] = []
    var bytes: [UInt8] = []

    mutating func append(_ events: [LedgerEvent], at time: Timestamp) {
      times.append(time)
      bytes += LedgerEvent.bytes(of: events)
      ends.append(bytes.count)
    }

    /// Applies every record from a place on.
    func replay(from record: Int, into ledger: inout Ledger) throws(SteelyardError) {
      for place in record..<times.count {
        let start = place == 0 ? 0 : ends[place - 1]
        for event in try LedgerEvent.events(bytes: Array(bytes[start..<ends[place]])) {
          try ledger.apply(event, at: times[place])
        }
      }
    }
  }

  @Test("a million commands, conserved at every event; replay and snapshot give the same state")
  func million() throws {
    let seed: UInt64 = 20_261_121
    print("conservation: seed \(seed)")
    var desk = try RandomDesk(seed: seed)
    var ledger = Ledger()
    var journal = Journal()
    var snapshot: (bytes: [UInt8], record: Int)?
    var refused: [SteelyardError.Code: Int] = [:]
    var kinds = Set<UInt8>()
    var eventCount = 0
    for number in 1...1_000_000 {
      let command = try desk.next(for: ledger)
      do throws(SteelyardError) {
        let events = try ledger.decide(command, at: desk.time)
        for event in events {
          try ledger.apply(event, at: desk.time)
          if !ledger.isBalanced { throw Self.unbalanced(event) }
          kinds.insert(event.bytes[1])
        }
        eventCount += events.count
        if !events.isEmpty { journal.append(events, at: desk.time) }
      } catch {
        guard error.code != .corruptData else { throw error }
        refused[error.code, default: 0] += 1
      }
      if number % 10_000 == 0 { #expect(ledger.imbalances().isEmpty) }
      if number == 600_000 { snapshot = (ledger.bytes, journal.times.count) }
    }
    print(
      "conservation: \(eventCount) events, \(journal.bytes.count / max(eventCount, 1)) bytes each, "
        + "refused \(refused.sorted { $0.key.rawValue < $1.key.rawValue })")
    #expect(eventCount > 400_000)
    #expect(kinds.count == 23, "every kind of event happened")
    let hash = ledger.stateHash
    var replayed = Ledger()
    try journal.replay(from: 0, into: &replayed)
    #expect(replayed.stateHash == hash)
    let saved = try #require(snapshot)
    var restored = try Ledger(bytes: saved.bytes)
    #expect(restored.bytes == saved.bytes)
    try journal.replay(from: saved.record, into: &restored)
    #expect(restored.stateHash == hash)
  }

  private static func unbalanced(_ event: LedgerEvent) -> SteelyardError {
    SteelyardError(.corruptData, "\(event) does not conserve.", remedy: "Find out why.")
  }
}
