import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardScenarios
import TestSupport
import Testing

@Suite("liquidation prices of a whole book")
struct LiquidationPricesTests {
  private let bitcoin = LiquidationPath(of: .btc, volatility: .held)

  @Test("a long linear future: liquidated and bankrupt below, never above")
  func longLinear() throws {
    // 100,000 + 10 (P - 70,000) = 10 P (1 % + 10 x 0.005 %): P = 600,000/9.895.
    let prices = try LiquidationPrices(
      of: EdgeSample.evaluator([("BTC_USDC-PERPETUAL", "10", "70000")], [("USDC", "100000")]),
      along: bitcoin)
    #expect(prices.status == .converged)
    let levels = prices.levels(of: .maintenanceMargin)
    #expect(levels.map(\.change) == [.lost])
    #expect(levels.map(\.kind) == [.crossing])
    expectClose(expected: 60_636.685194, got: levels[0].prices[0].priceUSD, .relative(1e-6))
    let bankruptcy = prices.levels(of: .equity)
    #expect(bankruptcy.map(\.change) == [.lost])
    expectClose(expected: 60_000, got: bankruptcy[0].prices[0].priceUSD, .relative(1e-6))
    #expect(prices.stretches.map(\.isCovered) == [false, true])
  }

  @Test("a sold linear future: liquidated above")
  func shortLinear() throws {
    // 100,000 - 10 (P - 70,000) = 10 P x 1.05 %: P = 800,000/10.105.
    let prices = try LiquidationPrices(
      of: EdgeSample.evaluator([("BTC_USDC-PERPETUAL", "-10", "70000")], [("USDC", "100000")]),
      along: bitcoin)
    let levels = prices.levels(of: .maintenanceMargin)
    #expect(levels.map(\.change) == [.lost])
    expectClose(expected: 79_168.728352, got: levels[0].prices[0].priceUSD, .relative(1e-6))
  }

  @Test("a sold straddle: two liquidation prices, one on each side")
  func straddle() throws {
    let prices = try LiquidationPrices(
      of: EdgeSample.evaluator(
        [("BTC_USDC-27MAR26-70000-C", "-10", nil), ("BTC_USDC-27MAR26-70000-P", "-10", nil)],
        [("USDC", "250000")]), along: bitcoin)
    let levels = prices.levels(of: .maintenanceMargin)
    #expect(levels.map(\.change) == [.lost, .lost])
    #expect(levels[0].logMove < 0 && levels[1].logMove > 0)
    #expect(prices.stretches.map(\.isCovered) == [false, true, false])
    for level in levels {
      expectClose(expected: 0, got: level.figures.maintenanceExcess, .absolute(1))
    }
  }

  @Test("the whole book: a coin held against a sold inverse perpetual has no price; each leg would")
  func hedged() throws {
    let prices = try LiquidationPrices(
      of: EdgeSample.evaluator(
        [("BTC-PERPETUAL", "-70000", "70000")], [("BTC", "1")], model: "deribit"),
      along: bitcoin)
    #expect(prices.levels(of: .equity).isEmpty)
    #expect(prices.levels(of: .maintenanceMargin).isEmpty)
    #expect(prices.stretches.map(\.isCovered) == [true])
    let lowest = try #require(prices.lowest)
    #expect(lowest.figures.maintenanceExcess > 0)
  }

  @Test("two coins that hedge each other: a fall of one alone liquidates, a fall of both does not")
  func pair() throws {
    let positions = [
      (name: "BTC_USDC-PERPETUAL", quantity: "1", entry: Optional("70000")),
      (name: "ETH_USDC-PERPETUAL", quantity: "-33.65", entry: Optional("2080")),
    ]
    let evaluator = try EdgeSample.evaluator(positions, [("USDC", "30000")])
    let alone = try LiquidationPrices(of: evaluator, along: bitcoin)
    // 30,000 + P - 70,000 = P x 1.005 % + 33.65 x 2,080 (1 % + 33.65 x 0.0002 %): the sold ether
    // stays: 704.631 of margin, so P = 40,704.631/0.98995.
    expectClose(
      expected: 41_117.865,
      got: try #require(alone.levels(of: .maintenanceMargin).first)
        .prices[0].priceUSD, .relative(1e-5))
    // `isolated` counts no unrealised gain, so only a model that does sees the hedge.
    let together = try LiquidationPrices(
      of: EdgeSample.evaluator(positions, [("USDC", "30000")], model: "deribit"),
      along: LiquidationPath(reference: .btc, betas: [.eth: 1], volatility: .held))
    // A fall of both costs nothing; a rise costs margin, which grows with both prices.
    #expect(together.levels(of: .maintenanceMargin).allSatisfy { $0.move > 0 })
    #expect(together.path.isJoint)
  }

  @Test("volatility that follows spot moves the liquidation price of sold puts nearer")
  func volatilityResponse() throws {
    let evaluator = try EdgeSample.evaluator(
      [("BTC_USDC-26JUN26-60000-P", "-10", nil)], [("USDC", "150000")])
    let held = try LiquidationPrices(of: evaluator, along: bitcoin)
    let following = try LiquidationPrices(
      of: evaluator, along: LiquidationPath(of: .btc, volatility: .following))
    let (first, second) = (
      try #require(held.levels(of: .maintenanceMargin).first),
      try #require(following.levels(of: .maintenanceMargin).first)
    )
    #expect(second.logMove > first.logMove)
  }

  @Test("betas from scenarios are the slope of a regression; impossible ones are refused")
  func betas() throws {
    let moves = [-0.1, -0.05, 0, 0.04, 0.09].map { log1p($0) }
    let scenarios = try JointScenarios(
      labels: moves.map { "\($0)" }, weights: [1, 2, 1, 2, 1],
      coins: [
        .btc: CoinScenarios(horizonDays: 1, spot: moves.map { expm1($0) }),
        .eth: CoinScenarios(horizonDays: 1, spot: moves.map { expm1(1.4 * $0 + 0.01) }),
      ])
    let betas = try scenarios.betas(of: [.btc, .eth], to: .btc)
    expectClose(expected: 1.4, got: try #require(betas[.eth]), .relative(1e-12))
    #expect(betas[.btc] == 1)
    #expect(throws: SteelyardError.self) {
      try scenarios.betas(of: [.btc], to: Currency("SOL"))
    }
    for wrong in [[Currency.eth: 3.0], [.eth: .nan], [.btc: 0.5]] {
      #expect(throws: SteelyardError.self) {
        try LiquidationPath(reference: .btc, betas: wrong, volatility: .held)
      }
    }
    #expect(throws: SteelyardError.self) {
      try LiquidationPrices(
        of: EdgeSample.evaluator([], [("USDC", "100")]),
        along: LiquidationPath(of: Currency("DOGE"), volatility: .held))
    }
  }
}
