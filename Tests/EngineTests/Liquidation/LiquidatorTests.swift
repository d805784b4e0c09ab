import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("The liquidator on a simulated venue")
struct LiquidatorTests {
  /// Sells or buys a tenth of the position at a limit that nobody takes.
  private struct Resting: LiquidationPolicy {
    let name = "resting"

    func decision(
      for account: LiquidationAccount, in market: LiquidationMarket,
      _ progress: LiquidationProgress
    ) throws(SteelyardError) -> LiquidationDecision {
      if account.figures.maintenanceExcess >= 0 { return LiquidationDecision(.end, reason: "well") }
      guard let held = account.portfolio.positions.first else {
        return LiquidationDecision(.takeOver(.noTradeHelps), reason: "nothing is held")
      }
      return LiquidationDecision(
        .trade([
          LiquidationTrade(
            instrument: held.instrument, quantity: Amount(-10_000), limit: Amount(500_000),
            purpose: .reduction, step: 0)
        ]), reason: "a test")
    }
  }

  private func rules(
    round: Double = 1e9, window: Double = 1e12, seconds: Int64 = 60,
    takeOver: LiquidationRules.TakeOver = .insuranceFund, fee: Double = 0
  ) throws -> LiquidationRules {
    try LiquidationRules(
      roundSeconds: 20, pauseMilliseconds: 0, roundBudgetUSD: round, windowBudgetUSD: window,
      windowSeconds: seconds, hedges: .none, takeOver: takeOver,
      fee: fee, waterfall: try .sampleHolding())
  }

  private func policy() throws -> LargestFirstPolicy {
    try LargestFirstPolicy(share: 0.2, bufferShare: 0.1)
  }

  @Test(
    "an account below maintenance margin: orders cancelled, rounds, end at the target; the journal tells all of it"
  )
  func whole() async throws {
    let run = try await LiquidationHarness(try rules(), accounts: ["a"])
    defer { run.stop() }
    let account = run.accounts[0]
    let held = try run.position(account)
    // An order of the owner's own, which reduces.
    try await run.ask(
      .placeOrder(
        OrderTicket(
          account: account, instrument: run.perpetual, quantity: Amount(-10),
          price: Amount(400_000), effect: .reduceOnly)))
    try await run.ruin(account, share: 0.1)
    try run.start(try policy())
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    let kinds = run.steps(account).map(\.kind.name)
    #expect(kinds.first == .begun && kinds.last == .ended)
    #expect(kinds.count { $0 == .decided } == kinds.count { $0 == .roundEnded })
    let view = try run.engine.account(account)
    #expect(view.orders.isEmpty)
    #expect([.recovering, .warned, .healthy, .called].contains(view.call.name))
    let left = try run.position(account)
    #expect(Amount.zero < left && left < held)
    // The owner's order was gone before anything was decided.
    let order = run.events.firstIndex {
      if case .ledger(.orderChanged(_, .cancelled)) = $0 { true } else { false }
    }
    let decided = run.events.firstIndex {
      if case .liquidation(let event) = $0, event.kind.name == .decided { true } else { false }
    }
    #expect(try #require(order) < #require(decided))
    // Every order of it was let in as its own, and none on initial margin.
    let verdicts = run.events.compactMap {
      if case .admission(let decision) = $0, decision.account == account {
        decision.verdict
      } else {
        nil
      }
    }
    #expect(verdicts.contains(.liquidation))
    try run.expectSound()
  }

  @Test(
    "each round pays its fee to the insurance fund once, on what was filled; nobody else may ask for one"
  )
  func fees() async throws {
    let run = try await LiquidationHarness(try rules(fee: 0.004), accounts: ["a"])
    defer { run.stop() }
    let account = run.accounts[0]
    let held = try run.position(account)
    try await run.ruin(account, share: 0.1)
    try run.start(try policy())
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    var paid = Amount.zero
    var names: Set<LiquidationIdentifier> = []
    var count = 0
    for case .ledger(.liquidationFeeCharged(let liquidation, asked: _, let booking)) in run.events {
      names.insert(liquidation)
      count += 1
      for change in booking.postings where change.amount.isNegative {
        paid = try paid.subtracting(change.amount)
      }
    }
    let rounds = run.steps(account).count { $0.kind.name == .roundEnded }
    #expect(count == rounds && count > 0 && names == [LiquidationIdentifier(rawValue: 1)])
    // Dollars of an inverse perpetual are their own notional; the mark stands still.
    let filled = try held.subtracting(try run.position(account)).doubleValue
    expectClose(
      expected: 0.004 * filled / Double(run.mark), got: paid.doubleValue, .relative(1e-3))
    do {
      try await run.ask(
        .chargeLiquidationFee(
          LiquidationFee(
            liquidation: LiquidationIdentifier(rawValue: 1), account: account, asset: .btc,
            amount: Amount(units: 1))), by: "owner")
      Issue.record("a fee was let in")
    } catch let error as SteelyardError {
      #expect(error.code == .unauthorised)
    }
    try run.expectSound()
  }

  @Test(
    "while it is liquidated nobody else trades for it or takes anything out, and its orders stay the liquidation's"
  )
  func owner() async throws {
    let run = try await LiquidationHarness(try rules(), accounts: ["a"])
    defer { run.stop() }
    let account = run.accounts[0]
    try await run.ruin(account, share: 0.1)
    try run.start(Resting())
    #expect(try await run.run { try run.engine.account(account).orders.count == 1 })
    let order = try #require(try run.engine.account(account).orders.first?.order.identifier)
    let refused: [(LedgerAction, SteelyardError.Code)] = [
      (
        .placeOrder(
          OrderTicket(
            account: account, instrument: run.perpetual, quantity: Amount(-10), price: nil,
            effect: .reduceOnly)), .notAllowed
      ),
      (.cancelOrder(order, of: account), .notAllowed),
      (.amendOrder(order, of: account, quantity: Amount(-10), price: Amount(500_000)), .notAllowed),
      (.requestWithdrawal(account, .btc, Amount(units: 1), destination: "away"), .notAllowed),
      (.setMarginMode(account, .isolated), .notAllowed),
      (
        .bookTrade(
          AgreedTrade(
            account: account, counterparty: nil, instrument: run.perpetual, quantity: Amount(-10),
            price: Amount(run.mark), fee: .none, counterpartyFee: .none)), .notAllowed
      ),
      (
        .placeOrder(
          OrderTicket(
            account: account, instrument: run.perpetual, quantity: Amount(-10), price: nil,
            label: try ClientIdentifier("liquidation-1-1-0"))), .invalidInput
      ),
    ]
    for (action, code) in refused {
      do {
        try await run.ask(action, by: "owner")
        Issue.record("\(action) was let in")
      } catch let error as SteelyardError {
        #expect(error.code == code, "\(action): \(error)")
        #expect(!error.remedy.isEmpty)
      }
    }
    // A name that the liquidator will use can't be taken before.
    await #expect(throws: SteelyardError.self) {
      _ = try await run.engine.submit(
        .ledger(
          LedgerCommand(
            .deposit(account, .btc, .one), identifier: try ClientIdentifier("liquidation-1-9-0"))),
        by: "owner")
    }
    // Nobody else says how a liquidation goes.
    let event = LiquidationEvent(
      account: account, number: 1, time: run.engine.now, frame: 1, kind: .roundEnded, figures: nil,
      explanation: "")
    await #expect(throws: SteelyardError.self) {
      _ = try await run.engine.submit(.liquidation(event, call: nil), by: "owner")
    }
    // A deposit is welcome, and ends it with its working order.
    try await run.ask(.deposit(account, .btc, Amount(5)), by: "owner")
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    #expect(try run.engine.account(account).orders.isEmpty)
    let stops = run.steps(account).compactMap {
      if case .stopping(let stop) = $0.kind { stop } else { nil }
    }
    #expect(stops == [.targetReached])
    try run.expectSound()
  }

  @Test(
    "the switch stops one account or all, cancels what works, outlives a restart, and lets go on",
    arguments: [true, false])
  func switches(isForAll: Bool) async throws {
    let run = try await LiquidationHarness(try rules(), accounts: ["a"])
    defer { run.stop() }
    let account = run.accounts[0]
    let whom = isForAll ? nil : account
    try await run.ruin(account, share: 0.1)
    try run.start(Resting())
    #expect(try await run.run { try run.engine.account(account).orders.count == 1 })
    for reason in ["", "   "] {
      await #expect(throws: SteelyardError.self) {
        _ = try await run.engine.submit(
          .switchLiquidation(account: whom, position: .stopped, reason: reason), by: "ann")
      }
    }
    _ = try await run.engine.submit(
      .switchLiquidation(account: whom, position: .stopped, reason: "a wrong price"), by: "ann")
    #expect(
      try await run.run {
        try run.engine.account(account).orders.isEmpty
          && run.engine.liquidations.open[account]?.hold?.reason == .stopped
      })
    #expect(try run.engine.account(account).call.name == .inLiquidation)
    // A replay, as a restart makes it, is stopped still, and says by whom and why.
    var state = EngineState()
    for record in run.harness.journal.records { try state.replay(record) }
    let stop = try #require(try EngineState(bytes: state.bytes).liquidations.stop(of: account))
    #expect(stop.author == "ann" && stop.reason == "a wrong price" && stop.account == whom)
    let rounds = run.engine.liquidations.roundCount
    #expect(try await run.run(seconds: 10) { false } == false)
    #expect(run.engine.liquidations.roundCount == rounds)
    await #expect(throws: SteelyardError.self) {
      _ = try await run.engine.submit(
        .switchLiquidation(account: whom, position: .stopped, reason: "again"), by: "ann")
    }
    _ = try await run.engine.submit(
      .switchLiquidation(account: whom, position: .running, reason: "the price is right"), by: "bob"
    )
    #expect(try await run.run { try run.engine.account(account).orders.count == 1 })
    #expect(run.engine.liquidations.roundCount == rounds + 1)
    let told = (run.engine.records(after: 0, limit: 100_000) ?? []).flatMap(\.alerts).filter {
      $0.text.contains("a wrong price")
    }
    #expect(told.contains { $0.severity == .critical && $0.kind == .liquidation })
    try run.expectSound()
  }

  @Test(
    "a halted oracle freezes: working orders are cancelled, nothing is decided, and it goes on by itself"
  )
  func freeze() async throws {
    let run = try await LiquidationHarness(try rules(), accounts: ["a"])
    defer { run.stop() }
    let account = run.accounts[0]
    try await run.ruin(account, share: 0.1)
    try run.start(Resting())
    #expect(try await run.run { try run.engine.account(account).orders.count == 1 })
    // Time passes and nobody says a price.
    for _ in 0..<400
    where run.engine.liquidations.open[account]?.hold?.reason != .oracleHalted {
      run.harness.clock.set(run.harness.clock.now().advanced(bySeconds: 10))
      try await run.ask(.deposit(account, .btc, Amount(units: 1)))
      try await Task.sleep(for: .milliseconds(20))
    }
    let hold = run.engine.liquidations.open[account]?.hold
    #expect(hold?.reason == .oracleHalted)
    #expect(try run.engine.account(account).orders.isEmpty)
    #expect(run.engine.liquidations.open[account]?.rounds.last?.stop != nil)
    let rounds = run.engine.liquidations.roundCount
    #expect(
      try await run.run { run.engine.liquidations.roundCount > rounds || run.isCalm })
    #expect(run.steps(account).contains { $0.kind.name == .resumed })
    try run.expectSound()
  }

  @Test(
    "rounds keep to their budget, and all accounts together to that of the window; nobody has two rounds while others wait"
  )
  func budgetsAndFairness() async throws {
    let round = 20_000.0
    let window = 60_000.0
    let run = try await LiquidationHarness(
      try rules(round: round, window: window, seconds: 5), accounts: ["c", "a", "b"])
    defer { run.stop() }
    for account in run.accounts { try await run.ruin(account, share: 0.3) }
    #expect(try await run.run { run.engine.liquidations.awaiting.count == 3 })
    try run.start(try policy())
    #expect(try await run.run(seconds: 120) { run.engine.liquidations.roundCount >= 12 })
    var spent: [Int64: Double] = [:]
    var rounds: [AccountName: Int] = [:]
    for case .liquidation(let event) in run.events {
      guard case .decided(let decided) = event.kind else { continue }
      #expect(decided.notionalUSD <= round)
      spent[decided.window, default: 0] += decided.notionalUSD
      // In this order nobody gets more than a round ahead of anybody who is still in liquidation.
      let others = run.accounts.filter {
        $0 != event.account && run.engine.liquidations.open[$0] != nil
      }
      for other in others {
        #expect(rounds[event.account, default: 0] <= rounds[other, default: 0] + 1)
      }
      rounds[event.account, default: 0] += 1
    }
    #expect(spent.values.allSatisfy { $0 <= window })
    #expect(spent.count > 1)
    #expect(
      run.events.contains {
        if case .liquidation(let event) = $0, case .held(let hold) = event.kind {
          hold.reason == .budget
        } else {
          false
        }
      })
    try run.expectSound()
  }

  @Test(
    "an account whose equity is gone is to be taken over: told once, an incident, over when money comes"
  )
  func takeOver() async throws {
    let run = try await LiquidationHarness(try rules(takeOver: .house), accounts: ["a"])
    defer { run.stop() }
    let account = run.accounts[0]
    try await run.ruin(account, share: 100)
    try run.start(try policy())
    #expect(
      try await run.run { run.engine.liquidations.open[account]?.hold?.reason == .takeOverDue })
    func incidents() -> [IncidentEvent] {
      run.events.compactMap { if case .incident(let event) = $0 { event } else { nil } }
        .filter { $0.subject == .takeOver(account) }
    }
    #expect(incidents().map(\.kind) == [.began])
    #expect(try await run.run(seconds: 20) { false } == false)
    #expect(incidents().count == 1)
    #expect(try run.engine.account(account).call.name == .inLiquidation)
    let alerts = (run.engine.records(after: 0, limit: 100_000) ?? []).flatMap(\.alerts)
    #expect(alerts.contains { $0.kind == .liquidation && $0.severity == .critical })
    try await run.ask(.deposit(account, .btc, Amount(500)))
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    #expect(incidents().map(\.kind) == [.began, .ended])
    try run.expectSound()
  }

  @Test(
    "the insurance fund takes over what a bankrupt account has and owes, once, and nothing is lost")
  func insuranceFund() async throws {
    let run = try await LiquidationHarness(try rules(), accounts: ["a", "short-b"])
    defer { run.stop() }
    // Others can't take an account over, nor the liquidator one that is not due.
    let takeover = LedgerAction.takeOver(
      Takeover(
        liquidation: LiquidationIdentifier(rawValue: 1), account: run.accounts[0], closings: [],
        balances: .all))
    for author in ["owner", Liquidator.author] {
      await #expect(throws: SteelyardError.self) { try await run.ask(takeover, by: author) }
    }
    let held = try run.accounts.map { try run.position($0) }
    for account in run.accounts { try await run.ruin(account, share: 100) }
    try run.start(try policy())
    #expect(try await run.run { run.engine.liquidations.endedCount == 2 })
    for account in run.accounts {
      let view = try run.engine.account(account)
      #expect(view.positions.isEmpty && view.balances.isEmpty && view.orders.isEmpty)
      #expect(run.steps(account).map(\.kind.name) == [.begun, .held, .ended])
    }
    let taken = run.events.filter {
      if case .ledger(.takenOver) = $0 { true } else { false }
    }
    #expect(taken.count == 2)
    var state = EngineState()
    for record in run.harness.journal.records { try state.replay(record) }
    let fund = state.ledger[HouseAccount.insurance.index]
    let sum = held.reduce(Amount.zero) { Amount(units: $0.units + $1.units) }
    #expect(fund.positions.first?.quantity ?? .zero == sum)
    #expect(state.ledger.imbalances().isEmpty)
    #expect(state.incidents.open.isEmpty)
    try run.expectSound()
  }

  @Test(
    "without a policy nobody is liquidated, and what a liquidation left working is cancelled and held"
  )
  func off() async throws {
    let run = try await LiquidationHarness(try rules(), accounts: ["a"])
    defer { run.stop() }
    let account = run.accounts[0]
    try await run.ruin(account, share: 0.1)
    try run.start(nil)
    #expect(try await run.run(seconds: 10) { false } == false)
    #expect(run.engine.liquidations.begunCount == 0)
    #expect(try run.engine.account(account).call.name == .handedOver)
  }

  @Test(
    "with parts, refusals, timeouts and lost messages it comes to its end, with no order twice and no position turned",
    arguments: [1, 2, 3, 4] as [UInt64])
  func faults(seed: UInt64) async throws {
    let faulty = try SimulatedVenueRules(
      latencySecondsMin: 0.01, latencySecondsMax: 0.9, rejectShare: 0.2, timeoutShare: 0.3,
      lostShare: 0.5, overdueSeconds: 3, lateSeconds: 12)
    let run = try await LiquidationHarness(
      try rules(round: 50_000), venue: faulty, seed: seed, depth: 30_000,
      accounts: ["a", "short-b"])
    defer { run.stop() }
    for account in run.accounts { try await run.ruin(account, share: 0.15) }
    try run.start(try policy())
    #expect(
      try await run.run(seconds: 900) { run.engine.liquidations.endedCount >= 2 && run.isCalm },
      "seed \(seed)")
    try run.expectSound("seed \(seed)")
    let states = run.events.compactMap {
      if case .ledger(.orderChanged(_, let change)) = $0 { change } else { nil }
    }
    // The test is of nothing where nothing went wrong.
    #expect(
      states.contains { if case .rejected = $0 { true } else { false } }
        || states.contains { if case .overdue = $0 { true } else { false } }, "seed \(seed)")
  }
}
