import FoundationEssentials
import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardValidation
import TestSupport
import Testing

@Suite("A strategy walked through a history")
struct StrategyRunTests {
  static func free() throws -> TradingRates {
    try TradingRates(
      takerFee: 0, optionFee: 0, liquidationFee: 0, optionLiquidationFee: 0,
      optionFeeMaxShare: 0, halfSpread: PerCoin(others: 0), halfSpreadPoints: 0, impactFactor: 0,
      permanentShare: 0, dailyVolatility: PerCoin(others: 0), dailyVolumeUSD: PerCoin(others: 1),
      vegaShare: 1, volatilityPointsDaily: 0)
  }

  static func settings(
    _ coins: [Currency], _ rates: TradingRates = .usual, limits: RiskLimits = .usual
  ) throws -> StrategySettings {
    StrategySettings(margin: try StrategyMargin.rates(of: coins), rates: rates, limits: limits)
  }

  @Test(
    "spot against a short perpetual at a price that stands still earns its funding less its costs")
  func workedExample() throws {
    // Two coins at 1000 on each side; a rate of 0.0001 at 08:00 and 16:00 on day one, 00:00 on day two.
    var coin = StrategyHistory.Coin(
      .btc, spot: try MadeUpHistory.prices(.btc, [Double](repeating: 1000, count: 26)))
    coin.funding = try MadeUpHistory.funding(.btc, [0.0001, 0.0001, 0.0001, 0.0001])
    let history = try StrategyHistory([coin], interval: .hourly)
    let strategy = ScriptedStrategy(orders: [
      .init(row: 0, coin: .btc, isPerpetual: false, quantity: 2),
      .init(row: 0, coin: .btc, isPerpetual: true, quantity: -2),
    ])
    var run = try StrategyRun(strategy, through: history, Self.settings([.btc]))
    try run.finish()
    // Fee 5 bp, half spread 2 bp, impact 3 % sqrt(2000 / 10^10) of 2000, on each leg; funding 3 x 0.2.
    let impact = 0.03 * (2000.0 / 1e10).squareRoot() * 2000
    let cost = 2 * (2000 * 0.0005 + 2000 * 0.0002 + impact)
    expectClose(
      expected: 100_000 - cost + 3 * 0.2, got: try #require(run.state.equity.last),
      .relative(1e-12))
    expectClose(expected: 0.6, got: run.state.totals.funding, .relative(1e-12))
    expectClose(expected: 2, got: run.state.totals.fees, .relative(1e-12))
    expectClose(expected: 2 * impact, got: run.state.totals.impact, .relative(1e-12))
    expectClose(
      expected: 0,
      got: run.state.totals.priceGain(ofChange: run.state.equity[25] - 100_000),
      .absolute(1e-8))
    #expect(
      run.state.equity[0] == 100_000, "what is decided in the first row is done in the second")
    #expect(run.state.equity[1] < 100_000)
  }

  @Test(
    "what is later changes nothing that came before",
    arguments: StrategyCatalogue.entries.map(\.name))
  func noLookAhead(name: String) throws {
    let coins: [Currency] = [.btc, .eth]
    // More than the ninety days that the slowest of them looks back.
    let rows = 2700
    let whole = try MadeUpHistory.drawn(coins: coins, rows: rows, seed: 7)
    let strategy = try StrategyCatalogue.entry(named: name).strategy()
    let expected = try Self.trace(strategy, whole, Self.settings(coins))
    #expect(!expected.events.isEmpty, "\(name) does something on this history")
    var isSeen = false
    for changed in [900, 1300, 2400] {
      let other = try MadeUpHistory.drawn(
        coins: coins, rows: rows, seed: 7, changedFrom: changed)
      let got = try Self.trace(strategy, other, Self.settings(coins))
      #expect(Array(got.equity[..<changed]) == Array(expected.equity[..<changed]))
      #expect(
        got.events.filter { $0.row < changed } == expected.events.filter { $0.row < changed })
      isSeen = isSeen || got.equity != expected.equity
      // A history that ends there: nothing of what follows is even present.
      let cut = try Self.trace(strategy, whole.prefix(changed), Self.settings(coins))
      #expect(cut.equity == Array(expected.equity[..<changed]))
    }
    #expect(isSeen, "a change is seen afterwards")
  }

  static func trace(
    _ strategy: any Strategy, _ history: StrategyHistory, _ settings: StrategySettings
  ) throws -> (equity: [Double], events: [StrategyEvent], totals: StrategyTotals) {
    func walk<Walked: Strategy>(
      _ strategy: Walked
    ) throws -> (equity: [Double], events: [StrategyEvent], totals: StrategyTotals) {
      var run = try StrategyRun(strategy, through: history, settings)
      try run.finish()
      return (run.state.equity, run.state.events, run.state.totals)
    }
    return try walk(strategy)
  }

  @Test(
    "a run that was stopped anywhere and goes on from its file comes to the same bytes",
    arguments: ["short_strangle", "calendar", "liquidity_provision", "cppi"])
  func resumed(name: String) throws {
    let coins: [Currency] = [.btc, .eth]
    let history = try MadeUpHistory.drawn(coins: coins, rows: 1300, seed: 11)
    func check<Walked: Strategy>(_ strategy: Walked) throws {
      let settings = try Self.settings(coins)
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      var whole = try StrategyRun(strategy, through: history, settings)
      try whole.finish()
      let expected = try encoder.encode(whole.state)
      for stop in [1, 333, 700, 1299] {
        var first = try StrategyRun(strategy, through: history, settings)
        for _ in 0..<stop { try first.step() }
        let kept = try encoder.encode(first.state)
        let state = try JSONDecoder().decode(StrategyState<Walked.Memory>.self, from: kept)
        var second = try StrategyRun(strategy, through: history, settings, from: state)
        try second.finish()
        #expect(try encoder.encode(second.state) == expected, "stopped after \(stop) rows")
      }
    }
    try check(try StrategyCatalogue.entry(named: name).strategy())
  }

  @Test(
    "equity is what came in and went out, counted another way",
    arguments: StrategyCatalogue.entries.map(\.name))
  func conserved(name: String) throws {
    let coins: [Currency] = [.btc, .eth]
    let history = try MadeUpHistory.drawn(coins: coins, rows: 1500, seed: 3)
    // Without a price on anything, equity must end where the sources say, with each one small.
    func check<Walked: Strategy>(_ strategy: Walked) throws {
      let limits = try RiskLimits(
        drawdownMax: 0.9, leverageMax: 20, deltaMax: 20, gammaMax: 20, vegaMax: 20,
        concentrationMax: 20)
      var run = try StrategyRun(
        strategy, through: history, Self.settings(coins, limits: limits))
      // Gains by prices, row by row: what was held before the row's trades, by how its own prices moved.
      var gain = 0.0
      var before: (portfolio: Portfolio, pools: [PoolHolding])?
      var market = try MarketPast(coins: coins, from: history.rows[0])
      while !run.isDone {
        let row = run.state.row
        let last = market
        try MarketOracle.tell(&market, history, row)
        if let before {
          gain += try MarketOracle.gain(of: before.portfolio, before.pools, from: last, to: market)
        }
        try run.step()
        before = (run.state.portfolio, run.state.pools)
      }
      let change = try #require(run.state.equity.last) - 100_000
      expectClose(
        expected: gain, got: run.state.totals.priceGain(ofChange: change),
        .absolute(1e-6 * max(1, abs(gain)) + 1e-3), inputs: name)
    }
    try check(try StrategyCatalogue.entry(named: name).strategy())
  }
}
