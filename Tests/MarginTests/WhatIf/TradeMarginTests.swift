import SteelyardContracts
import SteelyardMargin
import SteelyardPricing
import TestSupport
import Testing

@Suite("Incremental and marginal margin of a trade")
struct TradeMarginTests {
  /// One bitcoin at 70,000; of ten days the worst quarter counts: the worst two and half the third.
  private static let dynamic = {
    var sample = DynamicSample(core: [.btc: DynamicSample.moves])
    sample.stressedWeight = 0
    sample.crashShare = 0
    sample.brokenShare = 0
    return sample
  }()

  private func result(
    _ sample: DynamicSample, _ positions: [(name: String, quantity: String)], _ trades: [Trade]
  ) throws -> WhatIfResult {
    let snapshot = try SyntheticMarket().snapshot()
    let model = try sample.model()
    let held = try book(positions, [])
    let whatIf = try WhatIf(trades: trades, orders: [])
    let universe = try whatIf.universe(holding: held)
    let frame = try model.frame(
      number: 1, of: universe, in: snapshot, surfaces: [:], level: .portable)
    return try whatIf.result(for: held, stated: [], model: model, in: frame, of: universe)
  }

  @Test("more of the same asks for as much as before: both are the shortfall by hand")
  func same() throws {
    let found = try result(
      Self.dynamic, [DynamicSample.bitcoin],
      [try WhatIfSample.trade("BTC_USDC-PERPETUAL", "0.5")])
    let margin = try #require(found.tradeMargins.first)
    // (0.10 + 0.08 + 0.05 / 2) / 2.5 = 0.082 of 70,000 a bitcoin, for half a bitcoin 2,870.
    let core = try #require(margin.core)
    for change in [core, margin.initialMargin, margin.maintenanceMargin] {
      expectClose(expected: 2870, got: change.incremental, .relative(1e-9))
      expectClose(expected: 2870, got: change.marginal, .relative(1e-6))
    }
    expectClose(expected: 2870, got: core.marginal, .relative(1e-12))
  }

  @Test("a trade that turns the book: the first part frees margin, the whole asks for some")
  func turning() throws {
    let found = try result(
      Self.dynamic, [DynamicSample.bitcoin],
      [try WhatIfSample.trade("BTC_USDC-PERPETUAL", "-2.5")])
    let margin = try #require(found.tradeMargins.first)
    let core = try #require(margin.core)
    // Each bitcoin sold frees 5,740 at first: 2.5 times that. Then 1.5 are short, and rises of 9, 6
    // and half of 5 % count: (0.09 + 0.06 + 0.05 / 2) / 2.5 = 0.07 of 105,000 is 7,350 after 5,740.
    expectClose(expected: -14_350, got: core.marginal, .relative(1e-12))
    expectClose(expected: 7350 - 5740, got: core.incremental, .relative(1e-9))
    expectClose(expected: -14_350, got: margin.initialMargin.marginal, .relative(1e-6))
    #expect(core.incremental >= core.marginal)
  }

  @Test(
    "trades are looked at one by one on the book before, at any model",
    arguments: [
      "deribit", "cross", "isolated",
    ])
  func others(model: String) throws {
    let sample = try WhatIfSample(model: model)
    let book = try WhatIfSample.book(
      [("BTC-PERPETUAL", "50000", "70000")], [(.btc, "3")])
    let first = try WhatIfSample.trade("BTC-PERPETUAL", "20000")
    let second = try WhatIfSample.trade("BTC-PERPETUAL", "-30000")
    let both = try sample.result(book, trades: [first, second])
    let alone = try sample.result(book, trades: [second])
    #expect(both.tradeMargins.count == 2)
    #expect(both.tradeMargins[1] == alone.tradeMargins[0])
    let figures = alone.after.explanation.figures
    let before = alone.before.explanation.figures
    expectClose(
      expected: figures.initialMargin - before.initialMargin,
      got: alone.tradeMargins[0].initialMargin.incremental, .absolute(1e-9))
    #expect(alone.tradeMargins[0].core == nil)
    // Margin of a perpetual alone is near linear in its size at every model.
    expectClose(
      expected: both.tradeMargins[0].initialMargin.incremental,
      got: both.tradeMargins[0].initialMargin.marginal, .relative(0.1))
  }

  @Test("of very many trades none is looked at by itself")
  func many() throws {
    let sample = try WhatIfSample()
    let trade = try WhatIfSample.trade("BTC-PERPETUAL", "10")
    let book = try WhatIfSample.book([], [(.btc, "1")])
    #expect(
      try sample.result(
        book, trades: [Trade](repeating: trade, count: TradeMargin.tradesMax + 1)
      ).tradeMargins.isEmpty)
  }
}
