import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Plans against exhaustive search")
struct PlanOptimalityTests {
  private func check(
    _ name: String, _ books: inout PlanBooks, positions count: ClosedRange<Int>,
    lots lotCount: ClosedRange<Int>, times: Int
  ) throws -> [Double] {
    let model = try PlanSample.model(name)
    var ratios: [Double] = []
    for _ in 0..<times {
      let (positions, lots) = try books.positions(count: count, lots: lotCount)
      let share = -Double(Int.random(in: 3...60, using: &books.generator)) / 100
      let market = try PlanSample.market(model, lots: lots)
      let portfolio = try PlanSample.collateralised(positions, excessShare: share, in: market)
      let account = try PlanSample.account(portfolio, in: market)
      guard account.figures.maintenanceExcess < 0, account.figures.equity > 0 else { continue }
      let plan = try LiquidationPlan(
        for: account, in: market, try PlanSettings(bufferShare: 0.05, rates: .usual))
      let oracle = PlanOracle(account: account, market: market, bufferShare: 0.05)
      let best = try oracle.cheapest(lots: lots)
      #expect(plan.isRestored == (best != nil))
      guard let best, plan.isRestored else { continue }
      #expect(plan.price >= best.price * (1 - 1e-6))
      #expect(plan.price <= best.price * 1.05)
      ratios.append(plan.price / best.price)
      if plan.certainty != .none {
        #expect(try #require(plan.costBound) <= best.price * (1 + 1e-6))
      }
    }
    return ratios
  }

  @Test(
    "within 5 % of the best of all combinations of lots, and restored whenever any is",
    arguments: ["plain", "shortfall", "cross", "deribit", "derive", "dynamic"])
  func optimal(_ name: String) throws {
    var books = PlanBooks(seed: 611)
    let ratios =
      try check(name, &books, positions: 3...6, lots: 1...2, times: 5)
      + check(name, &books, positions: 2...3, lots: 4...7, times: 3)
    let told = ratios.sorted().map { ($0 * 10_000).rounded() / 10_000 }
    print("\(name): cost over the best of all, \(told.count) books: \(told)")
    #expect(ratios.count >= 3)
  }

  @Test("books of eight positions", arguments: ["plain", "deribit"])
  func eight(_ name: String) throws {
    var books = PlanBooks(seed: 8)
    let ratios = try check(name, &books, positions: 8...8, lots: 1...1, times: 4)
    print("\(name), eight positions: \(ratios.sorted())")
    #expect(ratios.count >= 2)
  }

  /// Books too large to try everything: the bound is what is known, and concavity makes it certain.
  @Test("larger books lie near the bound that no plan is below", arguments: ["plain", "cross"])
  func nearTheBound(_ name: String) throws {
    var books = PlanBooks(seed: 30)
    let market = try PlanSample.market(
      try PlanSample.model(name), hedges: ["BTC-PERPETUAL", "ETH-PERPETUAL"])
    var gaps: [Double] = []
    var costGaps: [Double] = []
    for _ in 0..<3 {
      let (positions, _) = try books.positions(count: 14...20, lots: 4...20)
      let portfolio = try PlanSample.collateralised(positions, excessShare: -0.2, in: market)
      let plan = try LiquidationPlan(
        for: try PlanSample.account(portfolio, in: market), in: market,
        try PlanSettings(bufferShare: 0.05, rates: .usual))
      #expect(plan.isRestored && plan.certainty == .concave)
      gaps.append(try #require(plan.gap))
      costGaps.append(try 1 - #require(plan.costBound) / plan.cost.total)
    }
    print("\(name): gaps to the bound \(gaps), of the costs alone \(costGaps)")
    // What the impact takes from the rest is no part of the bound.
    #expect(gaps.allSatisfy { $0 < 0.25 } && costGaps.allSatisfy { $0 < 0.05 })
  }
}
