import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Account equity") struct AccountEquityTests {
  static func market() throws -> MarketSnapshot {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-02T10:30:00Z"))
    market.add(asset: .usdc, priceUSD: 0.5)
    try market.add(future: "BTC-PERPETUAL", mark: 80_000, index: 80_000)
    try market.add(future: "BTC-27MAR26", mark: 80_000, index: 80_000)
    try market.add(future: "BTC_USDC-PERPETUAL", mark: 160_000, index: 160_000)
    try market.add(
      option: "BTC-27MAR26-80000-C", volatility: 0.5, forward: 80_000, index: 80_000, mark: 0.05)
    return try market.snapshot()
  }

  static func position(_ name: String, _ quantity: Int64, _ entry: Int64?) throws -> Position {
    Position(
      instrument: try SampleMarket.instrument(name), quantity: Amount(quantity),
      averagePrice: entry.map { Amount($0) })
  }

  static func account() throws -> Portfolio {
    try Portfolio(
      positions: [
        try position("BTC-PERPETUAL", 80_000, 40_000),  // gains 1 coin
        try position("BTC-27MAR26", -80_000, 64_000),  // loses 0.25 coin
        try position("BTC_USDC-PERPETUAL", 1, 159_000),  // gains 1,000 USDC
        try position("BTC-27MAR26-80000-C", -2, nil),  // worth -0.1 coin
      ], balances: [AssetBalance(asset: .btc, amount: Amount(1))])
  }

  @Test(
    "what counts: portfolio with option value, cash without, isolated losses alone",
    arguments: [("deribit", 132_500.0), ("cross", 140_500.0), ("isolated", 60_000.0)])
  func counted(_ name: String, _ expected: Double) throws {
    let explained = try catalogued(name).explanation(
      of: try Self.account(), in: try Self.market())
    // Coin 80,000, gains 80,000 and 500, loss 20,000, short options 8,000.
    let full = 132_500.0
    expectClose(expected: full, got: explained.figures.equity, .relative(1e-14))
    expectClose(
      expected: expected, got: explained.figures.initialCountedEquity, .relative(1e-14))
    expectClose(
      expected: expected, got: explained.figures.maintenanceCountedEquity, .relative(1e-14))
    expectClose(
      expected: expected - explained.figures.initialMargin, got: explained.figures.initialExcess,
      .relative(1e-14))
  }

  static func model(_ haircuts: [String: Double], unlisted: Double) throws -> ScenarioMargin {
    try ScenarioMargin(
      ScenarioMarginSpecification(
        name: "haircuts",
        provenance: ParameterProvenance(
          name: "haircuts", effective: "2026-01-01", sources: [], superseded: nil),
        surfaceSource: .marks, optionValue: .mark, discounting: .none, measure: .worstLoss,
        decimals: nil, capsLongOptionsAtValue: false,
        collateral: CollateralRule(
          classes: ["other": CollateralClass(tiers: [.rest(initial: 0, maintenance: 0)])],
          assets: haircuts.mapValues {
            CollateralAsset(tiers: [.rest(initial: $0, maintenance: 0)])
          }, unlisted: unlisted == 1 ? .notAccepted : .class("other")),
        equity: .portfolio, families: []))
  }

  @Test("a haircut takes from the initial side, an unlisted asset counts nowhere, a debt in full")
  func haircuts() throws {
    let model = try Self.model(["BTC": 0.25], unlisted: 1)
    let held = try model.explanation(
      of: try book([], [("BTC", "2"), ("USDC", "1000")]), in: try Self.market())
    #expect(held.figures.equity == 160_500)
    #expect(held.figures.initialCountedEquity == 120_000)
    #expect(held.figures.maintenanceCountedEquity == 160_000)
    #expect(held.collateral.map(\.countedUSD) == [120_000, 0] && held.isComplete)

    let owed = try model.explanation(
      of: try book([], [("BTC", "-2"), ("USDC", "-1000")]), in: try Self.market())
    #expect(owed.figures.equity == -160_500)
    #expect(owed.figures.initialCountedEquity == -160_500)
    #expect(owed.figures.maintenanceCountedEquity == -160_500 && owed.health == .bankrupt)
  }

  @Test("what has no price counts nothing; as a debt it bounds nothing")
  func unpriced() throws {
    let model = try Self.model([:], unlisted: 0)
    let held = try model.explanation(of: try book([], [("DOGE", "5")]), in: try Self.market())
    #expect(!held.isComplete && held.figures.equity == 0 && held.health == .healthy)
    #expect(held.failures.map(\.code) == [.missingMarketData])
    let owed = try model.explanation(
      of: try book([], [("DOGE", "-5"), ("BTC", "9")]), in: try Self.market())
    #expect(!owed.isComplete && owed.health == .marginCall)
  }

  @Test("spot that is held counts as a balance of its coin, once")
  func spot() throws {
    let instrument = try Instrument(
      Underlying(base: .btc, quote: .usdc, settlement: .usdc), .spot)
    let model = try Self.model(["BTC": 0.25], unlisted: 1)
    let portfolio = try Portfolio(
      positions: [
        Position(instrument: instrument, quantity: Amount(2), averagePrice: Amount(100_000))
      ], balances: [AssetBalance(asset: .btc, amount: Amount(-1))])
    let explained = try model.explanation(of: portfolio, in: try Self.market())
    #expect(explained.figures.equity == 80_000 && explained.isComplete)
    #expect(explained.figures.initialCountedEquity == 60_000)
    #expect(explained.collateral.map(\.amount) == [1] && explained.positions.isEmpty)
  }

  @Test("an average price of zero would be an infinite profit", arguments: [0, -1])
  func impossibleEntry(_ entry: Int64) throws {
    let portfolio = try Portfolio(
      positions: [try Self.position("BTC-PERPETUAL", 100, entry)], balances: [])
    let error = #expect(throws: SteelyardError.self) { _ = try PortfolioBatch(portfolio) }
    #expect(error?.code == .invalidInput)
  }

  @Test("a price of 1e300 is no price")
  func absurdPrice() throws {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-02T10:30:00Z"))
    market.add(asset: .usdc, priceUSD: 1e300)
    try market.add(future: "BTC_USDC-PERPETUAL", mark: 160_000, index: 160_000)
    let explained = try catalogued("cross").explanation(
      of: try book([("BTC_USDC-PERPETUAL", "1000000")], [("USDC", "99999999999999999999")]),
      in: try market.snapshot())
    #expect(explained.figures.isFinite && !explained.isComplete)
    #expect(explained.health == .marginCall)
  }
}
