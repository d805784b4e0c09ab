import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardStore
import TestSupport
import Testing

@Suite("An engine that is killed under load", .serialized)
struct KillTests {
  /// Kills; each round goes on with the journal that the last one left.
  private static let rounds =
    ProcessInfo.processInfo.environment["STEELYARD_LONG_TESTS"] == "1" ? 200 : 15
  private static let clients = 4

  @Test("loses nothing that it acknowledged and does nothing twice, whenever it is killed")
  func kills() throws {
    let seed: UInt64 = 20_261_121
    var generator = SeededGenerator(seed: seed)
    let place = try JournalPlace()
    var known = Acknowledgements(clients: Self.clients)
    for round in 0..<Self.rounds {
      let hammer = try HammerRun(place, snapshotInterval: 200, firsts: known.firsts)
      // From before the journal is open to deep in the load; then a while that no line gives away.
      hammer.wait(lines: Int.random(in: 0...3000, using: &generator))
      usleep(UInt32.random(in: 0...5000, using: &generator))
      hammer.kill()
      known.take(hammer.lines)
      for case .error(let code, let text) in hammer.lines {
        Issue.record("round \(round): \(code) \(text)")
      }
      try expectWhole(place, known, "round \(round)")
    }
    // The test is of nothing if no load, no repetition and no snapshot was caught.
    #expect(known.positions.count > 1000)
    #expect(!known.repetitions.isEmpty)
    #expect(known.startsFromSnapshot > 0)
    print(
      "engine kill test: seed \(seed), \(Self.rounds) rounds, \(known.positions.count) commands "
        + "acknowledged, \(known.repetitions.count) said again, \(known.startsFromSnapshot) starts "
        + "from a snapshot")
  }

  private func expectWhole(
    _ place: JournalPlace, _ known: Acknowledgements, _ round: String
  ) throws {
    let journal = try place.open()
    #expect(journal.lastPosition >= known.position, "\(round)")
    let journaled = try JournaledCommands(journal)
    var lost = 0
    for (identifier, position) in known.positions
    where journaled.positions[identifier] != [position] { lost += 1 }
    #expect(lost == 0, "\(round): commands that do not stand where they were acknowledged")
    let twice = journaled.positions.filter { $0.value.count > 1 }
    #expect(twice.isEmpty, "\(round)")
    for (identifier, position) in known.repetitions {
      let places = journaled.positions[identifier] ?? []
      #expect(places.count == 1 && places[0] <= position, "\(round): \(identifier)")
    }
    let state = journaled.state
    #expect(state.ledger.imbalances().isEmpty, "\(round)")
    if let bitcoin = state.ledger.index(of: .btc) {
      let external = state.ledger[HouseAccount.external.index].balance(of: bitcoin).amount
      #expect(external == -journaled.depositedBTC, "\(round)")
    }
    let recovery = try Recovery(from: journal)
    #expect(recovery.damaged.isEmpty, "\(round)")
    #expect(recovery.state.hash == state.hash, "\(round)")
  }
}
