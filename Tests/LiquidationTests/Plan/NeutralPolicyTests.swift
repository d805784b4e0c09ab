import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite("The policy neutral")
struct NeutralPolicyTests {
  private func account(
    _ excessShare: Double, _ market: LiquidationMarket
  ) throws -> LiquidationAccount {
    let positions = [
      try PlanSample.position("BTC-PERPETUAL", "900000", "71000"),
      try PlanSample.position("BTC-26JUN26-60000-P", "-20"),
      try PlanSample.position("ETH-26JUN26-2200-C", "-200"),
    ]
    return try PlanSample.account(
      try PlanSample.collateralised(positions, excessShare: excessShare, in: market), in: market)
  }

  /// What an account comes to once a round is filled at the marks, with a basis point of the notional paid.
  private func filled(
    _ trades: [LiquidationTrade], _ account: LiquidationAccount, _ market: LiquidationMarket
  ) throws -> (account: LiquidationAccount, notional: Double) {
    var done: [Trade] = []
    var notional = 0.0
    for trade in trades {
      let place = try #require(market.universe.index(of: trade.instrument))
      let priced = try #require(market.frame.prices[place])
      let index = PlanSample.spot[trade.instrument.underlying.base] ?? 0
      notional += abs(trade.quantity.doubleValue) * (trade.instrument.isOption ? index : 1)
      done.append(
        try Trade(
          instrument: trade.instrument, quantity: trade.quantity,
          price: try Amount(nearest: trade.instrument.isOption ? priced.value : priced.price)))
    }
    let paid = AssetBalance(
      asset: .btc, amount: try Amount(parsing: "\(Int64(notional / 70_000 * 1e8 / 1e4))e-8"))
    let portfolio = try account.portfolio.after(done, paying: [paid])
    return (try PlanSample.account(portfolio, in: market), notional)
  }

  @Test("rounds within the budget, until the target is reached", arguments: ["deribit", "cross"])
  func rounds(_ name: String) throws {
    let market = try PlanSample.market(
      try PlanSample.model(name), hedges: ["BTC-PERPETUAL", "ETH-PERPETUAL"])
    let policy = try NeutralPolicy(
      try PlanSettings(bufferShare: 0.05, rates: .usual), budgetUSD: 250_000)
    var account = try account(-0.25, market)
    var progress = LiquidationProgress(begun: market.time)
    var excess = account.figures.maintenanceExcess
    for _ in 0..<40 {
      let decision = try policy.decision(for: account, in: market, progress)
      if progress.roundCount == 0 {
        #expect(try policy.decision(for: account, in: market, progress) == decision)
      }
      guard case .trade(let trades) = decision.action else {
        #expect(decision.action == .end)
        break
      }
      #expect(zip(trades, trades.dropFirst()).allSatisfy { $0.step <= $1.step })
      let next = try filled(trades, account, market)
      #expect(next.notional <= 250_000 * 1.000001)
      #expect(next.account.figures.maintenanceExcess > excess)
      excess = next.account.figures.maintenanceExcess
      account = next.account
      progress.addRound(at: market.time)
    }
    #expect(progress.roundCount > 1)
    #expect(excess >= 0.05 * account.figures.maintenanceMargin)
    #expect(try policy.decision(for: account, in: market, progress).action == .end)
  }

  @Test("nothing is done above maintenance margin before a liquidation began")
  func healthy() throws {
    let market = try PlanSample.market(try PlanSample.model("deribit"))
    let policy = try NeutralPolicy(
      try PlanSettings(bufferShare: 0.2, rates: .usual), budgetUSD: .infinity)
    let account = try account(0.1, market)
    var progress = LiquidationProgress(begun: market.time)
    #expect(try policy.decision(for: account, in: market, progress).action == .end)
    // Once it has begun it goes on to the buffer.
    progress.addRound(at: market.time)
    guard case .trade = try policy.decision(for: account, in: market, progress).action else {
      Issue.record("It stops before its target.")
      return
    }
  }

  @Test("a bankrupt account is taken over")
  func bankrupt() throws {
    let market = try PlanSample.market(try PlanSample.model("cross"))
    let portfolio = try Portfolio(
      positions: [try PlanSample.position("BTC-PERPETUAL", "700000", "80000")],
      balances: [AssetBalance(asset: .btc, amount: .one)])
    let policy = try NeutralPolicy(
      try PlanSettings(bufferShare: 0.05, rates: .usual), budgetUSD: 1e6)
    let decision = try policy.decision(
      for: try PlanSample.account(portfolio, in: market), in: market,
      LiquidationProgress(begun: market.time))
    #expect(decision.action == .takeOver(.bankrupt))
    #expect(decision.reason.contains("Equity is -"))
  }
}
