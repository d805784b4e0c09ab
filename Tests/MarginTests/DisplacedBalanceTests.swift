import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Displaced balances and buckets in dollars") struct DisplacedBalanceTests {
  static let index = 80_000.0

  static func snapshot(_ staked: Double? = nil, withCoin: Bool = true) throws -> MarketSnapshot {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-14T09:00:00Z"))
    if withCoin {
      try market.add(future: "BTC-PERPETUAL", mark: index, index: index)
      try market.add(future: "BTC_USDC-PERPETUAL", mark: index, index: index)
      try market.add(
        option: "BTC_USDC-27MAR26-80000-C", volatility: 0.6, forward: index, index: index)
      try market.add(
        option: "BTC_USDC-26JUN26-80000-C", volatility: 0.6, forward: index, index: index)
    }
    market.add(asset: .usdc, priceUSD: 1)
    if let staked { market.add(asset: try Currency("LBTC"), priceUSD: staked) }
    return try market.snapshot()
  }

  static func explanation(
    _ positions: [(String, String)], _ balances: [(String, String)], model: String = "derive",
    in snapshot: MarketSnapshot
  ) throws -> MarginExplanation {
    let portfolio = try Portfolio(
      positions: try positions.map { name, quantity in
        Position(
          instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity))
      },
      balances: try balances.map { asset, amount in
        AssetBalance(asset: try Currency(asset), amount: try Amount(parsing: amount))
      })
    let model = try SyntheticState.model(named: model)
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: .portable)
    return model.explanation(of: 0, in: batch, frame: frame)
  }

  @Test(
    "a coin against a short inverse perpetual of its worth loses nothing in any scenario",
    arguments: ["derive", "derive-pmrm"])
  func hedgedCoin(model: String) throws {
    let explained = try Self.explanation(
      [("BTC-PERPETUAL", "-80000")], [("BTC", "1")], model: model, in: try Self.snapshot())
    let bucket = try #require(explained.buckets.first)
    #expect(explained.buckets.count == 1 && bucket.unit == .usd && bucket.worstLoss < 1e-9)
    for outcome in bucket.outcomes {
      expectClose(expected: 0, got: outcome.profit, .absolute(1e-9))
      expectClose(
        expected: Self.index * outcome.scenario.spotMove, got: outcome.balanceProfit,
        .absolute(1e-9))
    }
  }

  @Test("contracts settled in coin and in a stablecoin net in one bucket of dollars")
  func oneBucket() throws {
    let explained = try Self.explanation(
      [("BTC-PERPETUAL", "-80000"), ("BTC_USDC-PERPETUAL", "1")], [("USDC", "10000")],
      in: try Self.snapshot())
    #expect(explained.buckets.map(\.name) == ["usd_btc"])
    #expect(explained.buckets[0].worstLoss < 1e-9)
    // The charge on futures does not net: 2 coins at 4 % initially, 3 % for maintenance.
    expectClose(expected: 6_400, got: explained.figures.initialMargin, .relative(1e-12))
    expectClose(expected: 4_800, got: explained.figures.maintenanceMargin, .relative(1e-12))
  }

  @Test("a coin alone is stressed and cut for closing: by hand")
  func coinAlone() throws {
    let explained = try Self.explanation([], [("BTC", "2")], in: try Self.snapshot())
    let figures = explained.figures
    // -18 % of 160,000 times 1 and 0.8; haircuts 12 % and 10.6 %.
    expectClose(expected: 28_800, got: figures.initialMargin, .relative(1e-12))
    expectClose(expected: 23_040, got: figures.maintenanceMargin, .relative(1e-12))
    expectClose(expected: 140_800, got: figures.initialCountedEquity, .relative(1e-12))
    expectClose(expected: 143_040, got: figures.maintenanceCountedEquity, .relative(1e-12))
    #expect(
      explained.buckets[0].outcomes[explained.buckets[0].worstIndex].scenario.spotMove == -0.18)
  }

  @Test("a token that moves with a coin counts at its own price and moves by its own value")
  func stakedToken() throws {
    let explained = try Self.explanation([], [("LBTC", "2")], in: try Self.snapshot(70_000))
    expectClose(expected: 0.18 * 140_000, got: explained.figures.initialMargin, .relative(1e-12))
    #expect(explained.figures.equity == 140_000)
  }

  @Test("a token whose coin has no price is charged whole and told")
  func unknownCoin() throws {
    let explained = try Self.explanation(
      [], [("LBTC", "2")], in: try Self.snapshot(70_000, withCoin: false))
    #expect(!explained.isComplete && explained.figures.initialMargin == 140_000)
    #expect(explained.failures.contains { $0.message.contains("moves with BTC") })
    #expect(explained.charges.contains { $0.name == "left_out" && $0.amountUSD == 140_000 })
  }

  @Test("an expiry covers another in part: what it is worth counts at its factor")
  func expiryDiscount() throws {
    let explained = try Self.explanation(
      [("BTC_USDC-27MAR26-80000-C", "-1"), ("BTC_USDC-26JUN26-80000-C", "1")],
      [("USDC", "50000")], model: "derive-pmrm", in: try Self.snapshot())
    let bucket = try #require(explained.buckets.first)
    let priced = explained.positions.map { $0.priced?.modelValue ?? .nan }
    let years = try #require(explained.positions[1].priced).timeToExpiry
    let factor = ExpiryDiscount(
      gain: .init(base: 0.95, rateMultiplier: 1, rateAddition: 0.12), debt: nil
    ).factors(rate: 0, years: years).gain
    for outcome in bucket.outcomes.dropLast() {
      let near = outcome.contributions[0]
      let far = outcome.contributions[1]
      expectClose(
        expected: near + (priced[1] + far) * factor - priced[1], got: outcome.countedProfit,
        .relative(1e-9))
    }
    let basis = try #require(bucket.outcomes.last)
    expectClose(
      expected: basis.contributions.reduce(0, +), got: basis.countedProfit, .relative(1e-9))
    #expect(basis.countedProfit < 0)
  }
}
