import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

/// The evaluator and the dynamic model's own columns displace the same book by the same figures.
@Suite("Stress and the dynamic model's crashes") struct StressOfCrashTests {
  private static let crashes = try? JointScenarios(
    labels: ["crash", "squeeze", "grind"], weights: [1, 1, 1],
    coins: [
      .btc: CoinScenarios(
        horizonDays: 1, spot: [-0.42, 0.25, -0.05], volatility: [0.7, -0.1, 0.02],
        skew: [-0.1, 0.05, 0], basis: [-0.12, 0.2, 0.01], perpetual: [-0.02, 0.01, 0],
        funding: [-0.003, 0.005, 0]),
      .eth: CoinScenarios(
        horizonDays: 1, spot: [-0.5, 0.31, -0.04], volatility: [0.8, -0.05, 0]),
    ], assets: [.usdc: [0, 0, 0]])

  /// A dynamic model whose surfaces move as shipped, with one still day and the crashes above.
  private func model() throws -> DynamicMargin {
    let crashes = try #require(Self.crashes)
    var sample = DynamicSample(core: [.btc: [0], .eth: [0]])
    sample.path = .rootOfTime
    sample.surfaces = try StressSample.shipped().surfaces
    let state = try sample.state()
    let own = StateScenarios(
      core: state.initial.core, stressed: nil, crashes: crashes, brokenStride: nil)
    return try DynamicMargin(
      sample.specification(),
      state: ModelState(
        name: state.name, model: state.model, parameters: state.parameters, asOf: state.asOf,
        epoch: 0, seed: 0, sources: [], coins: state.coins, initial: own,
        maintenance: state.maintenance), stateName: "sample")
  }

  private func check(
    _ positions: [(name: String, quantity: String)],
    _ balances: [(code: String, amount: String)] = [], at instant: Timestamp = SyntheticMarket.time
  ) throws {
    let model = try model()
    let crashes = try #require(Self.crashes)
    let portfolio = try book(positions, balances)
    var synthetic = try SyntheticMarket()
    synthetic.instant = instant
    let market = try synthetic.snapshot()
    let explained = try model.explanation(of: portfolio, in: market)
    let outcomes = try #require(explained.buckets.first).outcomes
    let evaluator = try StressEvaluator(
      WalkBook(portfolio: portfolio, stated: []), model, market, surfaces: [:],
      response: StressResponse(model.specification), level: .portable)
    for index in 0..<crashes.count {
      let column = try #require(outcomes.first { $0.scenario.label == crashes.labels[index] })
      let outcome = try evaluator.outcome(
        of: MarketShock(scenario: index, of: crashes, days: 1))
      #expect(abs(column.profit) > 1)
      expectClose(expected: column.profit, got: outcome.profitUSD, .relative(1e-9))
    }
  }

  @Test("linear and inverse perpetuals, with premium and funding")
  func perpetuals() throws {
    try check([("BTC_USDC-PERPETUAL", "2"), ("BTC-PERPETUAL", "-30000")])
    try check([("ETH-PERPETUAL", "50000")])
  }

  @Test("dated futures with their premium")
  func futures() throws { try check([("BTC-26JUN26", "-80000"), ("BTC_USDC-25DEC26", "1.5")]) }

  @Test("options of many strikes and tenors, settled in coin and in USDC")
  func options() throws {
    try check([
      ("BTC-27MAR26-60000-P", "5"), ("BTC-24APR26-90000-C", "-4"), ("BTC-25DEC26-40000-P", "3"),
    ])
    try check([
      ("BTC_USDC-27MAR26-110000-C", "-7"), ("BTC_USDC-26JUN26-65000-P", "2"),
      ("ETH-24APR26-2100-C", "-30"), ("ETH_USDC-25DEC26-1500-P", "40"),
    ])
  }

  @Test("what settles on the way")
  func settling() throws {
    try check(
      [
        ("BTC-27MAR26-75000-P", "4"), ("BTC_USDC-27MAR26-60000-C", "-2"), ("BTC-27MAR26", "30000"),
        ("ETH-27MAR26-2100-C", "-8"),
      ], at: Timestamp(parsing: "2026-03-26T21:00:00Z"))
  }

  @Test("balances") func balances() throws { try check([], [("BTC", "2"), ("ETH", "-10")]) }

  @Test("a book of everything") func everything() throws {
    try check(
      [
        ("BTC-PERPETUAL", "-100000"), ("BTC-26JUN26", "40000"), ("BTC-24APR26-70000-C", "-3"),
        ("ETH_USDC-PERPETUAL", "-12"), ("ETH-27MAR26-2000-P", "25"),
      ], [("BTC", "2"), ("USDC", "100000")])
  }
}
