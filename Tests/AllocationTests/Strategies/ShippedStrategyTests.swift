import Foundation
import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Strategies that come along")
struct ShippedStrategyTests {
  static let start = Timestamp(microseconds: 1_704_067_200_000_000)  // 2024-01-01T00:00:00Z

  /// A market of one coin after so many hours, by its price at each.
  static func market(
    hours: Int, _ price: (Int) -> Double, implied: Double? = nil, fundingPerYear: Double? = nil
  ) throws -> MarketPast {
    var market = try MarketPast(coins: [.btc], from: start)
    for hour in 0...hours {
      try market.advance(to: start.advanced(bySeconds: Int64(hour) * 3600))
      try market.observe(.spot(.btc, price: price(hour)))
      if let fundingPerYear, hour % 8 == 0 {
        try market.observe(
          .funding(.btc, rate: fundingPerYear / 365 / 3, seconds: 8 * 3600))
      }
    }
    if let implied { try market.observe(.impliedVolatility(.btc, level: implied)) }
    return market
  }

  static func view(
    _ market: MarketPast, _ portfolio: Portfolio? = nil, pools: [PoolHolding] = [],
    equity: Double = 100_000
  ) throws -> StrategyView {
    let portfolio =
      try portfolio
      ?? Portfolio(
        positions: [], balances: [AssetBalance(asset: .usdc, amount: Amount(100_000))])
    var figures = AccountFigures()
    figures.equity = equity
    figures.initialCountedEquity = equity
    figures.maintenanceCountedEquity = equity
    return StrategyView(
      market: market, listing: .usual,
      account: StrategyAccount(
        portfolio: portfolio, pools: pools, equity: equity, margin: figures,
        epoch: DrawdownEpoch(start: start, equity: equity)),
      limits: .usual, rates: .usual, borrowRate: 0.08)
  }

  /// What a strategy of the catalogue asks for, without its memory.
  static func asked(
    _ name: String, _ view: StrategyView, _ numbers: [String: Double] = [:]
  ) throws -> (trades: [StrategyTrade], liquidity: [LiquidityChange], expected: Double?) {
    func ask<Asked: Strategy>(
      _ strategy: Asked
    ) throws -> (trades: [StrategyTrade], liquidity: [LiquidityChange], expected: Double?) {
      let decision = try strategy.decision(for: view, strategy.initialMemory)
      return (decision.trades, decision.liquidity, decision.expectedReturn)
    }
    return try ask(try StrategyCatalogue.entry(named: name).strategy(numbers))
  }

  @Test("funding is captured where it pays after costs, in equal legs")
  func fundingEntry() throws {
    let market = try Self.market(hours: 24 * 8, { _ in 50_000 }, fundingPerYear: 0.2)
    let view = try Self.view(market)
    let asked = try Self.asked("funding_capture", view)
    // 80 % of 100,000 at 50,000 are 1.6 coins on either side; 20 % less two round trips of 14 bp over 60 days.
    #expect(asked.trades.map(\.quantity.doubleValue) == [1.6, -1.6])
    #expect(asked.trades.map(\.instrument.product) == [.spot, .perpetual])
    expectClose(
      expected: 0.2 - 2 * 0.0014 * 365 / 60, got: try #require(asked.expected), .relative(1e-9))
    // A funding of 4 % leaves 2.3 %, less than the 3 % that are asked for.
    let poor = try Self.market(hours: 24 * 8, { _ in 50_000 }, fundingPerYear: 0.04)
    #expect(try Self.asked("funding_capture", try Self.view(poor)).trades.isEmpty)
  }

  @Test("funding that turns negative closes both legs")
  func fundingExit() throws {
    let market = try Self.market(hours: 24 * 8, { _ in 50_000 }, fundingPerYear: -0.05)
    let coin = market.coins[0]
    let portfolio = try Portfolio(
      positions: [
        Position(instrument: coin.perpetual, quantity: -Amount.one, averagePrice: Amount(50_000))
      ],
      balances: [
        AssetBalance(asset: .btc, amount: .one), AssetBalance(asset: .usdc, amount: Amount(50_000)),
      ])
    let asked = try Self.asked("funding_capture", try Self.view(market, portfolio))
    #expect(asked.trades.map(\.quantity) == [-Amount.one, Amount.one])
    #expect(asked.trades.allSatisfy { $0.purpose == .exit })
  }

  @Test("a future is sold against the coin where its basis pays for its time")
  func basis() throws {
    var market = try Self.market(hours: 10, { _ in 50_000 })
    let expiry = market.time.advanced(bySeconds: 90 * 86_400)
    let future = try Instrument(market.coins[0].spot.underlying, .future(expiry: expiry))
    try market.observe(.future(future, price: 51_500))
    let asked = try Self.asked("basis", try Self.view(market))
    #expect(asked.trades.map(\.instrument.product) == [.spot, .future(expiry: expiry)])
    expectClose(
      expected: (0.03 - 1.5 * 0.0014) * 365 / 90, got: try #require(asked.expected),
      .relative(1e-9))
    try market.observe(.future(future, price: 50_100))
    #expect(try Self.asked("basis", try Self.view(market)).trades.isEmpty)
  }

  @Test("strangles are sold above realised volatility only, with their wings bought first")
  func strangle() throws {
    // 1 % up and down by turns: 0.00995 sqrt(8760) is 93 % realised.
    let stormy = try Self.market(
      hours: 24 * 31, { $0 % 2 == 0 ? 50_000 : 50_500 }, implied: 0.6)
    #expect(try Self.asked("short_strangle", try Self.view(stormy)).trades.isEmpty)
    let calm = try Self.market(
      hours: 24 * 31, { $0 % 2 == 0 ? 50_000 : 50_050 }, implied: 0.6)
    let trades = try Self.asked("short_strangle", try Self.view(calm)).trades
    #expect(trades.map(\.purpose) == [.tailHedge, .entry, .tailHedge, .entry])
    #expect(trades.map { $0.quantity.isNegative } == [false, true, false, true])
    let strikes = trades.compactMap { $0.instrument.optionTerms?.strike.doubleValue }
    // Calls first: the wing above what is sold; then puts: the wing below.
    #expect(strikes[0] > strikes[1] && strikes[1] > 50_000)
    #expect(strikes[2] < strikes[3] && strikes[3] < 50_000)
  }

  @Test("what options move like is sold in the perpetual")
  func deltaHedge() throws {
    let market = try Self.market(
      hours: 24 * 31, { $0 % 2 == 0 ? 50_000 : 50_050 }, implied: 0.6)
    let coin = market.coins[0]
    let call = try OptionListing.option(
      on: coin, near: 50_000, .call,
      expiry: OptionListing.expiry(atLeast: 20, after: market.time))
    let portfolio = try Portfolio(
      positions: [Position(instrument: call, quantity: -Amount.one, averagePrice: .zero)],
      balances: [AssetBalance(asset: .usdc, amount: Amount(100_000))])
    let view = try Self.view(market, portfolio)
    let delta = try #require(view.quote(of: call)).delta
    let hedge = try #require(try Self.asked("short_strangle", view).trades.first)
    #expect(hedge.instrument == coin.perpetual)
    expectClose(expected: delta, got: hedge.quantity.doubleValue, .absolute(1e-4))
  }

  @Test("a pool's liquidity has the value asked for, and its coins are hedged")
  func liquidity() throws {
    let market = try Self.market(hours: 48, { _ in 2_500 })
    let asked = try Self.asked("liquidity_provision", try Self.view(market), ["width": 0])
    #expect(asked.liquidity.count == 1)
    // Constant product: half of 50,000 dollars is coins, ten of them.
    #expect(asked.trades.map(\.quantity.doubleValue) == [-10])
  }

  @Test("a trend is followed at the target's volatility, and both ways")
  func trend() throws {
    // 0.1 % an hour up, with a wobble: the volatility is known.
    func path(_ sign: Double) throws -> MarketPast {
      try Self.market(hours: 24 * 100) {
        100 * exp(sign * 0.0002 * Double($0) + ($0 % 2 == 0 ? 0 : 0.005))
      }
    }
    for sign in [1.0, -1.0] {
      let market = try path(sign)
      let realised = try #require(market.coins[0].realisedVolatility(days: 30))
      let trade = try #require(try Self.asked("trend", try Self.view(market)).trades.first)
      let weight = trade.quantity.doubleValue * (market.coins[0].price ?? 0) / 100_000
      expectClose(
        expected: sign * min(0.5, 0.3 / realised), got: weight, .relative(1e-3),
        inputs: "\(sign)")
    }
  }

  @Test("a put is bought for every coin, and a collar's call sold")
  func insurance() throws {
    let market = try Self.market(hours: 24 * 31, { _ in 50_000 }, implied: 0.6)
    let view = try Self.view(market)
    let put = try Self.asked("protective_put", view).trades
    #expect(put.count == 2)
    #expect(put[0].quantity == put[1].quantity)
    let quote = try #require(view.quote(of: put[1].instrument))
    // Coins with their puts cost 95 % of equity, within a lot of each.
    expectClose(
      expected: 95_000, got: put[0].quantity.doubleValue * (50_000 + quote.value), .absolute(10))
    let collar = try Self.asked("collar", view).trades
    #expect(collar.count == 3)
    #expect(collar[2].quantity == -collar[0].quantity)
    #expect(collar[2].instrument.optionTerms?.right == .call)
  }

  @Test("CPPI holds three times the cushion; TIPP lifts its floor")
  func proportion() throws {
    let market = try Self.market(hours: 24, { _ in 50_000 })
    let view = try Self.view(market)
    // Floor 80,000, cushion 20,000, three times: 60,000, 1.2 coins.
    #expect(try Self.asked("cppi", view).trades.map(\.quantity.doubleValue) == [1.2])
    let fixed = try #require(
      try StrategyCatalogue.entry(named: "cppi").strategy() as? ConstantProportion)
    let lifted = try #require(
      try StrategyCatalogue.entry(named: "cppi").strategy(["ratchet": 1])
        as? ConstantProportion)
    let rich = try Self.view(market, equity: 150_000)
    let first = try fixed.decision(for: view, fixed.initialMemory)
    #expect(try fixed.decision(for: rich, first.memory).memory.floor == 80_000)
    #expect(try lifted.decision(for: rich, first.memory).memory.floor == 120_000)
  }

  @Test("every variant and the usual numbers make a strategy; wrong ones are refused by name")
  func catalogue() throws {
    for entry in StrategyCatalogue.entries {
      #expect(try entry.strategy().name == entry.name)
      for variant in entry.variants { _ = try entry.strategy(variant) }
      #expect(throws: SteelyardError.self) { try entry.strategy(["no_such": 1]) }
      let first = try #require(entry.parameters.first)
      #expect(throws: SteelyardError.self) { try entry.strategy([first.name: .nan]) }
    }
    #expect(throws: SteelyardError.self) { try StrategyCatalogue.entry(named: "martingale") }
  }

  @Test("the strategy that the documentation shows is the one that runs here")
  func documented() throws {
    let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("QuietMarket.swift")
    let page = own.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/strategies.md")
    let source = try String(contentsOf: own, encoding: .utf8)
    #expect(try String(contentsOf: page, encoding: .utf8).contains("```swift\n\(source)```"))
    #expect(source.split(separator: "\n").count <= 50)
    let market = try Self.market(hours: 48, { $0 < 40 ? 50_000 : 40_000 })
    let strategy = QuietMarket(largestMove: 0.1)
    let decision = try strategy.decision(for: try Self.view(market), strategy.initialMemory)
    #expect(decision.trades.isEmpty)
    #expect(
      decision.memory.outUntil["BTC"] == market.time.advanced(bySeconds: 7 * 86_400))
    let quiet = try Self.market(hours: 48, { _ in 50_000 })
    let held = try strategy.decision(for: try Self.view(quiet), strategy.initialMemory)
    #expect(held.trades.map(\.quantity.doubleValue) == [1.8])
  }
}
