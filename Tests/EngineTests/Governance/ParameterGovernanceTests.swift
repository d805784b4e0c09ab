import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import TestSupport
import Testing

/// A governance of one model, whose files are texts.
struct GovernanceDesk {
  var governance = ParameterGovernance()
  let rules: GovernanceRules
  var journal: [GovernanceEvent] = []

  static let day: Int64 = 86_400

  init() throws {
    rules = try GovernanceRules(
      approvalsNeeded: 2, looseningShareMin: 0.01, looseningDelaySeconds: 3 * Self.day,
      noticeSeconds: Self.day, epochSeconds: 7 * Self.day, looseningSharePerEpochMax: 0.1,
      proposalLifeSeconds: 2 * Self.day, rollbackWindowSeconds: 5 * Self.day)
    journal += try governance.adopt(model: "dynamic", file: Array("one".utf8), at: .second(0))
  }

  /// An effect that multiplies the requirement of one account.
  func effect(_ factor: Double) throws -> ParameterEffect {
    try ParameterEffect(frame: 1, of: [.of("desk", 50, 50 * factor)])
  }

  mutating func propose(
    _ text: String, factor: Double, at second: Int64, by proposer: String = "ann",
    notBefore: Int64 = 0
  ) throws {
    let file = Array(text.utf8)
    journal += try governance.propose(
      model: "dynamic", file: file, hash: Self.hashes[text] ?? "", by: proposer,
      notBefore: .second(notBefore), reason: "Volatility.", effect: effect(factor),
      at: .second(second), rules: rules)
  }

  mutating func approve(
    _ change: Int, by principal: String, factor: Double, at second: Int64
  ) throws -> [GovernanceEvent] {
    let events = try governance.approve(
      change: change, by: principal, effect: effect(factor), at: .second(second), rules: rules)
    journal += events
    return events
  }

  mutating func advance(to second: Int64) throws -> [GovernanceEvent] {
    let events = try governance.advance(to: .second(second), rules: rules)
    journal += events
    return events
  }

  /// Proposes, approves twice, and waits until it is in force.
  mutating func carry(_ change: Int, _ text: String, factor: Double, at second: Int64) throws {
    try propose(text, factor: factor, at: second)
    _ = try approve(change, by: "bob", factor: factor, at: second)
    _ = try approve(change, by: "cid", factor: factor, at: second)
    let time = try #require(governance.changes[change - 1].effectiveAt)
    journal += try governance.advance(to: time, rules: rules)
  }

  /// As `sha256sum` prints them.
  static let hashes = [
    "one": "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
    "two": "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3",
    "three": "8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f",
  ]
}

private func code(of body: () throws -> Void) -> SteelyardError.Code? {
  do {
    try body()
    return nil
  } catch {
    return (error as? SteelyardError)?.code
  }
}

@Suite("Governed parameters")
struct ParameterGovernanceTests {
  let day = GovernanceDesk.day

  @Test("a tightening change: proposed, approved by two, in force after the notice")
  func tightening() throws {
    var desk = try GovernanceDesk()
    try desk.propose("two", factor: 1.2, at: 10)
    #expect(try desk.approve(1, by: "bob", factor: 1.2, at: 20).count == 1)
    #expect(desk.governance.changes[0].status == .proposed)
    let events = try desk.approve(1, by: "cid", factor: 1.2, at: 30)
    #expect(
      events.last?.kind
        == .scheduled(change: 1, effectiveAt: .second(30 + day), isLoosening: false))
    #expect(desk.governance.nextInstant(rules: desk.rules) == .second(30 + day))
    #expect(try desk.advance(to: 29 + day).isEmpty)
    #expect(desk.governance.inForce("dynamic", at: .second(29 + day))?.number == 1)
    #expect(try desk.advance(to: 31 + day).count == 1)
    let current = try #require(desk.governance.inForce("dynamic", at: .second(31 + day)))
    #expect(current.number == 2)
    #expect(current.file == Array("two".utf8))
    #expect(current.since == .second(31 + day))
    // What was in force before is still known for its time.
    #expect(desk.governance.inForce("dynamic", at: .second(30 + day))?.number == 1)
    #expect(desk.governance.inForce("dynamic", at: .second(-1)) == nil)
    #expect(desk.governance.replaced("dynamic", at: .second(31 + day))?.number == 1)
    #expect(desk.governance.replaced("dynamic", at: .second(30 + day)) == nil)
    #expect(desk.governance.changes[0].status == .inForce)
  }

  @Test("a loosening change waits longer, and later where its proposer wishes")
  func loosening() throws {
    var desk = try GovernanceDesk()
    try desk.propose("two", factor: 0.95, at: 0, notBefore: 4 * day)
    _ = try desk.approve(1, by: "bob", factor: 0.95, at: 0)
    let events = try desk.approve(1, by: "cid", factor: 0.95, at: 0)
    #expect(
      events.last?.kind
        == .scheduled(change: 1, effectiveAt: .second(4 * day), isLoosening: true))
  }

  @Test("an effect that loosens only on the books of an approver's day counts")
  func laterEffect() throws {
    var desk = try GovernanceDesk()
    try desk.propose("two", factor: 1.2, at: 0)
    _ = try desk.approve(1, by: "bob", factor: 0.95, at: 0)
    let events = try desk.approve(1, by: "cid", factor: 1.2, at: 0)
    #expect(
      events.last?.kind
        == .scheduled(change: 1, effectiveAt: .second(3 * day), isLoosening: true))
  }

  @Test("an epoch lets off no more than its share: the second change waits for the window")
  func rate() throws {
    var desk = try GovernanceDesk()
    try desk.carry(1, "two", factor: 0.94, at: 0)
    #expect(desk.governance.inForce("dynamic", at: .second(3 * day))?.number == 2)
    try desk.propose("three", factor: 0.95, at: 3 * day)
    _ = try desk.approve(2, by: "bob", factor: 0.95, at: 3 * day)
    let events = try desk.approve(2, by: "cid", factor: 0.95, at: 3 * day)
    // 6 % since day 3 and 5 % more: room on day 10.
    #expect(
      events.last?.kind
        == .scheduled(change: 2, effectiveAt: .second(10 * day), isLoosening: true))
  }

  @Test("two changes that fit one epoch do not wait for each other")
  func rateFits() throws {
    var desk = try GovernanceDesk()
    try desk.carry(1, "two", factor: 0.94, at: 0)
    try desk.carry(2, "three", factor: 0.96, at: 3 * day)
    #expect(desk.governance.changes[1].effectiveAt == .second(6 * day))
    #expect(desk.governance.changes.map(\.status) == [.superseded, .inForce])
  }

  @Test("a change that lets off more than an epoch's share is refused, at proposal and at approval")
  func tooLoose() throws {
    var desk = try GovernanceDesk()
    #expect(code { try desk.propose("two", factor: 0.89, at: 0) } == .limitExceeded)
    try desk.propose("two", factor: 0.95, at: 0)
    #expect(
      code { _ = try desk.approve(1, by: "bob", factor: 0.8, at: 1) } == .limitExceeded)
  }

  @Test("a rollback takes effect with its second approval, once, within its window")
  func rollback() throws {
    var desk = try GovernanceDesk()
    try desk.carry(1, "two", factor: 1.5, at: 0)
    let effect = try desk.effect(0.66)
    desk.journal += try desk.governance.proposeRollback(
      model: "dynamic", by: "ann", reason: "Wrong file.", effect: effect, at: .second(day + 60),
      rules: desk.rules)
    _ = try desk.approve(2, by: "bob", factor: 0.66, at: day + 61)
    _ = try desk.approve(2, by: "cid", factor: 0.66, at: day + 62)
    _ = try desk.advance(to: day + 62)
    let current = try #require(desk.governance.inForce("dynamic", at: .second(day + 62)))
    #expect(current.number == 3)
    #expect(current.file == Array("one".utf8))
    #expect(desk.governance.changes.map(\.status) == [.rolledBack, .inForce])
    #expect(
      code {
        _ = try desk.governance.proposeRollback(
          model: "dynamic", by: "ann", reason: "Again.", effect: effect, at: .second(day + 63),
          rules: desk.rules)
      } == .notAllowed)
  }

  @Test("a rollback without a predecessor, and one too late")
  func noRollback() throws {
    var desk = try GovernanceDesk()
    func rollBack(_ desk: inout GovernanceDesk, at second: Int64) throws {
      _ = try desk.governance.proposeRollback(
        model: "dynamic", by: "ann", reason: "Back.", effect: try desk.effect(1),
        at: .second(second), rules: desk.rules)
    }
    #expect(code { try rollBack(&desk, at: 1) } == .notFound)
    try desk.carry(1, "two", factor: 1.5, at: 0)
    #expect(code { try rollBack(&desk, at: 6 * day) } == .notAllowed)
  }

  @Test("who may not approve")
  func approvers() throws {
    var desk = try GovernanceDesk()
    try desk.propose("two", factor: 1.2, at: 0)
    #expect(code { _ = try desk.approve(1, by: "ann", factor: 1.2, at: 1) } == .unauthorised)
    _ = try desk.approve(1, by: "bob", factor: 1.2, at: 1)
    #expect(code { _ = try desk.approve(1, by: "bob", factor: 1.2, at: 1) } == .conflict)
    #expect(code { _ = try desk.approve(2, by: "cid", factor: 1.2, at: 1) } == .notFound)
    #expect(code { _ = try desk.approve(0, by: "cid", factor: 1.2, at: 1) } == .notFound)
    #expect(code { _ = try desk.approve(1, by: "", factor: 1.2, at: 1) } == .invalidInput)
  }

  @Test("a proposal that is not approved in time expires and makes room")
  func expiry() throws {
    var desk = try GovernanceDesk()
    try desk.propose("two", factor: 1.2, at: 0)
    #expect(code { try desk.propose("three", factor: 1.2, at: 1) } == .conflict)
    #expect(code { _ = try desk.approve(1, by: "bob", factor: 1.2, at: 2 * day) } == .notAllowed)
    #expect(try desk.advance(to: 2 * day).map(\.kind) == [.expired(change: 1)])
    try desk.propose("three", factor: 1.2, at: 2 * day)
    #expect(desk.governance.changes.map(\.status) == [.expired, .proposed])
  }

  @Test("a scheduled change is cancelled and never comes; one in force can't be")
  func cancel() throws {
    var desk = try GovernanceDesk()
    try desk.propose("two", factor: 1.2, at: 0)
    _ = try desk.approve(1, by: "bob", factor: 1.2, at: 0)
    _ = try desk.approve(1, by: "cid", factor: 1.2, at: 0)
    desk.journal += try desk.governance.cancel(
      change: 1, by: "dee", reason: "Not now.", at: .second(1))
    #expect(try desk.advance(to: 9 * day).isEmpty)
    #expect(desk.governance.changes[0].status == .cancelled)
    try desk.carry(2, "two", factor: 1.2, at: 9 * day)
    #expect(
      code {
        _ = try desk.governance.cancel(change: 2, by: "dee", reason: "No.", at: .second(20 * day))
      } == .notAllowed)
  }

  @Test("files that are refused")
  func files() throws {
    var desk = try GovernanceDesk()
    let effect = try desk.effect(1)
    func propose(_ desk: inout GovernanceDesk, _ file: [UInt8], _ hash: String, _ model: String)
      throws
    {
      _ = try desk.governance.propose(
        model: model, file: file, hash: hash, by: "ann", notBefore: .second(0), reason: "Why.",
        effect: effect, at: .second(1), rules: desk.rules)
    }
    let one = GovernanceDesk.hashes["one"] ?? ""
    let two = GovernanceDesk.hashes["two"] ?? ""
    #expect(code { try propose(&desk, Array("one".utf8), one, "dynamic") } == .conflict)
    #expect(code { try propose(&desk, Array("two".utf8), one, "dynamic") } == .invalidInput)
    #expect(code { try propose(&desk, Array("two".utf8), two, "span") } == .notFound)
    #expect(code { try propose(&desk, [], two, "dynamic") } == .invalidInput)
    #expect(
      code { try propose(&desk, [UInt8](repeating: 0, count: 1 << 21), two, "dynamic") }
        == .invalidInput)
    #expect(
      code { _ = try desk.governance.adopt(model: "dynamic", file: [1], at: .second(2)) }
        == .conflict)
  }

  @Test("the journal alone leads to the same state, and all of it survives its bytes")
  func replay() throws {
    var desk = try GovernanceDesk()
    try desk.carry(1, "two", factor: 1.5, at: 0)
    try desk.propose("three", factor: 1.2, at: 2 * day)
    _ = try desk.advance(to: 5 * day)
    try desk.propose("three", factor: 1.2, at: 5 * day)
    desk.journal += try desk.governance.cancel(
      change: 3, by: "ann", reason: "Later.", at: .second(5 * day))
    var replayed = ParameterGovernance()
    for event in desk.journal {
      try replayed.apply(try GovernanceEvent(bytes: event.bytes))
      try expectSurvivesBytes(event)
      #expect(!event.explanation.isEmpty)
    }
    #expect(replayed == desk.governance)
    try expectSurvivesBytes(replayed)
    #expect(try ParameterGovernance(bytes: replayed.bytes) == replayed)
  }

  @Test("events that do not follow are refused")
  func outOfOrder() throws {
    var desk = try GovernanceDesk()
    try desk.propose("two", factor: 1.2, at: 0)
    let proposal = try #require(desk.journal.last)
    #expect(code { try desk.governance.apply(proposal) } == .corruptData)
    var empty = ParameterGovernance()
    let approval = try #require(desk.approve(1, by: "bob", factor: 1, at: 0).first)
    #expect(code { try empty.apply(approval) } == .corruptData)
  }

  @Test(
    "whatever is done in whatever order, no version comes without two others' consent and notice")
  func invariants() throws {
    let seed: UInt64 = 5_010
    print("governance: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let people = ["ann", "bob", "cid", "dee"]
    var inForce = 0
    for _ in 0..<50 {
      var desk = try GovernanceDesk()
      var second: Int64 = 0
      for _ in 0..<200 {
        second += Int64.random(in: 0...day / 2, using: &generator)
        let who = people.randomElement(using: &generator) ?? "ann"
        let factor = Double.random(in: 0.9...1.1, using: &generator)
        let text = ["one", "two", "three"].randomElement(using: &generator) ?? "one"
        let last = desk.governance.changes.count
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...1: try? desk.propose(text, factor: factor, at: second, by: who)
        case 2...6: _ = try? desk.approve(last, by: who, factor: factor, at: second)
        case 7:
          _ = try? desk.governance.proposeRollback(
            model: "dynamic", by: who, reason: "Back.", effect: desk.effect(factor),
            at: .second(second), rules: desk.rules)
        default: _ = try desk.advance(to: second)
        }
      }
      let versions = desk.governance.versions["dynamic"] ?? []
      for version in versions.dropFirst() {
        let change = try #require(version.change.map { desk.governance.changes[$0 - 1] })
        let consents = Set(change.approvals.map(\.principal)).subtracting([change.proposer])
        #expect(consents.count >= 2)
        let approved = try #require(change.approvals.last?.time)
        if change.rollbackTo == nil {
          inForce += 1
          let waited = (version.since.microseconds - approved.microseconds) / 1_000_000
          #expect(waited >= (change.looseningShare > 0.01 ? 3 : 1) * day)
          let window = versions.filter {
            $0.since <= version.since
              && $0.since.advanced(bySeconds: 7 * day) > version.since
          }
          let rolledBack = window.contains { version in
            version.change.map { desk.governance.changes[$0 - 1].rollbackTo != nil } ?? false
          }
          let sum = window.reduce(0) { $0 + $1.looseningShare }
          // A rollback is not held back by the budget; what follows it waits for room all the same.
          if change.looseningShare > 0, !rolledBack { #expect(sum <= 0.1 + 1e-9) }
        }
      }
    }
    #expect(inForce > 100)
  }
}
