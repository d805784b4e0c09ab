import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Steps of the waterfall that the house asks for, and steps asked for again")
struct HouseWaterfallTests {
  private static func run(
    takeOver: LiquidationRules.TakeOver
  ) async throws -> LiquidationHarness {
    try await LiquidationHarness(
      try LiquidationRules(
        roundSeconds: 20, pauseMilliseconds: 0, roundBudgetUSD: 1e9, windowBudgetUSD: 1e12,
        windowSeconds: 60, hedges: .none, takeOver: takeOver,
        waterfall: try .sampleHolding()), accounts: ["a", "short-b"])
  }

  private static func ask(
    _ run: LiquidationHarness, _ step: WaterfallAsk.Step, number: UInt64, isDryRun: Bool = false,
    by author: String = "house"
  ) async throws -> [EngineEvent] {
    try await run.engine.submit(
      .waterfall(WaterfallAsk(step, liquidation: 0, sequence: number, isDryRun: isDryRun)),
      by: author
    ).value.events
  }

  private static func code(_ body: () async throws -> Void) async -> SteelyardError.Code? {
    do { try await body() } catch { return (error as? SteelyardError)?.code }
    return nil
  }

  @Test("a dry run changes nothing and does what the step then does; a number is good for once")
  func house() async throws {
    let run = try await Self.run(takeOver: .house)
    defer { run.stop() }
    let account = run.accounts[0]
    let step = WaterfallAsk.Step.deleverage(account, run.perpetual, quantity: nil)
    #expect(await Self.code { _ = try await Self.ask(run, step, number: 1) } == .notAllowed)
    try await run.ruin(account, share: 3)
    try run.start(try LargestFirstPolicy(share: 0.2, bufferShare: 0.1))
    #expect(
      try await run.run { run.engine.liquidations.open[account]?.hold?.reason == .takeOverDue })
    let held = try run.accounts.map { try run.position($0) }
    let dry = try await Self.ask(run, step, number: 9, isDryRun: true)
    guard case .waterfall(let told)? = dry.last, case .deleveraged(let planned) = told.kind else {
      Issue.record("\(dry)")
      return
    }
    #expect(told.sequence == 1 && planned.shares.count == 1)
    #expect(run.engine.waterfall.houseCount == 0)
    #expect(try run.accounts.map { try run.position($0) } == held)
    // A fifth of open interest at the most, by the default rules.
    let longs = held[0].doubleValue
    let venue = max(0, -(held[0].doubleValue + held[1].doubleValue))
    #expect(planned.shares[0].quantity.doubleValue <= 0.2 * (longs + venue) + 10)
    // Nobody but the house, none out of turn, none while liquidations are stopped.
    #expect(
      await Self.code { _ = try await Self.ask(run, step, number: 1, by: Liquidator.author) }
        == .unauthorised)
    #expect(await Self.code { _ = try await Self.ask(run, step, number: 2) } == .conflict)
    _ = try await run.engine.submit(
      .switchLiquidation(account: nil, position: .stopped, reason: "a test"), by: "house")
    #expect(await Self.code { _ = try await Self.ask(run, step, number: 1) } == .notAllowed)
    _ = try await run.engine.submit(
      .switchLiquidation(account: nil, position: .running, reason: "a test"), by: "house")
    let done = try await Self.ask(run, step, number: 1)
    guard case .waterfall(let event)? = done.last, case .deleveraged(let fact) = event.kind else {
      Issue.record("\(done)")
      return
    }
    #expect(fact.shares.map(\.quantity) == planned.shares.map(\.quantity))
    #expect(try run.position(account).units == held[0].units - fact.shares[0].quantity.units)
    #expect(await Self.code { _ = try await Self.ask(run, step, number: 1) } == .conflict)
    #expect(run.engine.waterfall.houseCount == 1)
    // A quantity that is not the position's, and a debt that is not there.
    let turned = WaterfallAsk.Step.deleverage(account, run.perpetual, quantity: Amount(-10))
    #expect(await Self.code { _ = try await Self.ask(run, turned, number: 2) } == .invalidInput)
    #expect(
      await Self.code {
        _ = try await Self.ask(run, .shareLoss(.btc, amount: nil), number: 2)
      } == .notAllowed)
    try run.expectSound()
  }

  @Test(
    "a takeover that is asked for again after more than a thousand other names is not booked again")
  func memory() async throws {
    let run = try await Self.run(takeOver: .insuranceFund)
    defer { run.stop() }
    let account = run.accounts[0]
    try await run.ruin(account, share: 3)
    // Turns by hand: nothing follows a step before the test wants it.
    let liquidator = Liquidator(
      run.engine, policy: try LargestFirstPolicy(share: 0.2, bufferShare: 0.1), note: { _ in })
    #expect(
      try await run.run {
        if try !run.engine.account(account).positions.isEmpty { liquidator.turn() }
        return try run.engine.account(account).positions.isEmpty
      })
    #expect(run.engine.waterfall.steps[1]?.deficitUSD ?? 0 > 0)
    for number in 0..<1_100 {
      let fee = LedgerAction.chargeLiquidationFee(
        LiquidationFee(
          liquidation: LiquidationIdentifier(rawValue: 99), account: run.accounts[1], asset: .btc,
          amount: Amount(units: 1000)))
      _ = try await run.engine.submit(
        .ledger(
          LedgerCommand(fee, identifier: try ClientIdentifier("another-\(number)"))),
        by: AuthoredCommand.engine)
    }
    try await run.ask(.deposit(account, .btc, .one))
    let again = LedgerCommand(
      .takeOver(
        Takeover(
          liquidation: LiquidationIdentifier(rawValue: 1), account: account, closings: [],
          balances: .all)),
      identifier: try ClientIdentifier("liquidation-1-takeover"))
    let events = try await run.engine.submit(.ledger(again), by: Liquidator.author).value.events
    #expect(events.isEmpty)
    #expect(try run.engine.account(account).balances.map(\.amount) == [.one])
    try run.expectSound()
  }
}
