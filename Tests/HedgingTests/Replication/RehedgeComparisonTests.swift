import SteelyardContracts
import SteelyardHedging
import TestSupport
import Testing

@Suite("Rules of hedging an option side by side") struct RehedgeComparisonTests {
  static func comparison(
    _ rules: [DeltaHedge.Rule], cost: Double = 0.0007, realised: Double = 0.6
  ) throws -> RehedgeComparison {
    try RehedgeComparison(
      of: DeltaHedge.Plan(
        strike: 60_000, right: .call, years: 30.0 / 365, hedgeVolatility: 0.6, quantity: -1,
        cost: cost, rule: .every(1)), rules,
      under: PriceProcess(start: 60_000, drift: 0, volatility: realised), steps: 120, paths: 400,
      seed: 4)
  }

  @Test("hedging less often costs less and leaves more open")
  func frequency() throws {
    let found = try Self.comparison([.every(1), .every(4), .every(12)])
    let costs = found.entries.map(\.sample.costs.mean)
    let open = found.entries.map(\.sample.profit.deviation)
    #expect(costs == costs.sorted(by: >))
    #expect(open == open.sorted())
    let efficient = found.entries.filter(\.isEfficient)
    #expect(efficient.count == 3)
  }

  @Test("a rule that another beats in both is told, by comparing every pair")
  func efficient() throws {
    let rules: [DeltaHedge.Rule] = [
      .every(1), .every(4), .every(8), .threshold(0.05), .threshold(0.2),
      .band(riskAversion: 10 / 60_000.0), .band(riskAversion: 100 / 60_000.0),
    ]
    let found = try Self.comparison(rules)
    for entry in found.entries {
      let isBeaten = found.entries.contains {
        $0.sample.costs.mean < entry.sample.costs.mean
          && $0.sample.profit.deviation < entry.sample.profit.deviation
      }
      #expect(entry.isEfficient == !isBeaten, "\(entry.rule)")
    }
    #expect(found.entries.contains { !$0.isEfficient }, "fixed times are beaten by bands")
    // Bands are narrower for who is more averse: by the cube root of ten.
    #expect(found.bands.count == 2)
    expectClose(
      expected: 2.154434690031884, got: found.bands[0] / found.bands[1], .relative(1e-12))
  }

  @Test("the break-even volatility pays for time value and costs")
  func breakEven() throws {
    let free = try Self.comparison([.every(1)], cost: 0)
    expectClose(expected: 0.6, got: free.scalp.breakEvenVolatility, .relative(1e-12))
    let dear = try Self.comparison([.every(1)])
    #expect(dear.scalp.breakEvenVolatility > 0.6)
    // Who is short asks for Leland's volatility: sold there, paths that realise what is hedged at break even.
    expectClose(expected: 0, got: free.entries[0].sample.profit.mean, .absolute(60))
    #expect(dear.entries[0].sample.profit.mean < -20)
  }

  @Test("no rule is refused")
  func nothing() throws {
    #expect(throws: SteelyardError.self) { try Self.comparison([]) }
    #expect(throws: SteelyardError.self) { try Self.comparison([.every(0)]) }
  }
}
