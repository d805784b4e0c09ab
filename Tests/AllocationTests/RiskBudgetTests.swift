import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Risk budgets and hierarchies")
struct RiskBudgetTests {
  /// Without correlation parity has weights in proportion to 1/σ; two assets have it for every correlation.
  @Test("parity by hand", arguments: [-0.5, 0, 0.8])
  func parity(correlation: Double) throws {
    let moments = try AssetMoments(
      assets: ["A", "B"], means: [0, 0],
      covariance: Matrix(rows: [[0.04, 0.02 * correlation], [0.02 * correlation, 0.01]]))
    let allocation = try RiskBudget.parity(moments).allocation()
    expectClose(expected: 1.0 / 3, got: allocation.weights[0], .relative(1e-10))
    expectClose(expected: 2.0 / 3, got: allocation.weights[1], .relative(1e-10))
    let rule = WeightRules.inverseVolatility(moments)
    expectClose(expected: 1.0 / 3, got: rule.weights[0], .relative(1e-12))
  }

  /// Two assets without correlation: w_i² σ_i² in proportion to b, so w = √b / σ: budgets of 0.8 and 0.2 with one
  /// deviation are 2 : 1.
  @Test("budgets by hand, and met in random problems", arguments: 0..<15)
  func budgets(seed: Int) throws {
    let simple = try AssetMoments(assets: ["A", "B"], means: [0, 0], covariance: .identity(2))
    let pair = try RiskBudget(simple, budgets: [0.8, 0.2]).allocation()
    expectClose(expected: 2.0 / 3, got: pair.weights[0], .relative(1e-12))
    let count = 2 + 3 * seed
    let moments = try TestMoments.random(count, seed: UInt64(seed))
    let sum = Double(count * (count + 1)) / 2
    let budgets = (1...count).map { Double($0) / sum }
    let allocation = try RiskBudget(moments, budgets: budgets).allocation()
    #expect(allocation.status == .optimal && allocation.residual <= 1e-10)
    expectClose(expected: 1, got: allocation.weights.reduce(0, +), .relative(1e-12))
    for (budget, part) in zip(budgets, allocation.riskContributions) {
      expectClose(expected: budget, got: part / allocation.risk, .relative(1e-8))
    }
  }

  @Test("deviations of very different sizes")
  func sizes() throws {
    let deviations = [1e-5, 1e-2, 3.0]
    let moments = try AssetMoments(
      assets: ["A", "B", "C"], means: [0, 0, 0],
      covariance: Matrix(size: 3) {
        deviations[$0] * deviations[$1] * ($0 == $1 ? 1 : 0.3)
      })
    let allocation = try RiskBudget.parity(moments).allocation()
    #expect(allocation.status == .optimal)
    // One correlation for all pairs: weights in proportion to 1/σ.
    expectClose(
      expected: 1e3, got: allocation.weights[0] / allocation.weights[1], .relative(1e-9))
  }

  @Test("budgets that are none are refused")
  func refused() throws {
    let moments = try TestMoments.random(3, seed: 1)
    for budgets in [[0.5, 0.5], [1, 0, 0], [0.5, 0.4, 0.2], [.nan, 0.5, 0.5]] {
      let error = #expect(throws: SteelyardError.self) { try RiskBudget(moments, budgets: budgets) }
      #expect(error?.code == .invalidInput)
    }
  }

  /// A and C move together, B and D alone: distances put A and C beside each other.
  ///
  /// The order is found by hand: the nearest pair is (A, C) at √0.05; then D joins it at √0.25 (correlation 0.5
  /// with C); then B. Single things stand before clusters: B, D, A, C. Halves {B, D} and {A, C}, all variances 1: V
  /// of each is (1 + ρ) / 2: 0.5 and 0.95, so the first half has 0.95 / 1.45.
  @Test("a hierarchy of four, by hand")
  func hierarchy() throws {
    let correlation = Matrix(rows: [
      [1, 0, 0.9, 0.2], [0, 1, 0.1, 0], [0.9, 0.1, 1, 0.5], [0.2, 0, 0.5, 1],
    ])
    let moments = try AssetMoments(
      assets: ["A", "B", "C", "D"], means: [0, 0, 0, 0], covariance: correlation)
    let allocation = HierarchicalRiskParity(moments).allocation()
    let first = 0.95 / 1.45
    for (expected, got) in zip(
      [(1 - first) / 2, first / 2, (1 - first) / 2, first / 2], allocation.weights)
    {
      expectClose(expected: expected, got: got, .relative(1e-12))
    }
  }

  @Test("ranges are kept, wide ones change nothing", arguments: 0..<10)
  func ranges(seed: Int) throws {
    let moments = try TestMoments.random(9, seed: UInt64(seed))
    let free = HierarchicalRiskParity(moments).allocation()
    let wide = try HierarchicalRiskParity(
      moments, ranges: (0..<9).map { _ in .init(0, 1) }
    ).allocation()
    #expect(free.weights == wide.weights)
    expectClose(expected: 1, got: free.weights.reduce(0, +), .relative(1e-12))
    let narrow = try HierarchicalRiskParity(
      moments, ranges: (0..<9).map { .init($0 == 3 ? 0.15 : 0.02, 0.16) }
    ).allocation()
    expectClose(expected: 1, got: narrow.weights.reduce(0, +), .relative(1e-12))
    for (asset, weight) in narrow.weights.enumerated() {
      #expect(weight >= (asset == 3 ? 0.15 : 0.02) - 1e-12 && weight <= 0.16 + 1e-12)
    }
    #expect(throws: SteelyardError.self) {
      try HierarchicalRiskParity(moments, ranges: (0..<9).map { _ in .init(0, 0.1) })
    }
  }
}
