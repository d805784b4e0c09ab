import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Testing

@Suite("The writer")
struct WriterTests {
  @Test("nobody is answered and nothing is seen before the journal has returned")
  func durability() async throws {
    let gated = try await GatedEngine()
    defer { gated.engine.stop() }
    let log = AnswerLog()
    let position = gated.engine.position
    #expect(try await gated.block(log))
    try gated.send(20, to: log, from: 1)
    // Long enough for an answer that does not wait to come.
    try await Task.sleep(for: .milliseconds(50))
    #expect(log.count == 0)
    #expect(try gated.balance == 0)
    #expect(gated.engine.position == position)
    #expect(gated.engine.records(after: position, limit: 10)?.isEmpty == true)
    gated.journal.open()
    #expect(try await gated.wait { log.count == 21 })
    #expect(try gated.balance == 21)
    #expect(gated.engine.position == position + 21)
  }

  @Test("answers come in the order of asking, each with the place of its own record")
  func order() async throws {
    let gated = try await GatedEngine()
    defer { gated.engine.stop() }
    let log = AnswerLog()
    let position = gated.engine.position
    try gated.send(500, to: log)
    #expect(try await gated.wait { log.count == 500 })
    #expect(log.entries.map(\.number) == Array(0..<500))
    #expect(log.positions == (1...500).map { position + $0 })
  }

  @Test("what comes while a batch is made durable shares the next one")
  func coalescing() async throws {
    let gated = try await GatedEngine()
    defer { gated.engine.stop() }
    let log = AnswerLog()
    #expect(try await gated.block(log))
    let before = gated.journal.batches.count
    try gated.send(2500, to: log, from: 1)
    gated.journal.open()
    #expect(try await gated.wait { log.count == 2501 })
    #expect(gated.journal.batches.dropFirst(before).map(\.count) == [1, 1024, 1024, 452])
  }

  @Test("a full queue refuses at once, and takes again when there is room")
  func fullQueue() async throws {
    let gated = try await GatedEngine(waitingMax: 10)
    defer { gated.engine.stop() }
    let log = AnswerLog()
    #expect(try await gated.block(log))
    try gated.send(13, to: log, from: 1)
    // The one at the gate has left the queue; of the others ten found room.
    #expect(log.entries.map(\.number) == [11, 12, 13])
    #expect(log.codes == [.limitExceeded, .limitExceeded, .limitExceeded])
    #expect(gated.engine.waitingCount == 10)
    gated.journal.open()
    #expect(try await gated.wait { log.count == 14 })
    #expect(log.codes.filter { $0 == nil }.count == 11)
    _ = try await gated.engine.submit(try gated.deposit(1), by: "test")
    #expect(try gated.balance == 12)
  }

  @Test("a command said twice is done once, in one batch and in two")
  func idempotence() async throws {
    let gated = try await GatedEngine()
    defer { gated.engine.stop() }
    let log = AnswerLog()
    #expect(try await gated.block(log))
    let command = try gated.deposit(5, as: "again")
    for number in 1...3 { gated.engine.submit(command, by: "test", log.taking(number)) }
    gated.journal.open()
    #expect(try await gated.wait { log.count == 4 })
    let answers = try log.entries.map { try $0.result.get() }
    #expect(answers.dropFirst().map { $0.value.events.isEmpty } == [false, true, true])
    // A repetition is answered once the first saying is durable: at its place or later.
    #expect(answers.dropFirst().allSatisfy { $0.position == answers[1].position })
    let late = try await gated.engine.submit(command, by: "test")
    #expect(late.value.events.isEmpty)
    #expect(try gated.balance == 6)
    await #expect {
      _ = try await gated.engine.submit(try gated.deposit(6, as: "again"), by: "test")
    } throws: {
      ($0 as? SteelyardError)?.code == .conflict
    }
    #expect(try gated.balance == 6)
  }

  @Test("a command said again after a restart is not done again")
  func restart() async throws {
    let gated = try await GatedEngine()
    let command = try gated.deposit(5, as: "once")
    _ = try await gated.engine.submit(command, by: "test")
    gated.engine.stop()
    var state = EngineState()
    for record in gated.journal.batches.joined() { try state.replay(record) }
    let engine = try Engine(
      .forTests(), state: state, journal: gated.journal,
      clock: HandClock(state.time), onFailure: { _ in })
    defer { engine.stop() }
    let position = engine.position
    let answer = try await engine.submit(command, by: "test")
    #expect(answer.value.events.isEmpty)
    #expect(engine.position == position)
  }

  @Test("a batch that fails refuses all who wait, shows nothing, and is told once")
  func failure() async throws {
    let gated = try await GatedEngine()
    defer { gated.engine.stop() }
    let log = AnswerLog()
    #expect(try await gated.block(log))
    try gated.send(2000, to: log, from: 1)
    gated.journal.fail(SteelyardError(.unavailable, "The disk is full.", remedy: "Make room."))
    gated.journal.open()
    #expect(try await gated.wait { log.count == 2001 })
    #expect(log.codes.allSatisfy { $0 == .unavailable })
    try gated.send(1, to: log, from: 2001)
    #expect(log.codes.last == .unavailable)
    #expect(gated.failures == 1)
    #expect(try gated.balance == 0)
  }

  @Test("an engine that stops decides what waits, and takes nothing more")
  func stopping() async throws {
    let gated = try await GatedEngine()
    let log = AnswerLog()
    #expect(try await gated.block(log))
    try gated.send(100, to: log, from: 1)
    gated.journal.open()
    gated.engine.stop()
    #expect(log.codes == [SteelyardError.Code?](repeating: nil, count: 101))
    try gated.send(1, to: log, from: 101)
    #expect(log.codes.last == .unavailable)
  }
}
