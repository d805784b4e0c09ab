import SteelyardContracts
import SteelyardEngine
import TestSupport
import Testing

extension Alert {
  static func of(_ sequence: UInt64) throws -> Alert {
    Alert(
      kind: .marginCall, severity: .critical, account: try AccountName("desk"), sequence: sequence,
      time: .second(0), text: "Called.",
      fields: [
        Field("state", .text("called")), Field("cure_usd", .number(12.5)),
        Field("deadline", .time(.second(100))),
      ])
  }
}

extension AlertDeliveryRules {
  /// Waits of 1, 2, 4 and 8 s less up to half, five attempts, leases of 5 s, three waiting.
  static let quick: AlertDeliveryRules = {
    guard
      let rules = try? AlertDeliveryRules(
        delaySecondsFirst: 1, delaySecondsMax: 8, jitterShare: 0.5, attemptsMax: 5,
        leaseSeconds: 5, waitingMax: 3)
    else { preconditionFailure("The rules are in range.") }
    return rules
  }()
}

@Suite("An outbox of alerts")
struct AlertOutboxTests {
  let rules = AlertDeliveryRules.quick

  @Test("one after another, in order, each once where the receiver takes it")
  func order() throws {
    var outbox = AlertOutbox(subscriber: "hook", seed: 1)
    #expect(outbox.attempt(at: .second(0), rules: rules) == nil)
    #expect(outbox.nextInstant == nil)
    for sequence in [UInt64(3), 4, 9] {
      #expect(outbox.enqueue(try .of(sequence), at: .second(0), rules: rules).count == 1)
    }
    #expect(outbox.enqueue(try .of(4), at: .second(0), rules: rules).isEmpty)
    for sequence in [UInt64(3), 4, 9] {
      let attempt = outbox.attempt(at: .second(0), rules: rules)
      #expect(attempt?.alert.sequence == sequence && attempt?.number == 1)
      #expect(outbox.attempt(at: .second(0), rules: rules) == nil)
      #expect(outbox.delivered(sequence, at: .second(0)) != nil)
      #expect(outbox.delivered(sequence, at: .second(0)) == nil)
    }
    #expect(outbox.waiting.isEmpty)
  }

  @Test("waits double up to the longest, less what chance takes off, then it is given up")
  func backOff() throws {
    var outbox = AlertOutbox(subscriber: "hook", seed: 1)
    _ = outbox.enqueue(try .of(1), at: .second(0), rules: rules)
    _ = outbox.enqueue(try .of(2), at: .second(0), rules: rules)
    var now = Timestamp.second(0)
    for longest in [1.0, 2, 4, 8] {
      #expect(outbox.attempt(at: now, rules: rules) != nil)
      let event = outbox.failed(1, reason: "status 500", at: now, rules: rules)
      guard case .failed(1, _, let next, "status 500")? = event?.kind else {
        Issue.record("\(String(describing: event))")
        return
      }
      let waited = Double(next.microseconds - now.microseconds) / 1e6
      #expect(waited <= longest && waited >= longest / 2)
      #expect(outbox.nextInstant == next)
      #expect(
        outbox.attempt(at: Timestamp(microseconds: next.microseconds - 1), rules: rules) == nil)
      now = next
    }
    #expect(outbox.attempt(at: now, rules: rules) != nil)
    let event = outbox.failed(1, reason: "status 500", at: now, rules: rules)
    #expect(event?.kind == .dead(1, reason: "5 attempts failed; the last: status 500"))
    #expect(outbox.dead.map(\.alert.sequence) == [1])
    #expect(outbox.attempt(at: now, rules: rules)?.alert.sequence == 2)
  }

  @Test(
    "an attempt without an answer has failed when its lease ends, and a late answer still counts")
  func lease() throws {
    var outbox = AlertOutbox(subscriber: "hook", seed: 1)
    _ = outbox.enqueue(try .of(1), at: .second(0), rules: rules)
    let attempt = outbox.attempt(at: .second(0), rules: rules)
    #expect(attempt?.leaseEnd == .second(5))
    #expect(outbox.advance(to: .second(4), rules: rules) == nil)
    #expect(outbox.advance(to: .second(5), rules: rules) != nil)
    // Its failure was counted already.
    #expect(outbox.failed(1, reason: "late", at: .second(5), rules: rules) == nil)
    #expect(outbox.delivered(1, at: .second(6)) != nil)
    #expect(outbox.waiting.isEmpty)
  }

  @Test("beyond its bound the oldest are given up, with a reason")
  func overflow() throws {
    var outbox = AlertOutbox(subscriber: "hook", seed: 1)
    for sequence in UInt64(1)...5 {
      _ = outbox.enqueue(try .of(sequence), at: .second(0), rules: rules)
    }
    #expect(outbox.waiting.map(\.alert.sequence) == [3, 4, 5])
    #expect(outbox.dead.map(\.reason) == ["3 newer alerts wait", "3 newer alerts wait"])
    #expect(outbox.deadCount == 2)
  }

  @Test("two subscribers with different seeds do not come back at one moment")
  func jitter() throws {
    let instants = try (UInt64(0)..<50).map { seed in
      var outbox = AlertOutbox(subscriber: "hook", seed: seed)
      _ = outbox.enqueue(try .of(1), at: .second(0), rules: rules)
      _ = outbox.attempt(at: .second(0), rules: rules)
      _ = outbox.failed(1, reason: "down", at: .second(0), rules: rules)
      return try #require(outbox.nextInstant)
    }
    #expect(Set(instants).count == 50)
  }

  @Test(
    "a lossy receiver and restarts: everything arrives in order or is given up, nothing is lost")
  func lossy() throws {
    let seed: UInt64 = 5_030
    print("alerts: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let rules = try AlertDeliveryRules(
      delaySecondsFirst: 1, delaySecondsMax: 4, jitterShare: 0.5, attemptsMax: 4, leaseSeconds: 5,
      waitingMax: 1000)
    for _ in 0..<20 {
      var outbox = AlertOutbox(subscriber: "hook", seed: generator.next())
      var replayed = outbox
      var received: [UInt64] = []
      var taken: [UInt64] = []
      var now = Timestamp.second(0)
      func keep(_ event: OutboxEvent?) {
        if let event { replayed.apply(event) }
      }
      for sequence in UInt64(1)...100 {
        for event in outbox.enqueue(try .of(sequence), at: now, rules: rules) {
          keep(event)
        }
      }
      while let next = outbox.nextInstant {
        now = max(now, next)
        keep(outbox.advance(to: now, rules: rules))
        guard let attempt = outbox.attempt(at: now, rules: rules) else { continue }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
          keep(
            outbox.failed(attempt.alert.sequence, reason: "down", at: now, rules: rules))
        case 1: break
        case 2:
          // Received, and the process ended before it knew.
          received.append(attempt.alert.sequence)
          #expect(replayed.waiting == outbox.waiting)
          outbox = replayed
        default:
          received.append(attempt.alert.sequence)
          taken.append(attempt.alert.sequence)
          keep(outbox.delivered(attempt.alert.sequence, at: now))
        }
      }
      #expect(received == received.sorted())
      #expect((taken + outbox.dead.map(\.alert.sequence)).sorted() == Array(1...100))
      #expect(replayed == outbox)
    }
  }

  @Test("after a restart what was settled is passed over, and the next keeps its attempts")
  func resumed() throws {
    let perRecord = UInt64(Alert.perRecordMax)
    var outbox = AlertOutbox(subscriber: "hook", seed: 1)
    for position in [UInt64(3), 4, 9] {
      _ = outbox.enqueue(try .of(position * perRecord), at: .second(0), rules: rules)
    }
    _ = outbox.attempt(at: .second(0), rules: rules)
    _ = outbox.delivered(3 * perRecord, at: .second(0))
    _ = outbox.attempt(at: .second(0), rules: rules)
    _ = outbox.failed(4 * perRecord, reason: "status 500", at: .second(0), rules: rules)
    let mark = outbox.mark(followed: 20)
    #expect(mark.followed == 3)
    #expect(mark.sequenceSettled == 3 * perRecord)
    try expectSurvivesBytes(mark)
    var later = AlertOutbox(subscriber: "hook", seed: 1)
    later.resume(mark)
    for position in [UInt64(3), 4, 9] {
      _ = later.enqueue(try .of(position * perRecord), at: .second(9), rules: rules)
    }
    #expect(later.waiting.map(\.alert.position) == [4, 9])
    #expect(later.waiting.map(\.attempts) == [1, 0])
    #expect(later.attempt(at: .second(9), rules: rules)?.number == 2)
    _ = later.delivered(4 * perRecord, at: .second(9))
    _ = later.attempt(at: .second(9), rules: rules)
    _ = later.delivered(9 * perRecord, at: .second(9))
    #expect(later.mark(followed: 20).followed == 20)
  }
}
