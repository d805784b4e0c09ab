import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("One writer")
struct LockTests {
  @Test("a second opener is told where and by whom the journal is held, and gets it after the end")
  func otherProcess() throws {
    let place = try TemporaryJournal()
    let hammer = try Hammer(place, batches: 100_000, size: 1)
    hammer.wait(lines: 2)
    let error = #expect(throws: SteelyardError.self) { _ = try place.open() }
    #expect(error?.code == .conflict)
    #expect(error?.message.contains(place.directory) == true)
    #expect(error?.message.contains("process ") == true)
    hammer.kill()
    #expect(try place.open().lastPosition >= hammer.acknowledged)
  }

  @Test("the same process can't open it twice either")
  func sameProcess() throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      let error = #expect(throws: SteelyardError.self) { _ = try place.open() }
      #expect(error?.code == .conflict)
      try journal.append(SampleRecord.range(1...1))
    }
    #expect(try place.open().lastPosition == 1)
  }

  @Test("a reader reads beside the writer, what was committed when it asks")
  func reader() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    try journal.append(SampleRecord.range(1...5))
    var reader = try JournalReader(directory: place.directory)
    try journal.append(SampleRecord.range(6...8))
    #expect(reader.lastPosition == 5)
    #expect(try reader.records(after: 4, limit: 9) == SampleRecord.range(5...8))
    #expect(reader.lastPosition == 8)
    try journal.saveSnapshot(position: 8, bytes: [1, 2, 3])
    #expect(try reader.latestSnapshot().snapshot?.bytes == [1, 2, 3])
    #expect(try reader.verify().isWhole)
    var count = 0
    try reader.replay(after: 0) { _ throws(SteelyardError) in count += 1 }
    #expect(count == 8)
    try journal.append(SampleRecord.range(9...9))
    try reader.refresh()
    #expect(reader.lastPosition == 9)
    #expect(reader.lastChain == journal.lastChain)
  }

  @Test("a reader that opens while another process appends finds a whole journal each time")
  func readerBesideProcess() throws {
    let place = try TemporaryJournal()
    let hammer = try Hammer(place, batches: 100_000, size: 3)
    hammer.wait(lines: 3)
    for _ in 0..<100 {
      let known = hammer.acknowledged
      var reader = try JournalReader(directory: place.directory)
      #expect(reader.lastPosition >= known)
      let last = reader.lastPosition
      #expect(try reader.records(after: last - 1, limit: 1) == [SampleRecord.at(last)])
      hammer.wait(lines: hammer.lines.count + 1)
    }
    var reader = try JournalReader(directory: place.directory)
    #expect(try reader.verify().isWhole)
    hammer.kill()
  }

  @Test("a reader finds no journal where there is none")
  func nothingToRead() throws {
    let place = try TemporaryJournal()
    let error = #expect(throws: SteelyardError.self) {
      _ = try JournalReader(directory: place.directory)
    }
    #expect(error?.code == .notFound)
  }
}
