import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import Testing

@Suite("What stops a strategy on the live engine")
struct StrategySafetyTests {
  /// A strategy whose order rests, as nobody trades with it.
  private func resting(orderSeconds: Int64 = 600) async throws -> StrategyHarness {
    let run = try await StrategyHarness()
    run.isQuoted = false
    _ = try await run.run(seconds: 1)
    try await run.give(try run.mandate(orderSeconds: orderSeconds))
    #expect(try await run.run { try !run.engine.account(run.account).orders.isEmpty })
    #expect(try run.known.open?.legs.first?.state == .working)
    return run
  }

  @Test(
    "the kill switch cancels what works and lets nothing more in, until it is undone",
    arguments: [true, false])
  func killSwitch(all: Bool) async throws {
    let run = try await resting()
    defer { run.stop() }
    if all {
      try await run.ask(.switchAll(.stopped, reason: "look at this"), by: "chief")
    } else {
      try await run.ask(.pause(run.account, reason: "look at this"), by: "chief")
    }
    #expect(try await run.run { try run.engine.account(run.account).orders.isEmpty })
    #expect(try await run.run { try run.known.open == nil })
    #expect(try run.known.decisions.last?.ending?.contains("look at this") == true)
    let count = try run.known.decisionCount
    run.isQuoted = true
    _ = try await run.run(seconds: 3)
    #expect(try run.known.decisionCount == count && run.held(run.perpetual) == 0)
    if all {
      try await run.expectRefused(
        .conflict, "so already", .switchAll(.stopped, reason: "again"))
      try await run.ask(.switchAll(.running, reason: "fine"))
    } else {
      try await run.ask(.resume(run.account, reason: "fine"))
    }
    #expect(try await run.run { try run.held(run.perpetual) > 0 })
    try run.expectSound()
  }

  @Test("an order that does not fill in its time is cancelled, and decided anew")
  func patience() async throws {
    let run = try await resting(orderSeconds: 3)
    defer { run.stop() }
    #expect(try await run.run { try run.known.decisions.first?.stage == .done })
    #expect(try run.known.decisions.first?.ending == "its time is over")
    #expect(try run.known.decisions.first?.legs.first?.state == .cancelled)
    run.isQuoted = true
    #expect(try await run.run { try run.held(run.perpetual) > 0 })
    try run.expectSound()
  }

  @Test("an ended mandate cancels what works, and a new one has a new number")
  func ends() async throws {
    let run = try await resting()
    defer { run.stop() }
    try await run.ask(.end(run.account, reason: "enough"))
    #expect(try await run.run { try run.known.open == nil })
    #expect(try run.known.phase == .ended && run.engine.account(run.account).orders.isEmpty)
    try await run.expectRefused(.conflict, "over", .resume(run.account, reason: "go"))
    try await run.ask(.set(try run.mandate(), power: .house, reason: "again"))
    #expect(try run.known.number == 2 && run.known.version == 1)
    try run.expectSound()
  }

  @Test("a process that ends between a decision and its order places it once")
  func restart() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate())
    // One turn decides; whoever comes next places, and whoever comes after that finds it placed.
    while try run.known.open == nil { run.strategist.turn() }
    #expect(try run.known.open?.legs.first?.state == .waiting)
    run.restartStrategist()
    run.strategist.turn()
    #expect(try run.known.decisions.last?.legs.first?.order != nil)
    run.restartStrategist()
    #expect(try await run.run { try run.known.open == nil && run.held(run.perpetual) > 0 })
    #expect(run.engine.mandates.orderCount == 1)
    try run.expectSound()
  }

  @Test("without a market, or with an old one, it rests and says so; then it goes on")
  func stale() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate())
    run.harness.clock.set(run.now.advanced(bySeconds: 400))
    run.strategist.turn()
    #expect(try run.known.rest?.reason == .market && run.known.decisionCount == 0)
    #expect(try await run.run { try run.known.rest == nil && run.held(run.perpetual) > 0 })
    let kinds = run.steps.map(\.kind.name)
    #expect(kinds.contains(.rested) && kinds.contains(.woke))
    try run.expectSound()
  }

  @Test("an oracle that halts makes it rest")
  func halted() async throws {
    let start = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    let run = try await StrategyHarness(events: [
      SimulationEvent(
        at: start.advanced(bySeconds: 4), .silence(venue: nil, seconds: 300))
    ])
    defer { run.stop() }
    try await run.give(try run.mandate(parameters: ["target": 0.5, "counts": 1]))
    #expect(try await run.run(seconds: 200) { try run.known.rest?.reason == .market })
    let count = try run.known.decisionCount
    _ = try await run.run(seconds: 8)
    #expect(try run.known.decisionCount == count)
    try run.expectSound()
  }

  @Test("in a margin call nothing is opened, and in liquidation nothing is done")
  func called() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    let limits = try RiskLimits(
      drawdownMax: 0.99, marginUseMax: 1, leverageMax: 50, deltaMax: 50, concentrationMax: 50)
    try await run.give(try run.mandate("steady", ["target": 4], limits: limits))
    #expect(try await run.run { try run.held(run.perpetual) > 0 && run.known.open == nil })
    let held = try run.held(run.perpetual)
    // Its money is taken away until margin is called for; that is no loss of the strategy's.
    try await run.ask(.openAccount(AccountName("purse"), owner: OwnerName("purse"), mode: .cross))
    let risk = try #require(run.engine.risk(of: try run.engine.account(run.account))).figures
    let taken = Int64(risk.initialExcess + 0.2 * (risk.initialMargin - risk.maintenanceMargin))
    try await run.ask(
      .adjust(
        [
          Adjustment(account: run.account, asset: .usdc, amount: Amount(-taken)),
          Adjustment(account: try AccountName("purse"), asset: .usdc, amount: Amount(taken)),
        ], reason: "a test"))
    #expect(
      try await run.run {
        switch try run.engine.account(run.account).call {
        case .called, .handedOver: true
        default: false
        }
      })
    #expect(try await run.run { try [.marginCall, .liquidation].contains(run.known.rest?.reason) })
    _ = try await run.run(seconds: 5)
    #expect(try run.held(run.perpetual) <= held)
    #expect(try #require(run.known.epoch).drawdown < 0.1)
    try run.expectSound()
  }

  @Test("refusals one after another pause it, and only people let it go on")
  func refusals() async throws {
    let always = try SimulatedVenueRules(
      latencySecondsMin: 0, latencySecondsMax: 0, rejectShare: 1, timeoutShare: 0, lostShare: 0,
      overdueSeconds: 5, lateSeconds: 30)
    let run = try await StrategyHarness(venue: always)
    defer { run.stop() }
    try await run.give(try run.mandate(refusalsMax: 3))
    #expect(try await run.run { try run.known.pause != nil })
    #expect(try run.known.pause?.author == Strategist.author)
    #expect(try run.known.refusalCount == 3 && run.engine.mandates.refusalCount == 3)
    let count = try run.known.decisionCount
    _ = try await run.run(seconds: 3)
    #expect(try run.known.decisionCount == count)
    try await run.ask(.resume(run.account, reason: "the venue is back"))
    #expect(try run.known.pause == nil && run.known.refusalCount == 0)
    try run.expectSound()
  }

  @Test("a mandate that is over does nothing more")
  func expiry() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(
      try run.mandate("steady", ["target": 0.5, "counts": 1], expirySeconds: 4))
    #expect(try await run.run { try run.known.rest?.reason == .expired })
    let looks = try run.known.lookCount
    _ = try await run.run(seconds: 8)
    #expect(try run.known.lookCount == looks)
    try await run.expectRefused(
      .invalidInput, "past",
      .set(try run.mandate(expirySeconds: -5), power: .house, reason: "late"))
    try run.expectSound()
  }

  @Test("its steps and order names are the strategist's alone, and people do not act for it")
  func impostors() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate())
    #expect(try await run.run { try run.held(run.perpetual) > 0 })
    let step = try #require(run.steps.first { $0.kind.name == .looked || $0.kind.name == .decided })
    try await run.expectRefused(.unauthorised, "Only the strategist", .step(step))
    try await run.expectRefused(
      .unauthorised, "Only people", .pause(run.account, reason: "me"), by: Strategist.author)
    func order(_ label: String?, by author: String) async -> SteelyardError? {
      do {
        let name = try label.map { try ClientIdentifier($0) }
        _ = try await run.engine.submit(
          .ledger(
            LedgerCommand(
              .placeOrder(
                OrderTicket(
                  account: run.account, instrument: run.perpetual, quantity: Amount(1),
                  price: Amount(60_000), label: name)), identifier: name)), by: author)
        return nil
      } catch { return error as? SteelyardError }
    }
    #expect(await order("strategy-1-1-0", by: "owner")?.code == .invalidInput)
    #expect(await order("strategy-1-9-0", by: Strategist.author)?.code == .notAllowed)
    #expect(await order(nil, by: Strategist.author)?.code == .notAllowed)
    do {
      try await run.ask(.deposit(run.account, .usdc, .one), by: Strategist.author)
      Issue.record("the strategist moved money")
    } catch let error as SteelyardError { #expect(error.code == .unauthorised) }
    try await run.expectRefused(
      .notFound, "no mandate", .pause(try AccountName("nobody"), reason: "x"))
    try await run.expectRefused(.invalidInput, "reason", .pause(run.account, reason: " "))
    try await run.expectRefused(
      .unsupported, "pools",
      .set(try run.mandate("liquidity_provision"), power: .house, reason: "x"))
    try await run.expectRefused(
      .notFound, "no strategy", .set(try run.mandate("magic"), power: .house, reason: "x"))
    try await run.expectRefused(
      .invalidInput, "no parameter",
      .set(try run.mandate("trend", ["speed": 1]), power: .house, reason: "x"))
    try run.expectSound()
  }
}
