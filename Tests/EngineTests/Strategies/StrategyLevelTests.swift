import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Testing

@Suite("A strategy on the live engine, level by level")
struct StrategyLevelTests {
  @Test("alert: people are told once, with the reason; nothing is ordered")
  func alert() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate(level: .alert))
    _ = try await run.run(seconds: 5)
    let told = try #require(try run.known.decisions.last)
    #expect(told.stage == .told && told.why.contains("the target is 1.0 times equity"))
    #expect(try run.known.decisionCount == 1)
    #expect(try run.held(run.perpetual) == 0 && run.engine.account(run.account).orders.isEmpty)
    let alerts = (run.engine.records(after: 0, limit: 10_000) ?? []).flatMap(\.alerts)
    #expect(alerts.contains { $0.kind == .strategy && $0.text.contains("Decision 1") })
    try run.expectSound()
  }

  @Test(
    "scripted: a proposal waits; approved, it is traded within the limits of then; rejected, it is not"
  )
  func scripted() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate(level: .scripted))
    #expect(try await run.run { try run.known.open?.stage == .proposed })
    _ = try await run.run(seconds: 3)
    #expect(try run.known.decisionCount == 1 && run.held(run.perpetual) == 0)
    try await run.expectRefused(
      .conflict, "waits for no answer", .approve(run.account, decision: 2, reason: "yes"))
    try await run.ask(.reject(run.account, decision: 1, reason: "not today"), by: "risk")
    let rejected = try #require(try run.known.decisions.last)
    #expect(rejected.stage == .dropped && rejected.answeredBy == "risk")
    #expect(try await run.run { try run.known.open?.number == 2 })
    try await run.ask(.approve(run.account, decision: 2, reason: "yes"), by: "risk")
    #expect(try await run.run { try run.known.decisions.last?.stage == .done })
    let equity = try #require(try run.known.equityUSD)
    #expect(abs(try run.held(run.perpetual) * run.price(of: run.perpetual) / equity - 1) < 0.02)
    #expect(try run.known.decisions.last?.answeredBy == "risk")
    try run.expectSound()
  }

  @Test("a proposal that nobody answers is over; an answer after that is refused")
  func expires() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate(level: .scripted, proposalSeconds: 4))
    #expect(try await run.run { try run.known.open?.stage == .proposed })
    #expect(try await run.run { try run.known.decisions.first?.stage == .dropped })
    #expect(try run.known.decisions.first?.ending == "nobody answered in time")
    // The next one is too old before the strategist sees that.
    #expect(try await run.run { try run.known.open?.stage == .proposed })
    let number = try #require(try run.known.open?.number)
    run.harness.clock.set(run.now.advanced(bySeconds: 5))
    try await run.expectRefused(
      .conflict, "too late", .approve(run.account, decision: number, reason: "yes"))
    #expect(try run.held(run.perpetual) == 0)
    try run.expectSound()
  }

  @Test(
    "autonomous begins with a rehearsal that orders nothing, and is let loose by its digest alone")
  func rehearsal() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    let mandate = try run.mandate(rehearsalLooks: 4)
    try await run.ask(.set(mandate, power: .house, reason: "a test"))
    try await run.expectRefused(
      .notAllowed, "rehearsed 0 of 4",
      .release(run.account, digest: mandate.digest, waivesLooks: false, reason: "go"))
    #expect(try await run.run { try run.known.rehearsalLooks >= 4 })
    let known = try run.known
    #expect(known.decisions.allSatisfy { $0.stage == .rehearsed } && known.decisionCount >= 1)
    // On paper it holds what it wants, so that it decides once and not at each look.
    let paper = try #require(known.paper.first)
    #expect(paper.instrument == run.perpetual && known.decisionCount == 1)
    let paperStart = try #require(known.epoch).start
    #expect(run.engine.mandates.orderCount == 0 && run.engine.mandates.notionalUSD == 0)
    #expect(
      !run.events.contains { if case .ledger(.orderPlaced) = $0 { true } else { false } })
    try await run.expectRefused(
      .conflict, "digest",
      .release(run.account, digest: "0123", waivesLooks: true, reason: "go"))
    try await run.ask(
      .release(run.account, digest: mandate.digest, waivesLooks: false, reason: "go"), by: "chief")
    #expect(try await run.run { try run.held(run.perpetual) > 0 })
    #expect(try run.known.releasedBy == "chief" && run.known.paper.isEmpty)
    // The budget of losses begins with what there is, and not with what there was on paper.
    #expect(try #require(run.known.epoch).start > paperStart)
    let verdicts = run.events.compactMap {
      if case .admission(let decision) = $0 { decision.isAdmitted } else { nil }
    }
    // It goes the way of every order: through admission.
    #expect(verdicts == [true])
    try run.expectSound()
  }

  @Test("funding capture of the catalogue buys spot and sells the perpetual while funding pays")
  func fundingCapture() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    // Nobody can say what funding is after a few seconds: the look-back is short and the rates are beyond reason.
    let mandate = try run.mandate(
      "funding_capture", ["entry": -1000, "exit": -1000, "lookback": 0.0001],
      limits: try RiskLimits(returnMin: -1000))
    try await run.give(mandate)
    #expect(try await run.run { try run.held(run.spot) > 0 && run.held(run.perpetual) < 0 })
    #expect(try await run.run { try run.known.open == nil })
    let (long, short) = (try run.held(run.spot), try run.held(run.perpetual))
    #expect(abs(long + short) < 0.03 * long)
    let equity = try #require(try run.known.equityUSD)
    #expect(abs(long * run.price(of: run.spot) / equity - 0.8) < 0.02)
    try run.expectSound()
  }

  @Test("a changed mandate begins with a rehearsal again, unless it only becomes narrower")
  func changed() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    let mandate = try run.mandate(lookUSD: 50_000)
    try await run.give(mandate)
    let narrower = try run.mandate(lookUSD: 40_000)
    try await run.ask(.set(narrower, power: .narrowing, reason: "less"), by: "owner")
    #expect(try run.known.phase == .live && run.known.version == 2)
    #expect(try run.known.author == "owner" && run.known.digest == narrower.digest)
    let wider = try run.mandate(lookUSD: 60_000)
    try await run.expectRefused(
      .unauthorised, "budget.look_usd", .set(wider, power: .narrowing, reason: "more"))
    try await run.ask(.set(wider, power: .house, reason: "more"))
    #expect(try run.known.phase == .rehearsal && run.known.version == 3)
    try await run.expectRefused(
      .conflict, "stands so already", .set(wider, power: .house, reason: "more"))
    try run.expectSound()
  }

  @Test("what the strategy remembers is journaled, and goes on where it was after a restart")
  func memory() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate(parameters: ["target": 0.5, "counts": 1]))
    #expect(try await run.run { try run.known.memory == Array("{\"looks\":4}".utf8) })
    run.restartStrategist()
    #expect(try await run.run(seconds: 3) { try run.known.memory == Array("{\"looks\":6}".utf8) })
    try run.expectSound()
  }
}

extension StrategyHarness {
  func mandate(parameters: [String: Double]) throws -> StrategyMandate {
    try mandate("steady", parameters)
  }
}
