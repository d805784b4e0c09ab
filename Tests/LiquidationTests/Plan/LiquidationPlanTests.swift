import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite("The ends of a plan")
struct LiquidationPlanTests {
  private func settings(buffer: Double = 0.05) throws -> PlanSettings {
    try PlanSettings(bufferShare: buffer, rates: .usual)
  }

  private func book(_ coins: String, _ positions: [Position]) throws -> Portfolio {
    try Portfolio(
      positions: positions,
      balances: [AssetBalance(asset: .btc, amount: try Amount(parsing: coins))])
  }

  @Test("a healthy account is left alone")
  func healthy() throws {
    let market = try PlanSample.market(try PlanSample.model("deribit"))
    let portfolio = try book("10", [try PlanSample.position("BTC-PERPETUAL", "100000")])
    let plan = try LiquidationPlan(
      for: try PlanSample.account(portfolio, in: market), in: market, try settings())
    #expect(plan.outcome == .atTarget && plan.steps.isEmpty && plan.portfolio.positions.count == 1)
  }

  @Test("an account without equity is taken over at once, at prices better than the marks")
  func bankrupt() throws {
    let market = try PlanSample.market(try PlanSample.model("cross"))
    // Bought at 80,000, marked at 70,000: 1.25 BTC lost of 1.
    let portfolio = try book("1", [try PlanSample.position("BTC-PERPETUAL", "700000", "80000")])
    let account = try PlanSample.account(portfolio, in: market)
    #expect(account.figures.equity < 0)
    let plan = try LiquidationPlan(for: account, in: market, try settings())
    guard case .takenOver(let takeover) = plan.outcome else {
      Issue.record("It is not taken over.")
      return
    }
    #expect(takeover.reason == .bankrupt && plan.steps.isEmpty && plan.cost == .zero)
    // Equity is 1 - (700,000 / 70,000 - 700,000 / 80,000) = -0.25 BTC, so the price is where the loss is 1 BTC:
    // 8.75 + 1 = 9.75 bitcoins of 700,000 dollars.
    let price = try #require(takeover.positions.first?.price)
    expectClose(expected: 700_000 / 9.75, got: price.doubleValue, .relative(1e-9))
    expectClose(expected: 0, got: takeover.equityLeft, .absolute(1e-6))
  }

  @Test("where closing costs more than there is, what helps is done and the rest is taken over")
  func beyondHelp() throws {
    let market = try PlanSample.market(try PlanSample.model("cross"))
    // Equity of some dollars: less than the fees of closing.
    let portfolio = try book("0.0002", [try PlanSample.position("BTC-PERPETUAL", "70000", "70000")])
    let account = try PlanSample.account(portfolio, in: market)
    #expect(account.figures.equity > 0 && account.figures.maintenanceExcess < 0)
    let plan = try LiquidationPlan(for: account, in: market, try settings())
    guard case .takenOver(let takeover) = plan.outcome else {
      Issue.record("It is not taken over.")
      return
    }
    #expect(!plan.isRestored && plan.costBound == nil)
    #expect(plan.end.maintenanceExcess >= plan.start.maintenanceExcess)
    let givenUp = takeover.positions.reduce(0) { $0 + $1.givenUp }
    expectClose(expected: plan.end.equity, got: givenUp + takeover.equityLeft, .absolute(1e-6))
  }

  @Test("a spread whose legs each hedge the other goes leg with leg")
  func legs() throws {
    // Under a model that nets expiries, the future and the perpetual offset each other: closing one alone lays the
    // other open. The charge on futures makes both of them cost margin.
    let market = try PlanSample.market(try PlanSample.model("plain"))
    let portfolio = try book(
      "0.06",
      [
        try PlanSample.position("BTC-PERPETUAL", "1000000"),
        try PlanSample.position("BTC-26JUN26", "-1000000"),
      ])
    let account = try PlanSample.account(portfolio, in: market)
    #expect(account.figures.maintenanceExcess < 0)
    let cheap = try PlanSettings(
      bufferShare: 0.05,
      rates: try TradingRates(
        takerFee: 0, optionFee: 0, liquidationFee: 0.0001, optionLiquidationFee: 0,
        optionFeeMaxShare: 0, halfSpread: PerCoin(others: 0), halfSpreadPoints: 0, impactFactor: 0,
        permanentShare: 0, dailyVolatility: PerCoin(others: 0), dailyVolumeUSD: PerCoin(others: 1),
        vegaShare: 1, volatilityPointsDaily: 0))
    let plan = try LiquidationPlan(for: account, in: market, cheap)
    #expect(plan.isRestored)
    #expect(plan.steps.allSatisfy { $0.trades.count == 2 })
    #expect(plan.certainty != .none)
    #expect(try #require(plan.gap) < 0.02)
  }

  @Test("a hedge is taken where it is cheaper than selling")
  func hedged() throws {
    let model = try PlanSample.model("deribit")
    let positions = [try PlanSample.position("BTC-26JUN26-60000-P", "-40")]
    let bare = try PlanSample.market(model)
    let portfolio = try PlanSample.collateralised(positions, excessShare: -0.1, in: bare)
    let without = try LiquidationPlan(
      for: try PlanSample.account(portfolio, in: bare), in: bare, try settings())
    let market = try PlanSample.market(model, hedges: ["BTC-PERPETUAL"])
    let with = try LiquidationPlan(
      for: try PlanSample.account(portfolio, in: market), in: market, try settings())
    #expect(without.isRestored && with.isRestored)
    #expect(with.price <= without.price * (1 + 1e-9))
    for trade in with.steps.flatMap(\.trades) where trade.trade.purpose == .deltaHedge {
      // Sold puts are long delta: the hedge is sold.
      #expect(trade.trade.quantity.isNegative)
    }
  }

  @Test("the usual hedges: perpetuals, and options of the expiry nearest to thirty days")
  func usual() throws {
    let portfolio = try book("1", [try PlanSample.position("BTC-26JUN26-60000-P", "-1")])
    let hedges = LiquidationMarket.usualHedges(
      for: portfolio, in: try PlanSample.market.get())
    let names = ["BTC-PERPETUAL", "BTC-24APR26-70000-C", "BTC-24APR26-70000-P"]
    #expect(Set(hedges) == Set(try names.map { try SampleMarket.instrument($0) }))
  }

  @Test("an instrument that the frame does not know is refused")
  func uncovered() throws {
    let model = try PlanSample.model("deribit")
    let market = try PlanSample.market(model)
    let position = try PlanSample.position("BTC-25SEP26", "1000")
    let portfolio = try book("1", [position])
    let account = LiquidationAccount(portfolio: portfolio, figures: AccountFigures())
    do {
      _ = try LiquidationPlan(for: account, in: market, try settings())
      Issue.record("It is planned.")
    } catch let error as SteelyardError {
      #expect(error.code == .missingMarketData)
    }
  }
}
