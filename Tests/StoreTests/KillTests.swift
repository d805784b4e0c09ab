import Foundation
import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("A process that is killed", .serialized)
struct KillTests {
  /// Kills; each round goes on with the journal that the last one left.
  private static let rounds =
    ProcessInfo.processInfo.environment["STEELYARD_LONG_TESTS"] == "1" ? 200 : 20

  @Test("loses nothing that it acknowledged and writes nothing twice, at any moment")
  func kills() throws {
    let seed: UInt64 = 20_261_121
    print("kill test: seed \(seed), \(Self.rounds) rounds")
    var generator = SeededGenerator(seed: seed)
    let place = try TemporaryJournal()
    var known: Int64 = 0
    for round in 0..<Self.rounds {
      let hammer = try Hammer(
        place, batches: 100_000, size: Int.random(in: 1...40, using: &generator))
      // From before the file is open to deep in its work; then a while that no line gives away.
      hammer.wait(lines: Int.random(in: 0...60, using: &generator))
      usleep(UInt32.random(in: 0...3000, using: &generator))
      hammer.kill()
      #expect(!hammer.lines.contains { $0.hasPrefix("error") }, "round \(round): \(hammer.lines)")
      known = max(known, hammer.acknowledged)
      try expectWhole(place, atLeast: known, "round \(round)")
    }
    #expect(known > 0)
  }

  private func expectWhole(
    _ place: TemporaryJournal, atLeast known: Int64, _ round: String
  ) throws {
    var journal = try place.open()
    #expect(journal.lastPosition >= known, "\(round)")
    var next: Int64 = 1
    try journal.replay(after: 0) { record throws(SteelyardError) in
      if record != SampleRecord.at(next) {
        Issue.record("\(round): record \(record.position) is not what was written")
      }
      next += 1
    }
    #expect(next == journal.lastPosition + 1, "\(round)")
    let report = try journal.verify()
    #expect(report.isWhole, "\(round): \(report.damages)")
    let search = try journal.latestSnapshot()
    #expect(search.damaged.isEmpty, "\(round)")
    if let snapshot = search.snapshot {
      let isRight =
        snapshot.bytes == SampleBytes.at(snapshot.position, countMax: 1 << 20)
      #expect(isRight, "\(round): snapshot at \(snapshot.position)")
    }
  }
}
