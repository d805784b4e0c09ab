import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Stress evaluator") struct StressEvaluatorTests {
  private func profit(
    _ positions: [(name: String, quantity: String)],
    _ balances: [(code: String, amount: String)] = [], under shock: MarketShock,
    response: StressResponse = StressSample.still
  ) throws -> Double {
    try StressSample.evaluator(book(positions, balances), response: response)
      .outcome(of: shock).profitUSD
  }

  @Test("a linear perpetual loses its quantity times the fall, its entry unknown")
  func linear() throws {
    let loss = try profit(
      [("BTC_USDC-PERPETUAL", "2")], [("USDC", "50000")], under: StressSample.shock(spot: -0.3))
    expectClose(expected: -36_000, got: loss, .relative(1e-12))
  }

  @Test("an inverse perpetual sold against the coin it is worth keeps its dollar value")
  func coinHedged() throws {
    for spot in [-0.6, -0.2, 0.5, 2] {
      let change = try profit(
        [("BTC-PERPETUAL", "-60000")], [("BTC", "1")], under: StressSample.shock(spot: spot))
      expectClose(expected: 0, got: change, .absolute(1e-6))
    }
  }

  @Test("a dated future moves with spot and with its annualised premium")
  func basis() throws {
    let shock = MarketShock(
      label: "basis", days: 0, coins: [.btc: CoinShock(basis: -0.1)],
      others: CoinShock(spot: -0.1), assets: [:])
    // 120,000 (1/60,300 - 1/F) coins at 54,000, F = 60,300 x 0.9 x e^(-0.1 t), t = 119.4815 days.
    expectClose(
      expected: -15_913.591108242426, got: try profit([("BTC-25SEP26", "120000")], under: shock),
      .relative(1e-12))
  }

  @Test("an option is repriced by Black-76 on its moved forward, volatility and time")
  func option() throws {
    // scipy: 2 (C(48,240; 60,000; 0.9; t - 1 day) / 48,240 x 48,000 - mark x 60,000), sold.
    expectClose(
      expected: 4_630.31764748342,
      got: try profit(
        [(StressSample.call, "-2")],
        under: StressSample.shock(spot: -0.2, volatility: log(1.5), days: 1)), .relative(1e-11))
  }

  @Test("volatility that a shock says nothing of follows spot by the stated response, and is told")
  func response() throws {
    // The same with 0.6 times the share of the surface response, 1.0884328153978395, in python.
    let outcome = try StressSample.evaluator(
      book([(StressSample.call, "-2")]), response: StressSample.shipped()
    ).outcome(of: StressSample.shock(spot: -0.2, days: 1))
    expectClose(expected: 9_806.597794795962, got: outcome.profitUSD, .relative(1e-8))
    let bitcoin = try #require(outcome.coins.first { $0.coin == .btc })
    #expect(bitcoin.isVolatilityByResponse)
    expectClose(expected: -0.8 * log(0.8), got: bitcoin.volatility, .relative(1e-12))
  }

  @Test("what expires on the way settles on the path of spot, and its coins fall with it")
  func settlement() throws {
    let outcome = try StressSample.evaluator(book([(StressSample.dyingPut, "1.5")]))
      .outcome(of: StressSample.shock(spot: -0.2, days: 1))
    let settled = try #require(outcome.settlements.first)
    // The mean of 60,000 x 0.8^(t / 24 h) over the half hour before 11 h 33 min 20 s.
    expectClose(expected: 54_013.304023571174, got: settled.settlementPrice, .relative(1e-12))
    expectClose(expected: 7_622.9214689839555, got: outcome.profitUSD, .relative(1e-10))
    // Nothing is left to be margined but the coins paid.
    #expect(outcome.figures.maintenanceMargin == 0)
  }

  @Test("in an instant nothing settles")
  func instant() throws {
    let outcome = try StressSample.evaluator(book([(StressSample.dyingPut, "1.5")]))
      .outcome(of: StressSample.shock(spot: -0.2))
    #expect(outcome.settlements.isEmpty)
  }

  @Test("a staking token moves with its coin and against it, a stablecoin alone")
  func assets() throws {
    let steth = try Currency("STETH")
    let shock = StressSample.shock(spot: -0.4, assets: [steth: -0.05, .usdc: -0.1])
    let change = try profit(
      [], [("STETH", "10"), ("USDC", "1000")], under: shock, response: StressSample.shipped())
    expectClose(
      expected: 10 * 1_990 * (0.6 * 0.95 - 1) - 100, got: change, .relative(1e-12))
  }

  @Test("what no part of a shock moves is told")
  func unmoved() throws {
    let outcome = try StressSample.evaluator(
      book([], [("STETH", "10"), ("USDC", "5"), ("BTC", "1"), ("USD", "1")])
    ).outcome(of: StressSample.shock(spot: -0.4))
    #expect(outcome.unmovedAssets.map(\.code) == ["STETH", "USDC"])
  }

  @Test("funding is paid from the balance of the settlement currency, the premium from the mark")
  func perpetual() throws {
    let funded = MarketShock(
      label: "funding", days: 1, coins: [:], others: CoinShock(funding: 0.01), assets: [:])
    // Longs pay 1 %: 600 USDC of a linear one; of 30,000 sold inverse dollars 300 come in.
    expectClose(
      expected: -600 + 300,
      got: try profit(
        [("BTC_USDC-PERPETUAL", "1"), ("BTC-PERPETUAL", "-30000")], [("USDC", "1000")],
        under: funded), .relative(1e-12))
    let premium = MarketShock(
      label: "premium", days: 0, coins: [.btc: CoinShock(perpetual: .premium(-0.02))],
      others: CoinShock(), assets: [:])
    expectClose(
      expected: -0.02 * 60_000, got: try profit([("BTC_USDC-PERPETUAL", "1")], under: premium),
      .relative(1e-12))
  }

  @Test("an oracle's error moves the prices that are told, and no volatility follows it")
  func oracle() throws {
    let shock = MarketShock(
      label: "oracle", days: 0, coins: [:], others: CoinShock(spot: 0, oracleError: 0.15),
      assets: [:])
    let outcome = try StressSample.evaluator(
      book([("BTC_USDC-PERPETUAL", "-1")]), response: StressSample.shipped()
    ).outcome(of: shock)
    expectClose(expected: -9_000, got: outcome.profitUSD, .relative(1e-12))
    #expect(outcome.coins.allSatisfy { $0.volatility == 0 })
  }

  @Test("a failed venue takes its share of every balance and of no debt")
  func venue() throws {
    let shock = MarketShock(
      label: "venue", days: 0, coins: [:], others: CoinShock(), assets: [:], balanceLoss: 0.6)
    expectClose(
      expected: -0.6 * 60_000, got: try profit([], [("BTC", "1"), ("USDC", "-500")], under: shock),
      .relative(1e-12))
  }

  @Test("equity moves by the profit, contributions add up to it, and no shock is no change")
  func consistency() throws {
    let evaluator = try StressSample.evaluator(
      book(
        [
          ("BTC-PERPETUAL", "-90000"), (StressSample.call, "3"), ("ETH-PERPETUAL", "20000"),
          (StressSample.dyingPut, "-2"), ("BTC-25SEP26", "50000"),
        ], [("BTC", "4"), ("USDC", "70000"), ("STETH", "3")]), response: StressSample.shipped())
    for shock in [
      StressSample.shock(spot: -0.35, days: 1), StressSample.shock(spot: 0.5, volatility: 0.3),
    ] {
      let outcome = try evaluator.outcome(of: shock)
      expectClose(
        expected: outcome.figures.equity - evaluator.figures.equity, got: outcome.profitUSD,
        .relative(1e-9))
      expectClose(
        expected: outcome.profitUSD, got: outcome.profitByCoin.reduce(0) { $0 + $1.profitUSD },
        .relative(1e-9))
      #expect(try evaluator.figures(after: shock) == outcome.figures)
      #expect(outcome.isComplete && outcome.failures.isEmpty)
    }
    let still = try evaluator.outcome(of: StressSample.shock())
    #expect(still.profitUSD == 0 && still.figures == evaluator.figures)
    #expect(still.health == evaluator.health)
  }

  @Test("the model asks for its margin in the market after the shock")
  func requirement() throws {
    // Isolated margin of a linear perpetual is a share of its notional, which falls with spot.
    let evaluator = try StressSample.evaluator(
      book([("BTC_USDC-PERPETUAL", "-1")], [("USDC", "100000")]), model: "isolated")
    let half = try evaluator.outcome(of: StressSample.shock(spot: -0.5))
    #expect(evaluator.figures.maintenanceMargin > 0)
    expectClose(
      expected: 0.5 * evaluator.figures.maintenanceMargin, got: half.figures.maintenanceMargin,
      .relative(1e-9))
    let tripled = try evaluator.outcome(of: StressSample.shock(spot: 2))
    #expect(tripled.health == .bankrupt && tripled.figures.equity < 0)
  }

  @Test(
    "moves that cannot be are refused",
    arguments: [
      StressSample.shock(spot: -1), StressSample.shock(spot: .nan),
      StressSample.shock(days: -1), StressSample.shock(spot: 0, days: 400),
      StressSample.shock(assets: [.usdc: -1.5]),
      MarketShock(
        label: "", days: 0, coins: [:], others: CoinShock(), assets: [:], balanceLoss: 2),
    ])
  func refusals(shock: MarketShock) throws {
    let evaluator = try StressSample.evaluator(book([], [("BTC", "1")]))
    let error = #expect(throws: SteelyardError.self) { try evaluator.outcome(of: shock) }
    #expect(error?.code == .invalidInput)
  }
}
