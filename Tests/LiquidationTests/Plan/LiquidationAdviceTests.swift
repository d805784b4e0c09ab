import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Advice for a healthy account")
struct LiquidationAdviceTests {
  /// 700,000 dollars long against 2 bitcoins, entered at the mark: by hand equity in coins at a price p is
  /// 2 + 700,000 (1 / 70,000 - 1 / p), which falls to nothing at 58,333; margin ends a little above.
  @Test("the price, and what would be sold there")
  func longPerpetual() throws {
    let model = try PlanSample.model("cross")
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else {
      Issue.record("The catalogue has no dynamic model.")
      return
    }
    let portfolio = try Portfolio(
      positions: [try PlanSample.position("BTC-PERPETUAL", "700000", "70000")],
      balances: [AssetBalance(asset: .btc, amount: Amount(2))])
    let evaluator = try StressEvaluator(
      WalkBook(portfolio: portfolio, stated: []), model, try PlanSample.market.get(), surfaces: [:],
      response: try StressResponse(specification), level: .portable)
    let advice = try LiquidationAdvice(
      of: evaluator, hedges: [], terms: [:], try PlanSettings(bufferShare: 0.05, rates: .usual),
      volatility: .held)
    let coin = try #require(advice.coins.first { $0.coin == .btc })
    #expect(coin.above == nil)
    let below = try #require(coin.below)
    #expect(below.priceUSD > 58_334 && below.priceUSD < 62_000)
    expectClose(expected: below.priceUSD, got: 70_000 * (1 + below.move), .relative(1e-9))
    #expect(below.plannedMove < below.move)
    #expect(below.plan.start.maintenanceExcess < 0 && below.plan.isRestored)
    #expect(below.plan.steps.first?.trades.first?.trade.quantity.isNegative == true)
    #expect(advice.nearest?.coin == .btc)
  }
}
