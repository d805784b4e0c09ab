import SteelyardContracts
import SteelyardStore
import Testing

@Suite("Journal records")
struct JournalRecordTests {
  @Test("two are the same when every part is")
  func equality() {
    let time = Timestamp(microseconds: 1)
    let record = JournalRecord(position: 1, time: time, command: [1], outcome: [2])
    #expect(record == JournalRecord(position: 1, time: time, command: [1], outcome: [2]))
    #expect(record != JournalRecord(position: 1, time: time, command: [1], outcome: [3]))
  }
}
