import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("Facts")
struct FactTests {
  @Test("a value is kept, replaced, and absent until it is set")
  func kept() throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      #expect(try journal.fact("demo.seed") == nil)
      try journal.setFact("demo.seed", to: [1])
      try journal.setFact("demo.seed", to: [2, 3])
      try journal.setFact("empty", to: [])
    }
    var journal = try place.open()
    #expect(try journal.fact("demo.seed") == [2, 3])
    #expect(try journal.fact("empty") == [])
  }

  @Test(
    "names that are none are refused, the journal's own among them",
    arguments: [
      "", "Seed", "a b", "a\u{0}b", "journal.instance", String(repeating: "a", count: 65),
    ])
  func names(name: String) throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    let write = #expect(throws: SteelyardError.self) { try journal.setFact(name, to: []) }
    #expect(write?.code == .invalidInput)
    let read = #expect(throws: SteelyardError.self) { _ = try journal.fact(name) }
    #expect(read?.code == .invalidInput)
  }

  @Test("a value over 64 KiB is refused and spoils nothing")
  func large() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    let error = #expect(throws: SteelyardError.self) {
      try journal.setFact("a", to: [UInt8](repeating: 0, count: 65_537))
    }
    #expect(error?.code == .limitExceeded)
    try journal.setFact("a", to: [UInt8](repeating: 0, count: 65_536))
  }

  @Test("a damaged value is not given out")
  func damaged() throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      try journal.setFact("a", to: [1])
    }
    try Damage.execute("UPDATE fact SET value = x'02' WHERE name = 'a'", on: place.database)
    var journal = try place.open()
    let error = #expect(throws: SteelyardError.self) { _ = try journal.fact("a") }
    #expect(error?.code == .corruptData)
    #expect(try journal.verify().damages.map(\.kind) == [.fact])
  }
}
