import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Losses that the fund can't carry")
struct DeleveragingTests {
  private static func rules(
    deleveraging: WaterfallRules.Decision = .house, sharing: WaterfallRules.Decision = .house,
    takeOver: LiquidationRules.TakeOver = .insuranceFund, openInterestShare: Double = 1,
    balanceShare: Double = 1
  ) throws -> LiquidationRules {
    try LiquidationRules(
      roundSeconds: 20, pauseMilliseconds: 0, roundBudgetUSD: 1e9, windowBudgetUSD: 1e12,
      windowSeconds: 60, hedges: .none, takeOver: takeOver,
      waterfall: try WaterfallRules(
        fundFloorUSD: 0, deleveraging: deleveraging, ranking: .profitTimesLeverage,
        allocation: .queue, positionShare: 1, openInterestShare: openInterestShare,
        lossSharing: sharing, balanceShare: balanceShare, fundPositions: .hold))
  }

  private static func policy() throws -> LargestFirstPolicy {
    try LargestFirstPolicy(share: 0.2, bufferShare: 0.1)
  }

  private static func facts(
    _ run: LiquidationHarness
  ) -> [(event: WaterfallEvent, fact: DeleveragingFact)] {
    run.events.compactMap {
      guard case .waterfall(let event) = $0, case .deleveraged(let fact) = event.kind else {
        return nil
      }
      return (event, fact)
    }
  }

  private static func fund(_ run: LiquidationHarness) throws -> (state: EngineState, btc: Double) {
    var state = EngineState()
    for record in run.harness.journal.records { try state.replay(record) }
    let asset = try #require(state.ledger.index(of: .btc))
    return (state, state.ledger[HouseAccount.insurance.index].balance(of: asset).amount.doubleValue)
  }

  @Test(
    "an account that lacks what the fund has not is closed against ranked holders of the opposite at its bankruptcy price"
  )
  func closes() async throws {
    let run = try await LiquidationHarness(
      try Self.rules(deleveraging: .automatic), accounts: ["ruined", "short-b", "short-c"])
    defer { run.stop() }
    let account = run.accounts[0]
    let held = try run.accounts.map { try run.position($0) }
    try await run.ruin(account, share: 1.2)
    try run.start(try Self.policy())
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    let (event, fact) = try #require(Self.facts(run).first)
    #expect(Self.facts(run).count == 1 && event.liquidation == 1 && event.sequence == 1)
    // The fund has nothing: all of the position is asked for, and both shorts together hold enough.
    #expect(fact.asked == held[0] && fact.left == .zero)
    #expect(fact.shares.map(\.rank) == Array(1...fact.shares.count))
    #expect(zip(fact.shares, fact.shares.dropFirst()).allSatisfy { $0.score >= $1.score })
    // Equity is gone at the price: what the fund then takes over is dust either way.
    let (state, btc) = try Self.fund(run)
    #expect(abs(btc) < 1e-6, "\(btc)")
    #expect(state.ledger[HouseAccount.insurance.index].positions.isEmpty)
    #expect(state.ledger.imbalances().isEmpty)
    let view = try run.engine.account(account)
    #expect(
      view.positions.isEmpty && view.balances.allSatisfy { abs($0.amount.doubleValue) < 1e-6 })
    for share in fact.shares {
      let place = try #require(run.accounts.firstIndex(of: share.account))
      #expect(
        try run.position(share.account).units == held[place].units + share.quantity.units)
      let notice = try #require(run.engine.waterfall.notices[share.account])
      #expect(notice.share == share && notice.price == fact.price)
    }
    // A short that is bought back above the mark loses by it: the closed long's loss is its counterparties'.
    #expect(fact.price > fact.mark)
    let alerts = (run.engine.records(after: 0, limit: 100_000) ?? []).flatMap(\.alerts)
    let told = alerts.filter { $0.kind == .deleveraging }
    #expect(told.compactMap(\.account).sorted() == fact.shares.map(\.account).sorted())
    #expect(Set(told.map(\.sequence)).count == told.count)
    #expect(told.allSatisfy { !$0.text.contains("ruined") })
    try run.expectSound()
  }

  @Test("a counterparty with 1 BTC is not closed for a loss of 1.1 that would make it bankrupt")
  func bears() async throws {
    let run = try await LiquidationHarness(
      try Self.rules(deleveraging: .automatic), accounts: ["ruined", "short-b"])
    defer { run.stop() }
    let (account, short) = (run.accounts[0], run.accounts[1])
    let before = try run.position(short)
    let purse = try AccountName("purse")
    #expect(
      try await run.harness.wait {
        (try? run.engine.account(account)).flatMap { run.engine.risk(of: $0) } != nil
      })
    let equity = try #require(run.engine.risk(of: try run.engine.account(account))).figures.equity
    let units = Int128(((equity / Double(run.mark) + 1.1) * 1e8).rounded())
    let taken = Amount(units: units * (Amount.unitsPerOne / 100_000_000))
    try await run.ask(
      .adjust(
        [
          Adjustment(account: account, asset: .btc, amount: -taken),
          Adjustment(account: purse, asset: .btc, amount: taken),
        ], reason: "a test"))
    try run.start(try Self.policy())
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    let fact = try #require(Self.facts(run).first).fact
    let closed = try #require(fact.shares.first).quantity.doubleValue
    // A short of N USD that is bought back at p and not at the mark m loses N (1/m - 1/p) coins.
    let lossOfOne = 1 / fact.mark.doubleValue - 1 / fact.price.doubleValue
    // All of the short would cost more than it has.
    #expect(lossOfOne * before.magnitude.doubleValue > 1)
    #expect(closed > 0 && lossOfOne * closed < 1 && closed < before.magnitude.doubleValue)
    #expect(fact.left.doubleValue > 0)
    let view = try run.engine.account(short)
    #expect(try run.position(short).units == before.units + Int128(closed) * Amount.unitsPerOne)
    #expect(
      try await run.harness.wait { (run.engine.risk(of: view)?.position ?? 0) >= view.position })
    let figures = try #require(run.engine.risk(of: view)).figures
    // The market has moved some seconds since: a fifth of the margin is left for that.
    #expect(figures.equity > 0)
    #expect(figures.maintenanceExcess > -0.2 * figures.maintenanceMargin, "\(figures)")
    let (state, btc) = try Self.fund(run)
    #expect(state.ledger[HouseAccount.insurance.index].positions.count == 1 && btc < 0)
    try run.expectSound()
  }

  @Test("no more is closed than the fund can't carry, and nothing where it can")
  func fundFirst() async throws {
    for (share, isAll) in [(0.5, false), (4.0, true)] {
      let run = try await LiquidationHarness(
        try Self.rules(deleveraging: .automatic), accounts: ["a", "short-b", "short-c"])
      defer { run.stop() }
      let account = run.accounts[0]
      let held = try run.position(account)
      try await run.ruin(account, share: 3)
      #expect(
        try await run.harness.wait {
          guard let view = try? run.engine.account(account), let risk = run.engine.risk(of: view)
          else { return false }
          return risk.position >= view.position
        })
      let lacks =
        -(try #require(run.engine.risk(of: try run.engine.account(account))).figures.equity)
      let units = Int128((share * lacks / Double(run.mark) * 1e8).rounded())
      let grant = Amount(units: units * (Amount.unitsPerOne / 100_000_000))
      try await run.ask(
        .adjust(
          [
            Adjustment(account: HouseAccount.insurance.name, asset: .btc, amount: grant),
            Adjustment(account: HouseAccount.external.name, asset: .btc, amount: -grant),
          ], reason: "a test's grant"))
      try run.start(try Self.policy())
      #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
      let facts = Self.facts(run)
      let (state, btc) = try Self.fund(run)
      if isAll {
        #expect(facts.isEmpty)
      } else {
        // Half of what is lacking is there: half of the position is closed, but for moves of the market meanwhile.
        let asked = try #require(facts.first).fact.asked
        expectClose(expected: 0.5 * held.doubleValue, got: asked.doubleValue, .relative(0.1))
        #expect(state.ledger[HouseAccount.insurance.index].positions.count == 1)
        #expect(abs(btc) < 0.2 * grant.doubleValue, "\(btc) of \(grant)")
      }
      try run.expectSound()
    }
  }

  @Test("an order that may only reduce is cancelled before its position is closed beneath it")
  func orders() async throws {
    let run = try await LiquidationHarness(
      try Self.rules(deleveraging: .automatic), accounts: ["a", "short-b"])
    defer { run.stop() }
    let (account, short) = (run.accounts[0], run.accounts[1])
    let held = try run.position(short)
    try run.start(try Self.policy())
    try await run.ask(
      .placeOrder(
        OrderTicket(
          account: short, instrument: run.perpetual, quantity: -held, price: Amount(1000),
          effect: .reduceOnly)))
    #expect(
      try await run.run { try run.engine.account(short).orders.first?.order.status == .working })
    try await run.ruin(account, share: 1.2)
    #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
    let kinds = run.events.compactMap {
      if case .waterfall(let event) = $0 { event.kind.name } else { nil }
    }
    #expect(kinds.prefix(2) == [.preparing, .deleveraged])
    let view = try run.engine.account(short)
    #expect(view.orders.isEmpty)
    #expect(try run.position(short).isNegative || run.position(short).isZero)
    #expect(try run.position(short) != held)
    try run.expectSound()
  }

  @Test(
    "what the fund then owes is shared over balances in proportion, where the rules say so, and never beyond their share"
  )
  func sharing() async throws {
    for (balanceShare, isWhole) in [(1.0, true), (0.001, false)] {
      let run = try await LiquidationHarness(
        try Self.rules(sharing: .automatic, balanceShare: balanceShare),
        accounts: ["a", "short-b", "short-c"])
      defer { run.stop() }
      try await run.ruin(run.accounts[0], share: 3)
      let before = try [run.accounts[1], run.accounts[2], try AccountName("purse")].map { name in
        (name, try #require(run.engine.account(name).balances.first).amount.doubleValue)
      }
      try run.start(try Self.policy())
      #expect(try await run.run { run.engine.liquidations.endedCount == 1 })
      let shared = run.events.compactMap {
        if case .waterfall(let event) = $0, case .shared(_, let amount, _) = event.kind {
          amount.doubleValue
        } else {
          nil
        }
      }
      #expect(shared.count == 1)
      var shares: [Double] = []
      for (name, was) in before {
        let now = try #require(run.engine.account(name).balances.first).amount.doubleValue
        shares.append((was - now) / was)
      }
      #expect(shares.allSatisfy { $0 > 0 && $0 <= balanceShare + 1e-9 })
      for share in shares { expectClose(expected: shares[0], got: share, .relative(1e-9)) }
      let (state, btc) = try Self.fund(run)
      if isWhole {
        // The fund's position stands at its mark or near it: what it is worth, and not its balance alone, is brought to zero.
        let total = run.engine.waterfall.sharedUSD / Double(run.mark)
        #expect(abs(btc) < 0.1 * total, "\(btc) after \(total)")
      } else {
        for share in shares { expectClose(expected: balanceShare, got: share, .relative(1e-6)) }
        #expect(btc < 0)
      }
      #expect(state.ledger.imbalances().isEmpty)
      try run.expectSound()
    }
  }
}
