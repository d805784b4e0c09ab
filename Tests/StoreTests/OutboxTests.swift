import SteelyardContracts
import SteelyardStore
import TestSupport
import Testing

@Suite("The outbox")
struct OutboxTests {
  private static func message(_ position: Int64, _ ordinal: Int) -> OutboxMessage {
    OutboxMessage(
      position: position, ordinal: ordinal, recipient: "desk \(ordinal)",
      bytes: SampleBytes.at(position * 10 + Int64(ordinal), countMax: 300))
  }

  @Test("messages wait over an end of the process until they are marked, in order")
  func waits() throws {
    let place = try TemporaryJournal()
    let messages = [Self.message(1, 0), Self.message(1, 1), Self.message(3, 0)]
    do {
      var journal = try place.open()
      try journal.append(SampleRecord.range(1...3), outbox: messages)
    }
    do {
      var journal = try place.open()
      #expect(try journal.undelivered(after: nil, limit: 10) == messages)
      #expect(try journal.undelivered(after: nil, limit: 2) == Array(messages[..<2]))
      #expect(
        try journal.undelivered(after: messages[0].identifier, limit: 10) == Array(messages[1...]))
      try journal.markDelivered([messages[1].identifier, .init(position: 9, ordinal: 9)])
      try journal.markDelivered([])
    }
    var journal = try place.open()
    #expect(try journal.undelivered(after: nil, limit: 10) == [messages[0], messages[2]])
    #expect(try journal.size().messageCount == 2)
    let report = try journal.verify()
    #expect(report.isWhole)
    #expect(report.messageCount == 2)
  }

  @Test(
    "a message over the limit is refused with its batch, and one that comes twice ends the writing")
  func refused() throws {
    let place = try TemporaryJournal()
    var journal = try place.open()
    let large = OutboxMessage(
      position: 1, ordinal: 0, recipient: "desk",
      bytes: [UInt8](repeating: 0, count: OutboxMessage.byteCountMax + 1))
    let error = #expect(throws: SteelyardError.self) {
      try journal.append(SampleRecord.range(1...1), outbox: [large])
    }
    #expect(error?.code == .limitExceeded)
    #expect(journal.lastPosition == 0)
    let again = #expect(throws: SteelyardError.self) {
      try journal.append(
        SampleRecord.range(1...1), outbox: [Self.message(1, 0), Self.message(1, 0)])
    }
    #expect(again?.code == .invalidInput)
    #expect(journal.lastPosition == 0)
    try journal.append(SampleRecord.range(1...1))
  }

  @Test("a damaged message is not sent")
  func damaged() throws {
    let place = try TemporaryJournal()
    do {
      var journal = try place.open()
      try journal.append(SampleRecord.range(1...1), outbox: [Self.message(1, 0)])
    }
    try Damage.execute("UPDATE outbox SET recipient = 'others'", on: place.database)
    var journal = try place.open()
    let error = #expect(throws: SteelyardError.self) {
      _ = try journal.undelivered(after: nil, limit: 1)
    }
    #expect(error?.code == .corruptData)
    #expect(try journal.verify().damages.map(\.kind) == [.message])
  }
}
