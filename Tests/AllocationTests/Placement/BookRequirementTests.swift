import SteelyardAllocation
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Requirements from positions")
struct BookRequirementTests {
  private func evaluator(_ quantity: String) throws -> StressEvaluator {
    var market = SampleMarket(time: Timestamp(microseconds: 1_780_000_000_000_000))
    try market.add(future: "BTC_USDC-PERPETUAL", mark: 60_000, index: 60_000)
    market.add(asset: .usdc, priceUSD: 1)
    let portfolio = try Portfolio(
      positions: [
        Position(
          instrument: try SampleMarket.instrument("BTC_USDC-PERPETUAL"),
          quantity: try Amount(parsing: quantity), averagePrice: nil)
      ], balances: [])
    return try StressEvaluator(
      WalkBook(portfolio: portfolio, stated: []),
      MarginModelCatalogue.model(named: "cross", parameters: nil, state: nil), market.snapshot(),
      surfaces: [:],
      response: StressResponse(
        parameters: "still", surfaces: PerCoin(others: .none),
        volatility: PerCoin(others: VolatilityResponse(onFall: 0, onRise: 0, deviation: 0)),
        averagingWindowSeconds: 1800, path: .straight, follows: [:]),
      level: .portable)
  }

  /// Two coins sold at 60,000: a rise of a tenth loses 12,000, and the margin, a rate of the notional, is a tenth more.
  @Test("a short perpetual needs its loss and the margin on what it has become")
  func short() throws {
    let evaluator = try evaluator("-2")
    let requirement = try PlacementProblem.Requirement(
      of: evaluator,
      in: [
        .init(name: "up", moves: [.init(coin: "BTC", move: 0.1)]),
        .init(name: "down", moves: [.init(coin: "BTC", move: -0.1)]),
        .init(name: "staked", moves: [.init(coin: "some pool", move: -0.5)]),
      ])
    let margin = evaluator.figures
    #expect(margin.initialMargin > margin.maintenanceMargin && margin.maintenanceMargin > 0)
    expectClose(expected: margin.initialMargin, got: requirement.amount, .relative(1e-12))
    let shocked = try #require(requirement.scenarios)
    #expect(shocked.map(\.scenario) == ["up", "down", "staked"])
    for (expected, got) in zip(
      [
        1.1 * margin.maintenanceMargin + 12_000, 0.9 * margin.maintenanceMargin - 12_000,
        margin.maintenanceMargin,
      ], shocked)
    { expectClose(expected: expected, got: got.amount, .relative(1e-9)) }
  }
}
