import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardValidation
import TestSupport
import Testing

@Suite("Margin calls and liquidation within a strategy's backtest")
struct StrategyMarginTests {
  /// Long ten coins of 1000 with 3000 dollars, free of costs, through stated prices.
  private func run(
    _ closes: [Double], rates: TradingRates, policy: any LiquidationPolicy = WholeClosePolicy()
  ) throws -> StrategyRun<ScriptedStrategy> {
    let history = try StrategyHistory(
      [StrategyHistory.Coin(.btc, spot: try MadeUpHistory.prices(.btc, closes))],
      interval: .hourly)
    var settings = try StrategyRunTests.settings(
      [.btc], rates,
      limits: RiskLimits(
        drawdownMax: 0.99, marginUseMax: 1, leverageMax: 99, deltaMax: 99, concentrationMax: 99))
    settings.cash = Amount(3000)
    settings.policy = policy
    var run = try StrategyRun(
      ScriptedStrategy(orders: [
        .init(row: 0, coin: .btc, isPerpetual: true, quantity: 10)
      ]), through: history, settings)
    try run.finish()
    return run
  }

  @Test("a fall calls first, and liquidates below 5 %")
  func liquidation() throws {
    // Equity 3000 - 10 (1000 - P): initial margin P, maintenance P / 2. Called below 777.8, closed below 736.8.
    let called = try run([1000, 1000, 770, 770, 770], rates: StrategyRunTests.free())
    #expect(called.state.totals.marginCalls == 1)
    #expect(called.state.totals.liquidations == 0)
    let closed = try run([1000, 1000, 770, 736, 900], rates: StrategyRunTests.free())
    #expect(closed.state.totals.marginCalls == 1)
    #expect(closed.state.totals.liquidations == 1)
    #expect(closed.state.portfolio.positions.isEmpty)
    expectClose(expected: 360, got: try #require(closed.state.equity.last), .relative(1e-12))
  }

  @Test(
    "an account that a gap leaves below nothing ends at nothing, and what it owed is written off")
  func bankrupt() throws {
    let run = try run([1000, 1000, 600, 900], rates: StrategyRunTests.free())
    expectClose(expected: 1000, got: run.state.totals.badDebt, .relative(1e-12))
    #expect(run.state.isEnded)
    #expect(run.state.equity.last == 0)
  }

  @Test("a policy that reduces in steps leaves something open")
  func inSteps() throws {
    let run = try run(
      [1000, 1000, 736, 736], rates: StrategyRunTests.free(),
      policy: LargestFirstPolicy(share: 0.2, bufferShare: 0.1))
    let left = try #require(run.state.portfolio.positions.first)
    #expect(left.quantity < Amount(10) && left.quantity > .zero)
    #expect(run.state.totals.liquidations == 1)
  }

  @Test("margin between two computations is the model's own within a percent's move")
  func cadence() throws {
    let coins: [Currency] = [.btc, .eth]
    let history = try MadeUpHistory.drawn(coins: coins, rows: 1000, seed: 4)
    var run = try StrategyRun(
      try StrategyCatalogueRun.trend(), through: history, StrategyRunTests.settings(coins))
    var market = try MarketPast(coins: coins, from: history.rows[0])
    let margin = try StrategyMargin.rates(of: coins)
    var checked = 0
    while !run.isDone {
      let row = run.state.row
      try MarketOracle.tell(&market, history, row)
      try run.step()
      guard row % 7 == 0, !run.state.portfolio.positions.isEmpty else { continue }
      let exact = try margin.moment(
        of: run.state.portfolio.positions.map(\.instrument), in: market, .usual
      ).figures(of: run.state.portfolio)
      let use = exact.initialMargin / exact.initialCountedEquity
      expectClose(
        expected: use, got: run.state.marginUse[row], .relative(0.012), inputs: "row \(row)")
      checked += 1
    }
    #expect(checked > 5)
  }
}

/// Strategies for tests that look at runs.
enum StrategyCatalogueRun {
  static func trend() throws -> TrendFollowing {
    try TrendFollowing(
      fastDays: 3, slowDays: 10, target: 0.5, realisedDays: 5, weightMax: 0.8, band: 0.1)
  }
}
