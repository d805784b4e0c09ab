import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import Synchronization
import TestSupport
import Testing

@Suite("Options as live hedges")
struct LiquidationHedgeTests {
  /// Buys some of the call that the market offers as a hedge, once.
  private final class CallBuyer: LiquidationPolicy {
    let name = "call_buyer"
    /// What was offered at the last question.
    let offered = Mutex<(hedges: [Instrument], rule: LiquidationMarket.OptionHedges?)>(([], nil))

    func decision(
      for account: LiquidationAccount, in market: LiquidationMarket,
      _ progress: LiquidationProgress
    ) throws(SteelyardError) -> LiquidationDecision {
      offered.withLock { $0 = (market.hedges, market.optionHedges) }
      let call = market.hedges.first { $0.optionTerms?.right == .call }
      guard progress.roundCount == 0, let call else {
        return LiquidationDecision(.wait(until: market.time), reason: "a test")
      }
      return LiquidationDecision(
        .trade([
          LiquidationTrade(
            instrument: call, quantity: .one, purpose: .curvatureHedge, step: 0)
        ]), reason: "a test")
    }
  }

  private static func rules(_ hedges: LiquidationRules.Hedges) throws -> LiquidationRules {
    try LiquidationRules(
      roundSeconds: 20, pauseMilliseconds: 0, roundBudgetUSD: 1e9, windowBudgetUSD: 1e12,
      windowSeconds: 60, hedges: hedges, takeOver: .house)
  }

  private static func list(_ option: Instrument, _ run: LiquidationHarness) async throws {
    try await run.ask(
      .listInstrument(
        try InstrumentListing(
          instrument: option, venue: OwnerName("simulated"),
          terms: ContractTerms(
            multiplier: .one, tick: try Amount(parsing: "0.0001"),
            lot: try Amount(parsing: "0.1"), averagingWindowSeconds: 1800, delivery: .cash),
          fees: .free)))
  }

  /// An account that has written calls, two options of the usual hedges beside them, and the perpetual.
  private static func writer(
    _ hedges: LiquidationRules.Hedges
  ) async throws -> (run: LiquidationHarness, account: AccountName, usual: [Instrument]) {
    let run = try await LiquidationHarness(try rules(hedges), accounts: [])
    let market = try #require(run.engine.frame?.board.market)
    let fed = market.observations.filter { $0.bid != nil && $0.ask != nil }.map(\.instrument)
    let usual = LiquidationMarket.usualOptionHedges(
      of: run.perpetual.underlying, among: fed, in: market)
    let expiry = try #require(usual.first?.expiry)
    let strike = try #require(usual.first?.optionTerms?.strike)
    // The same strike of another expiry is written.
    let written = try #require(
      fed.first {
        $0.underlying == run.perpetual.underlying && $0.optionTerms?.right == .call
          && $0.optionTerms?.strike == strike && ($0.expiry ?? expiry) > expiry
      })
    for option in usual + [written] { try await list(option, run) }
    run.options = usual + [written]
    #expect(try await run.run(seconds: 60) { run.engine.frame?.universe.count == 4 })
    let account = try AccountName("writer")
    try await run.ask(.openAccount(account, owner: try OwnerName("w"), mode: .portfolio))
    try await run.ask(.deposit(account, .btc, Amount(20)))
    let mark = try #require(
      run.engine.frame?.board.market.observation(of: written)?.markPrice)
    try await run.ask(
      .bookTrade(
        AgreedTrade(
          account: account, counterparty: nil, instrument: written, quantity: Amount(-20),
          price: try Amount(nearest: (mark * 1e4).rounded() / 1e4), fee: .none,
          counterpartyFee: .none)))
    try await run.ruin(account, share: 0.2)
    return (run, account, usual)
  }

  @Test("an account that is short gamma is hedged with an option that it does not hold")
  func hedged() async throws {
    let (run, account, usual) = try await Self.writer(.all)
    defer { run.stop() }
    let policy = CallBuyer()
    try run.start(policy)
    let call = try #require(usual.first { $0.optionTerms?.right == .call })
    #expect(
      try await run.run(seconds: 60) {
        try run.engine.account(account).positions.contains {
          $0.instrument == call && $0.quantity == .one
        }
      })
    let offered = policy.offered.withLock { $0 }
    // Two options of the underlying and its perpetual; the held one is a reduction and no hedge.
    #expect(Set(offered.hedges).isSubset(of: Set(usual + [run.perpetual])))
    #expect(offered.rule == .bought)
    let legs = run.steps(account).compactMap { step in
      if case .decided(let round) = step.kind { round.legs.first } else { nil }
    }
    #expect(legs.first?.purpose == .curvatureHedge && legs.first?.quantity == .one)
  }

  @Test(
    "where only perpetuals and futures are hedges, no option is offered; and with none, nothing is",
    arguments: [LiquidationRules.Hedges.linear, .none])
  func linear(hedges: LiquidationRules.Hedges) async throws {
    let (run, account, _) = try await Self.writer(hedges)
    defer { run.stop() }
    let policy = CallBuyer()
    try run.start(policy)
    #expect(
      try await run.run(seconds: 60) { policy.offered.withLock { $0.rule } != nil })
    let offered = policy.offered.withLock { $0.hedges }
    #expect(offered == (hedges == .linear ? [run.perpetual] : []))
    #expect(run.engine.liquidations.open[account]?.rounds.isEmpty == true)
  }

  @Test("what configurations said before reads as what it meant, and both at once is refused")
  func former() throws {
    func rules(_ member: String) throws -> LiquidationRules {
      try JSONDecoder().decode(
        LiquidationRules.self,
        from: Data(
          """
          {"roundSeconds":10,"pauseMilliseconds":0,"roundBudgetUsd":1,"windowBudgetUsd":1,
           "windowSeconds":1,"takeOver":"house","fee":0,"optionFee":0,\(member)}
          """.utf8))
    }
    #expect(try rules("\"allowsHedges\":true").hedges == .linear)
    #expect(try rules("\"allowsHedges\":false").hedges == .none)
    #expect(try rules("\"hedges\":\"all\"").hedges == .all)
    #expect(throws: (any Error).self) { try rules("\"hedges\":\"some\"") }
    #expect(throws: (any Error).self) { try rules("\"fee\":0") }
    #expect(throws: SteelyardError.self) { try rules("\"hedges\":\"all\",\"allowsHedges\":true") }
    #expect(LiquidationRules.sample.hedges == .linear)
  }
}
