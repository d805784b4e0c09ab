import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardMarket
import SteelyardStore
import TestSupport
import Testing

/// Walks a journal and holds every decision with orders against its mandate, computed anew from the ledger.
struct MandateWalk {
  private(set) var faults: [String] = []
  private(set) var orders = 0
  private var spent: [Int64: Double] = [:]

  /// - Parameter price: What an instrument stood at, in the decision itself.
  init(_ records: [JournalRecord]) throws {
    var state = EngineState()
    for record in records {
      let before = state
      try state.replay(record)
      for case .mandate(let event) in try EngineOutcome(bytes: record.outcome).events {
        guard case .decided(let decision) = event.kind, decision.stage == .ordered,
          let known = state.mandates.known(event.account), let standing = event.standing
        else { continue }
        orders += 1
        try take(decision, known.mandate, standing, before, at: record.time)
      }
    }
  }

  private mutating func take(
    _ decision: MandateDecision, _ mandate: StrategyMandate, _ standing: MandateEvent.Standing,
    _ state: EngineState, at time: Timestamp
  ) throws {
    func fault(_ what: String) { faults.append("decision \(decision.number): \(what)") }
    let account = try #require(state.ledger.index(of: mandate.account))
    let portfolio = try state.ledger.portfolio(of: account)
    var opening = 0.0
    var total = 0.0
    var gross = (before: 0.0, after: 0.0)
    var marks: [Instrument: Double] = [:]
    for leg in decision.legs { marks[leg.instrument] = leg.mark.doubleValue }
    // What is not traded stands at the mark of what is: spot and perpetual of one coin are a basis apart.
    let any = try #require(marks.values.first)
    var held: [Instrument: Double] = [:]
    for position in portfolio.positions {
      held[position.instrument] = position.quantity.doubleValue
    }
    let coin = try #require(mandate.coins.first)
    let spot = try Instrument(
      Underlying(base: coin, quote: .usdc, settlement: .usdc), .spot)
    held[spot] = portfolio.balances.first { $0.asset == coin }?.amount.doubleValue ?? 0
    for (instrument, quantity) in held {
      gross.before += abs(quantity) * (marks[instrument] ?? any)
    }
    for leg in decision.legs {
      let usd = abs(leg.quantity.doubleValue) * leg.mark.doubleValue
      total += usd
      let now = held[leg.instrument] ?? 0
      let after = now + leg.quantity.doubleValue
      let shrinks = now * after >= 0 && abs(after) < abs(now)
      if !shrinks { opening += usd }
      if leg.isReduction, !shrinks { fault("a leg that opens calls itself a reduction") }
      held[leg.instrument] = after
      let limit = leg.limit.doubleValue / leg.mark.doubleValue - 1
      if (leg.quantity.isNegative ? -limit : limit) > mandate.slippageMax * 1.000001 {
        fault("limit \(leg.limit) beside mark \(leg.mark)")
      }
    }
    for (instrument, quantity) in held { gross.after += abs(quantity) * (marks[instrument] ?? any) }
    if opening > mandate.budget.lookUSD * 1.0001 { fault("opens \(opening)") }
    let window = time.microseconds / 1_000_000 / mandate.budget.windowSeconds
    let already = spent[window] ?? 0
    if opening > 0, already + opening > mandate.budget.windowUSD * 1.0001 {
      fault("opens \(opening) after \(already) in its window")
    }
    spent[window] = already + total
    let share = standing.epoch.riskShare(mandate.limits)
    let allowed = mandate.limits.leverageMax * share * standing.equityUSD
    // Marks of spot and perpetual differ by the basis, here a few parts in a thousand.
    if gross.after > 1.01 * max(allowed, gross.before) {
      fault("holds \(gross.after) of \(allowed) allowed, \(gross.before) before")
    }
    if standing.epoch.isStopped, opening > 0 { fault("opens after the budget of losses is used") }
  }
}

@Suite("Limits of a strategy on the live engine")
struct StrategyLimitTests {
  @Test(
    "whatever a strategy asks for, budgets, leverage, band and drawdown hold, in any market",
    arguments: [1, 2, 3] as [UInt64])
  func wild(seed: UInt64) async throws {
    let start = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    let faulty = try SimulatedVenueRules(
      latencySecondsMin: 0, latencySecondsMax: 0.001, rejectShare: 0.1, timeoutShare: 0.05,
      lostShare: 0.5, overdueSeconds: 2, lateSeconds: 5)
    let run = try await StrategyHarness(
      venue: faulty, seed: seed,
      events: (1...4).map {
        SimulationEvent(
          at: start.advanced(bySeconds: Int64($0) * 8),
          .jump(nil, moveRelative: seed.isMultiple(of: 2) ? 0.04 : -0.04, varianceFactor: 1))
      })
    defer { run.stop() }
    let limits = try RiskLimits(
      drawdownMax: 0.15, marginUseMax: 0.5, leverageMax: 2, deltaMax: 1.5, concentrationMax: 2)
    try await run.give(
      try run.mandate(
        "wild", ["seed": Double(seed)], limits: limits, lookUSD: 80_000, windowUSD: 400_000,
        windowSeconds: 60, orderSeconds: 4, refusalsMax: 1000))
    _ = try await run.run(seconds: 40)
    let walk = try MandateWalk(run.harness.journal.records)
    #expect(walk.faults.isEmpty, "seed \(seed): \(walk.faults.prefix(3))")
    #expect(walk.orders > 3, "seed \(seed): \(walk.orders) decisions")
    let cuts = try run.known.decisions.flatMap(\.cuts).map(\.limit)
    #expect(!cuts.isEmpty)
    try run.expectSound("seed \(seed)")
  }

  @Test("once the epoch's budget of losses is used everything is closed, and nothing opened")
  func drawdown() async throws {
    let start = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    let run = try await StrategyHarness(events: [
      SimulationEvent(
        at: start.advanced(bySeconds: 8), .jump(nil, moveRelative: -0.06, varianceFactor: 1))
    ])
    defer { run.stop() }
    let limits = try RiskLimits(
      drawdownMax: 0.1, epochDays: 30, marginUseMax: 0.9, leverageMax: 3, deltaMax: 3)
    try await run.give(try run.mandate("steady", ["target": 2.5], limits: limits))
    #expect(try await run.run { try run.held(run.perpetual) > 0 })
    #expect(
      try await run.run(seconds: 120) {
        try run.known.rest?.reason == .drawdown && run.held(run.perpetual) == 0
      })
    let epoch = try #require(try run.known.epoch)
    #expect(epoch.isStopped && epoch.drawdown >= 0.1)
    let forced = try #require(try run.known.decisions.last { $0.isForced })
    #expect(forced.legs.allSatisfy { $0.purpose == .limit && $0.isReduction })
    _ = try await run.run(seconds: 5)
    #expect(try run.held(run.perpetual) == 0)
    // A deposit is no gain, and opens nothing.
    try await run.ask(.deposit(run.account, .usdc, Amount(1_000_000)))
    run.restartStrategist()
    _ = try await run.run(seconds: 3)
    #expect(try run.held(run.perpetual) == 0 && run.known.rest?.reason == .drawdown)
    try run.expectSound()
  }

  @Test("money that comes in or leaves moves the highest equity with it, and is no gain or loss")
  func transfers() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate("steady", ["target": 0]))
    #expect(try await run.run { try run.known.epoch != nil })
    expectClose(expected: 100_000, got: try #require(run.known.epoch).peak, .relative(0.002))
    let first = try #require(run.known.epoch).peak
    try await run.ask(.deposit(run.account, .usdc, Amount(50_000)))
    #expect(
      try await run.run {
        try run.known.transfers.isEmpty && (run.known.epoch?.peak ?? 0) > first + 1000
      })
    // What dollars of the coin's quote are worth by the oracle is a few parts in ten thousand off one.
    expectClose(expected: 150_000, got: try #require(run.known.epoch).peak, .relative(0.002))
    let events = try await run.ask(
      .requestWithdrawal(run.account, .usdc, Amount(90_000), destination: "bank"))
    #expect(try await run.run { try run.known.transfers.isEmpty })
    expectClose(expected: 60_000, got: try #require(run.known.epoch).peak, .relative(0.005))
    #expect(try #require(run.known.epoch).drawdown < 0.005)
    // It fails, and its money is there again.
    var withdrawal: WithdrawalIdentifier?
    for case .ledger(.withdrawalRequested(let asked)) in events { withdrawal = asked.identifier }
    try await run.ask(
      .resolveWithdrawal(try #require(withdrawal), .failed(reason: "no such bank")))
    #expect(try await run.run { try run.known.transfers.isEmpty })
    expectClose(expected: 150_000, got: try #require(run.known.epoch).peak, .relative(0.005))
    try run.expectSound()
  }

  @Test("a look opens no more than its budget, and a window no more than its own")
  func budgets() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(
      try run.mandate(lookUSD: 30_000, windowUSD: 50_000, windowSeconds: 86_400))
    #expect(try await run.run { try run.known.decisionCount >= 2 && run.known.open == nil })
    let (first, second) = (try run.known.decisions[0], try run.known.decisions[1])
    #expect(first.cuts.map(\.limit) == ["look_budget"] && first.openingUSD <= 30_000)
    #expect(first.openingUSD > 29_900)
    #expect(second.cuts.map(\.limit) == ["window_budget"])
    #expect(first.openingUSD + second.openingUSD <= 50_000)
    _ = try await run.run(seconds: 4)
    #expect(try run.known.window.spentUSD <= 50_000)
    #expect(try run.held(run.perpetual) * run.price(of: run.perpetual) < 50_500)
    try run.expectSound()
  }

  @Test("an archive gives the past that is asked for, and keeps what is seen")
  func archive() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    // Thirty days of a coin that rose by a percent a day: trend goes long at its first look.
    let price = run.price(of: run.spot)
    var rows: [PastRow] = []
    for day in 0..<30 {
      let factor = 1 - 0.01 * Double(30 - day)
      let wiggle = day.isMultiple(of: 2) ? 1.002 : 0.998
      rows.append(
        PastRow(
          time: run.now.advanced(bySeconds: Int64(day - 30) * 86_400),
          facts: [.spot(.btc, price: price * factor * wiggle)]))
    }
    let archive = MemoryArchive(rows)
    run.restartStrategist(archive)
    try await run.give(
      try run.mandate(
        "trend", ["fast": 5, "slow": 20, "realised": 10], pastDays: 25))
    #expect(try await run.run(seconds: 10) { try run.held(run.perpetual) > 0 })
    #expect(archive.rows.count > 30)
    // Without it the same mandate waits.
    let other = try await StrategyHarness()
    defer { other.stop() }
    try await other.give(try other.mandate("trend", pastDays: 25))
    #expect(try await other.run(seconds: 5) { try other.known.rest?.reason == .past })
    #expect(try other.known.decisionCount == 0)
  }

  @Test("a look-back waits until enough is known, and says so")
  func past() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.give(try run.mandate(pastDays: 4.0 / 86_400))
    _ = try await run.run(seconds: 1)
    #expect(try run.known.rest?.reason == .past && run.known.decisionCount == 0)
    #expect(try await run.run(seconds: 8) { try run.held(run.perpetual) > 0 })
    try run.expectSound()
  }

  @Test("an account that holds what the mandate does not name is left alone")
  func foreign() async throws {
    let run = try await StrategyHarness()
    defer { run.stop() }
    try await run.ask(.listAsset(.eth))
    try await run.ask(.deposit(run.account, .eth, .one))
    try await run.give(try run.mandate())
    #expect(try await run.run { try run.known.rest?.reason == .account })
    _ = try await run.run(seconds: 3)
    #expect(try run.known.decisionCount == 0 && run.held(run.perpetual) == 0)
    try run.expectSound()
  }
}
