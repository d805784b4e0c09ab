import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation
import TestSupport
import Testing

@Suite("Mean and variance")
struct MeanVarianceTests {
  /// Two assets of deviation 0.2 and 0.1 without correlation: least variance has weights 1/σ² : 0.2 and 0.8,
  /// variance 0.008.
  ///
  /// Means of 10 % and 4 % over a riskless 2 %: tangency has excess / σ²: 2 and 2, so a half each, and the ratio
  /// √(0.08²/0.04 + 0.02²/0.01) = √0.2.
  @Test("two assets, by hand")
  func worked() throws {
    let moments = try AssetMoments(
      assets: ["A", "B"], means: [0.10, 0.04], covariance: Matrix(diagonal: [0.04, 0.01]))
    let problem = try MeanVariance(moments, .unconstrained(2))
    let least = try problem.minimumVariance()
    #expect(least.status == .optimal)
    for (expected, got) in zip([0.2, 0.8], least.weights) {
      expectClose(expected: expected, got: got, .absolute(1e-12))
    }
    expectClose(expected: 0.008, got: least.objective.value, .relative(1e-12))
    // Another per cent of capital costs 2 × 0.008 of variance for each whole: w = t (0.2, 0.8), so variance is
    // 0.008 t².
    expectClose(expected: 0.016, got: least.bindings[0].price, .relative(1e-9))
    let tangency = try problem.tangency(riskless: 0.02)
    expectClose(expected: 0.5, got: tangency.weights[0], .absolute(1e-12))
    expectClose(expected: 0.2.squareRoot(), got: tangency.objective.value, .relative(1e-12))
    // Aversion 2 without a total: Σ⁻¹ μ / 2.
    var free = AllocationConstraints.unconstrained(2)
    free.total = .init(-.infinity, .infinity)
    let utility = try MeanVariance(moments, free).maximumUtility(riskAversion: 2)
    for (expected, got) in zip([1.25, 2.0], utility.weights) {
      expectClose(expected: expected, got: got, .relative(1e-12))
    }
  }

  @Test("no point of a grid of three long-only assets is better", arguments: 0..<12)
  func grid(seed: Int) throws {
    let moments = try TestMoments.random(3, seed: UInt64(seed))
    let problem = try MeanVariance(moments, .longOnly(3))
    let least = try problem.minimumVariance()
    let utility = try problem.maximumUtility(riskAversion: 4)
    let tangency = try problem.tangency(riskless: -0.01)
    let diverse = try problem.maximumDiversification()
    for weights in TestMoments.grid(60) {
      let variance = moments.covariance.quadraticForm(weights)
      let mean = zip(weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(variance >= least.objective.value * (1 - 1e-10))
      #expect(2 * variance - mean >= utility.objective.value - 1e-12)
      #expect((mean + 0.01) / variance.squareRoot() <= tangency.objective.value * (1 + 1e-9))
      let ratio =
        zip(weights, moments.deviations).reduce(0) { $0 + $1.0 * $1.1 } / variance.squareRoot()
      #expect(ratio <= diverse.objective.value * (1 + 1e-9))
    }
    for allocation in [least, utility, tangency, diverse] {
      #expect(allocation.status == .optimal && allocation.residual <= 1e-8)
      expectClose(expected: 1, got: allocation.weights.reduce(0, +), .absolute(1e-9))
      expectClose(
        expected: allocation.risk, got: allocation.riskContributions.reduce(0, +),
        .relative(1e-12))
    }
  }

  @Test("the order of assets and the unit of covariances change nothing")
  func invariance() throws {
    let moments = try TestMoments.random(8, seed: 3)
    let order = [3, 7, 0, 5, 1, 6, 2, 4]
    let moved = try AssetMoments(
      assets: order.map { moments.assets[$0] }, means: order.map { moments.means[$0] },
      covariance: moments.covariance.selecting(order))
    let scaled = try AssetMoments(
      assets: moments.assets, means: moments.means.map { $0 * 100 },
      covariance: moments.covariance.combined(with: moments.covariance) { one, _ in 1e4 * one })
    for solve in [
      { (moments: AssetMoments) throws in
        try MeanVariance(moments, .longOnly(8)).minimumVariance()
      },
      { moments throws in try MeanVariance(moments, .longOnly(8)).tangency(riskless: 0) },
      { moments throws in try MeanVariance(moments, .longOnly(8)).maximumDiversification() },
      { moments throws in try RiskBudget.parity(moments).allocation() },
      { moments throws in HierarchicalRiskParity(moments).allocation() },
    ] as [(AssetMoments) throws -> Allocation] {
      let base = try solve(moments)
      let permuted = try solve(moved)
      let rescaled = try solve(scaled)
      for (place, asset) in order.enumerated() where base.objective.kind != .hierarchical {
        expectClose(
          expected: base.weights[asset], got: permuted.weights[place], .absolute(1e-7))
      }
      for asset in 0..<8 {
        expectClose(
          expected: base.weights[asset], got: rescaled.weights[asset], .absolute(1e-7))
      }
    }
  }

  @Test("the frontier rises, bends, and its prices are its slope")
  func frontier() throws {
    let moments = try TestMoments.random(6, seed: 8)
    let points = try MeanVariance(moments, .longOnly(6)).frontier(pointCount: 21)
    #expect(points.count == 21 && points.allSatisfy { $0.status == .optimal })
    let returns = points.map { $0.expectedReturn ?? 0 }
    let variances = points.map(\.objective.value)
    for place in 1..<21 { #expect(variances[place] >= variances[place - 1] - 1e-15) }
    for place in 1..<20 {
      let left = (variances[place] - variances[place - 1]) / (returns[place] - returns[place - 1])
      let right = (variances[place + 1] - variances[place]) / (returns[place + 1] - returns[place])
      #expect(right >= left - 1e-9)
      let price = points[place].bindings.first { $0.constraint == .targetReturn }?.price ?? 0
      #expect(price >= left - 1e-9 && price <= right + 1e-9)
    }
    expectClose(
      expected: moments.means.max() ?? 0, got: returns[20], .relative(1e-9))
  }

  @Test("means that nobody wants, and a target out of reach")
  func infeasible() throws {
    let moments = try AssetMoments(
      assets: ["A", "B"], means: [-0.1, -0.2], covariance: .identity(2))
    let problem = try MeanVariance(moments, .longOnly(2))
    #expect(try problem.tangency(riskless: 0).status == .infeasible)
    #expect(try problem.minimumVariance(targetReturn: 0).status == .infeasible)
  }

  @Test("moments and arguments that are none are refused by name")
  func refused() throws {
    for (assets, means, covariance) in [
      ([], [], Matrix(rows: [])), (["A", "A"], [0, 0], .identity(2)),
      (["A"], [0, 0], .identity(1)), (["A", "B"], [0, 0], .identity(3)),
      (["A", "B"], [0, 0], Matrix(rows: [[1, 0.5], [0.4, 1]])),
      (["A", "B"], [0, 0], Matrix(diagonal: [1, 0])), (["A"], [.nan], .identity(1)),
    ] as [([String], [Double], Matrix)] {
      let error = #expect(throws: SteelyardError.self) {
        try AssetMoments(assets: assets, means: means, covariance: covariance)
      }
      #expect(error?.code == .invalidInput)
    }
    let moments = try TestMoments.random(3, seed: 1)
    let problem = try MeanVariance(moments, .longOnly(3))
    #expect(throws: SteelyardError.self) { try problem.maximumUtility(riskAversion: 0) }
    #expect(throws: SteelyardError.self) { try problem.minimumVariance(targetReturn: .nan) }
    #expect(throws: SteelyardError.self) { try problem.frontier(pointCount: 1) }
    // Correlations of −0.9 between three assets can't be.
    let impossible = try AssetMoments(
      assets: ["A", "B", "C"], means: [0, 0, 0], covariance: Matrix(size: 3) { $0 == $1 ? 1 : -0.9 }
    )
    #expect(throws: SteelyardError.self) {
      try MeanVariance(impossible, .longOnly(3)).minimumVariance()
    }
    #expect(throws: SteelyardError.self) { try RiskBudget.parity(impossible).allocation() }
  }
}
