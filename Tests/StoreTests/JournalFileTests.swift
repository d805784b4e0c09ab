import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("The journal file")
struct JournalFileTests {
  @Test("what was appended is read back after it was closed, in order")
  func roundTrip() throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      #expect(journal.lastPosition == 0)
      try journal.append(SampleRecord.range(1...10))
      try journal.append([])
      try journal.append(SampleRecord.range(11...300))
      #expect(journal.lastPosition == 300)
    }
    var journal = try place.open()
    #expect(journal.lastPosition == 300)
    #expect(journal.identity == (try TemporaryJournal.identity()))
    var read: [JournalRecord] = []
    try journal.replay(after: 0) { record throws(SteelyardError) in read.append(record) }
    #expect(read == SampleRecord.range(1...300))
    #expect(try journal.records(after: 17, limit: 3) == SampleRecord.range(18...20))
    #expect(try journal.records(after: 298, limit: 30) == SampleRecord.range(299...300))
    #expect(try journal.records(after: 300, limit: 1) == [])
    try journal.append(SampleRecord.range(301...301))
    #expect(journal.lastPosition == 301)
  }

  @Test("a gap and a repetition are refused and spoil nothing")
  func gaps() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...2))
    for wrong in [SampleRecord.range(2...3), SampleRecord.range(4...4), [SampleRecord.at(0)]] {
      let error = #expect(throws: SteelyardError.self) { try journal.append(wrong) }
      #expect(error?.code == .invalidInput)
    }
    try journal.append(SampleRecord.range(3...3))
    #expect(journal.lastPosition == 3)
  }

  @Test("a position outside the journal is not found")
  func outside() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...2))
    for position: Int64 in [-1, 3] {
      let error = #expect(throws: SteelyardError.self) {
        _ = try journal.records(after: position, limit: 1)
      }
      #expect(error?.code == .notFound)
    }
    let error = #expect(throws: SteelyardError.self) {
      _ = try journal.records(after: 0, limit: 0)
    }
    #expect(error?.code == .invalidInput)
  }
}
