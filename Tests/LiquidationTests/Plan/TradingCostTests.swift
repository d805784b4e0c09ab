import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("What trades of a plan cost")
struct TradingCostTests {
  /// A target that nothing reaches: everything that helps is closed, so that the cost of all of it is seen.
  private func closing(
    _ name: String, _ quantity: String, coins: String, snapshot: Double? = nil,
    books: [Instrument: BookLadder] = [:], others: [Portfolio] = []
  ) throws -> LiquidationPlan {
    let market = try PlanSample.market(try PlanSample.model("cross"))
    let portfolio = try Portfolio(
      positions: [try PlanSample.position(name, quantity)],
      balances: [AssetBalance(asset: .btc, amount: try Amount(parsing: coins))])
    return try LiquidationPlan(
      for: try PlanSample.account(portfolio, others: others, in: market), in: market,
      try PlanSettings(targetUSD: 1e9, bufferShare: 0, rates: .usual, books: books))
  }

  /// 700,000 dollars at a basis point, 5 and 50 basis points of fees, and 0.03 x sqrt(0.7e6 / 10e9) of impact.
  @Test("ten bitcoins of a perpetual, by hand")
  func perpetual() throws {
    let plan = try closing("BTC-PERPETUAL", "700000", coins: "10")
    #expect(plan.steps.count == 1 && !plan.isRestored)
    let cost = plan.cost
    expectClose(expected: 70, got: cost.spread, .relative(1e-9))
    expectClose(expected: 350, got: cost.fee, .relative(1e-9))
    expectClose(expected: 3500, got: cost.liquidationFee, .relative(1e-9))
    let rate = 0.03 * (0.7e6 / 1e10).squareRoot()
    expectClose(expected: rate * 700_000, got: cost.impact, .relative(1e-9))
    // Two thirds of it stay; ten bitcoins are left, which fall with it.
    let move = try #require(plan.steps.first?.moves[.btc])
    expectClose(expected: -2.0 / 3 * rate, got: move, .relative(1e-9))
    expectClose(expected: 10 * 70_000 * 2 / 3 * rate, got: plan.impactLoss, .relative(1e-9))
    expectClose(
      expected: plan.start.equity - cost.total - plan.impactLoss, got: plan.end.equity,
      .absolute(1e-6))
  }

  /// Five bitcoins stand within the first level of bids and five in the second, 0.1 % and 0.3 % below the mark.
  @Test("through the levels of an order book")
  func book() throws {
    let instrument = try SampleMarket.instrument("BTC-PERPETUAL")
    let ladder = try BookLadder(
      time: PlanSample.time,
      bids: [
        BookLevel(price: 69_930, quantity: 350_000), BookLevel(price: 69_790, quantity: 1_000_000),
      ], asks: [BookLevel(price: 70_070, quantity: 350_000)])
    let plan = try closing("BTC-PERPETUAL", "700000", coins: "10", books: [instrument: ladder])
    #expect(plan.cost.spread == 0)
    #expect(plan.steps.first?.trades.first?.spreadSource == .book)
    #expect(plan.steps.first?.trades.first?.impactSource == .book)
    #expect(plan.steps.first?.trades.first?.beyondBook == 0)
    expectClose(expected: 350_000 * 0.001 + 350_000 * 0.003, got: plan.cost.impact, .relative(1e-9))
  }

  @Test("beyond the last level the square-root law goes on from there")
  func beyondTheBook() throws {
    let instrument = try SampleMarket.instrument("BTC-PERPETUAL")
    let ladder = try BookLadder(
      time: PlanSample.time, bids: [BookLevel(price: 69_930, quantity: 350_000)],
      asks: [BookLevel(price: 70_070, quantity: 350_000)])
    let plan = try closing("BTC-PERPETUAL", "700000", coins: "10", books: [instrument: ladder])
    let beyond = 350_000 * 0.03 * (350_000 / 1e10).squareRoot()
    expectClose(expected: 700_000 * 0.001 + beyond, got: plan.cost.impact, .relative(1e-9))
    let trade = try #require(plan.steps.first?.trades.first)
    #expect(trade.impactSource == .bookAndBeyond)
    expectClose(expected: 350_000, got: trade.beyondBook, .relative(1e-12))
  }

  /// Half of what the owner holds: the levels stand for both halves, so that this account has half of them.
  @Test("an order book is shared with the owner's other accounts")
  func bookShared() throws {
    let instrument = try SampleMarket.instrument("BTC-PERPETUAL")
    let ladder = try BookLadder(
      time: PlanSample.time, bids: [BookLevel(price: 69_930, quantity: 700_000)],
      asks: [BookLevel(price: 70_070, quantity: 350_000)])
    let other = try Portfolio(
      positions: [try PlanSample.position("BTC-PERPETUAL", "700000")], balances: [])
    let plan = try closing(
      "BTC-PERPETUAL", "700000", coins: "10", books: [instrument: ladder], others: [other])
    let trade = try #require(plan.steps.first?.trades.first)
    expectClose(expected: 350_000, got: trade.beyondBook, .relative(1e-12))
    // 1.4 million against 700,000: half of the price of what both would pay.
    let beyond = 700_000 * 0.03 * (700_000 / 1e10).squareRoot()
    expectClose(
      expected: (1_400_000 * 0.001 + beyond) / 2, got: plan.cost.impact, .relative(1e-9))
  }

  @Test("without an order book impact is that of the square-root law")
  func withoutBook() throws {
    let plan = try closing("BTC-PERPETUAL", "700000", coins: "10")
    let trade = try #require(plan.steps.first?.trades.first)
    #expect(trade.impactSource == .squareRoot && trade.beyondBook == 0)
  }

  /// Half of what the owner holds: the account is charged as if the other half were sold beside it.
  @Test("what the owner holds elsewhere counts in the impact")
  func others() throws {
    let other = try Portfolio(
      positions: [try PlanSample.position("BTC-PERPETUAL", "700000")], balances: [])
    let alone = try closing("BTC-PERPETUAL", "700000", coins: "10")
    let beside = try closing("BTC-PERPETUAL", "700000", coins: "10", others: [other])
    expectClose(
      expected: alone.cost.impact * 2.0.squareRoot(), got: beside.cost.impact, .relative(1e-9))
    #expect(beside.cost.fee == alone.cost.fee)
  }

  @Test("what is no rate or no aim is refused")
  func refused() throws {
    func code(_ body: () throws -> Void) -> SteelyardError.Code? {
      do { try body() } catch { return (error as? SteelyardError)?.code }
      return nil
    }
    func rates(fee: Double = 0, permanent: Double = 0, volume: Double = 1) throws -> TradingRates {
      try TradingRates(
        takerFee: fee, optionFee: 0, liquidationFee: 0, optionLiquidationFee: 0,
        optionFeeMaxShare: 0, halfSpread: PerCoin(others: 0), halfSpreadPoints: 0, impactFactor: 1,
        permanentShare: permanent, dailyVolatility: PerCoin(others: 0),
        dailyVolumeUSD: PerCoin(others: volume), vegaShare: 1, volatilityPointsDaily: 0)
    }
    #expect(code { _ = try rates(fee: -1) } == .invalidInput)
    #expect(code { _ = try rates(fee: .nan) } == .invalidInput)
    #expect(code { _ = try rates(permanent: 1.5) } == .invalidInput)
    #expect(code { _ = try rates(volume: 0) } == .invalidInput)
    #expect(
      code { _ = try PlanSettings(targetUSD: -1, bufferShare: 0, rates: .usual) } == .invalidInput)
    #expect(code { _ = try PlanSettings(bufferShare: .infinity, rates: .usual) } == .invalidInput)
    let settings = try PlanSettings(bufferShare: 0, rates: .usual)
    #expect(code { _ = try NeutralPolicy(settings, budgetUSD: 0) } == .invalidInput)
  }
}
