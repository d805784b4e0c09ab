import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardStore
import TestSupport
import Testing

@Suite("An engine on a disk that does not do its part", .serialized)
struct FaultTests {
  @Test(
    "ends with the reason where the file may not grow, and has every acknowledged command afterwards",
    arguments: [300, 3000])
  func fileLimit(kilobytes: Int) throws {
    let place = try JournalPlace()
    // The shell counts in blocks of 512 bytes.
    let hammer = try HammerRun(
      place, snapshotInterval: 500, firsts: [0, 0], shell: "ulimit -f \(kilobytes * 2);")
    hammer.finish()
    #expect(hammer.exitStatus == 1)
    let codes = hammer.lines.compactMap { line in
      if case .error(let code, text: _) = line { code } else { nil }
    }
    #expect(codes.first == "unavailable")
    var known = Acknowledgements(clients: 2)
    known.take(hammer.lines)
    // With room again it goes on: what was acknowledged is there, once.
    let later = try HammerRun(place, snapshotInterval: 500, firsts: known.firsts)
    later.wait(lines: 300)
    later.kill()
    known.take(later.lines)
    let journaled = try JournaledCommands(try place.open())
    for (identifier, position) in known.positions {
      #expect(journaled.positions[identifier] == [position])
    }
    #expect(journaled.state.ledger.imbalances().isEmpty)
  }

  @Test("is refused while another one has the journal open")
  func secondWriter() throws {
    let place = try JournalPlace()
    let hammer = try HammerRun(place, snapshotInterval: 500, firsts: [0])
    hammer.wait(lines: 50)
    let second = try HammerRun(place, snapshotInterval: 500, firsts: [0])
    second.finish()
    hammer.kill()
    guard case .error(let code, text: _)? = second.lines.first else {
      Issue.record("the second writer was not refused: \(second.lines)")
      return
    }
    #expect(code == "conflict")
    #expect(second.exitStatus == 1)
  }

  @Test("starts with the same state or not at all, whichever byte of its files is damaged")
  func damage() throws {
    let seed: UInt64 = 5
    var generator = SeededGenerator(seed: seed)
    let place = try JournalPlace()
    let hammer = try HammerRun(place, snapshotInterval: 200, firsts: [0, 0])
    hammer.wait(lines: 1500)
    hammer.kill()
    var known = Acknowledgements(clients: 2)
    known.take(hammer.lines)
    let whole = try JournaledCommands(try place.open())
    let left = try place.copy()
    let hash = whole.state.hash
    var refused = 0
    var same = 0
    for round in 0..<40 {
      let copy = try left.copy()
      let url = URL(fileURLWithPath: copy.directory + "/journal.sqlite")
      var bytes = try Data(contentsOf: url)
      if round % 4 == 3 {
        bytes.removeLast(Int.random(in: 1...bytes.count / 2, using: &generator))
      } else {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[bytes.startIndex + place] ^= UInt8.random(in: 1...255, using: &generator)
      }
      try bytes.write(to: url)
      do throws(SteelyardError) {
        let journal = try copy.open()
        let recovery = try Recovery(from: journal)
        same += 1
        #expect(recovery.position >= known.position, "seed \(seed), round \(round)")
        #expect(recovery.state.hash == hash, "seed \(seed), round \(round)")
      } catch {
        refused += 1
        #expect(
          [.corruptData, .unavailable, .invalidInput, .unsupported].contains(error.code),
          "seed \(seed), round \(round): \(error)")
        #expect(!error.remedy.isEmpty)
      }
    }
    #expect(refused > 0)
    #expect(refused + same == 40)
  }
}
