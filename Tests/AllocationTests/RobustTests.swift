import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import TestSupport
import Testing

@Suite("Robust portfolios")
struct RobustTests {
  @Test("the worst mean of an ellipsoid: no point of a grid is better", arguments: 0..<6)
  func ellipsoid(seed: Int) throws {
    let moments = try TestMoments.random(3, seed: UInt64(seed))
    let doubt = moments.covariance.combined(with: moments.covariance) { one, _ in one / 60 }
    let problem = try MeanVariance(moments, .longOnly(3))
    let robust = try problem.robustUtility(riskAversion: 2, meanCovariance: doubt, radius: 1.5)
    #expect(robust.status == .optimal && robust.residual <= 1e-8)
    for weights in TestMoments.grid(50) {
      let mean = zip(weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 }
      let worst = mean - 1.5 * doubt.quadraticForm(weights).squareRoot()
      #expect(
        moments.covariance.quadraticForm(weights) - worst >= robust.objective.value - 1e-10)
    }
    let plain = try problem.maximumUtility(riskAversion: 2)
    let none = try problem.robustUtility(riskAversion: 2, meanCovariance: doubt, radius: 0)
    expectClose(expected: plain.objective.value, got: none.objective.value, .absolute(1e-14))
    // Doubt only takes away.
    #expect(robust.objective.value >= plain.objective.value)
  }

  @Test("the worst of several covariances: no point of a grid is better", arguments: 0..<6)
  func regimes(seed: Int) throws {
    let calm = try TestMoments.random(3, seed: UInt64(seed))
    let others = try [100, 200].map {
      try TestMoments.random(3, seed: UInt64(seed + $0)).covariance.selecting([2, 0, 1])
    }
    let allocation = try MeanVariance(calm, .longOnly(3)).worstCaseVariance(over: others)
    #expect(allocation.status == .optimal && allocation.residual <= 1e-8)
    func worst(_ weights: [Double]) -> Double {
      ([calm.covariance] + others).map { $0.quadraticForm(weights) }.max() ?? 0
    }
    expectClose(
      expected: worst(allocation.weights), got: allocation.objective.value, .relative(1e-12))
    for weights in TestMoments.grid(80) {
      #expect(worst(weights) >= allocation.objective.value * (1 - 2e-8))
    }
  }

  /// Two assets and regimes that swap them: each alone would hold the calm one; together a half of each is best, as
  /// 0.01 w² + 0.04 (1 − w)² and its mirror cross at w = 0.5, below both corners.
  @Test("regimes that swap two assets, by hand")
  func swapped() throws {
    let moments = try AssetMoments(
      assets: ["A", "B"], means: [0, 0], covariance: Matrix(diagonal: [0.01, 0.04]))
    let allocation = try MeanVariance(moments, .longOnly(2)).worstCaseVariance(
      over: [Matrix(diagonal: [0.04, 0.01])])
    expectClose(expected: 0.5, got: allocation.weights[0], .absolute(1e-6))
    expectClose(expected: 0.0125, got: allocation.objective.value, .relative(1e-8))
  }

  @Test(
    "resampling repeats itself, keeps the constraints, and comes near the optimum with much data")
  func resampled() throws {
    let moments = try TestMoments.random(4, seed: 4)
    func draw(_ observations: Int, seed: UInt64) throws -> Allocation {
      try Resampled.allocation(
        moments, observationCount: observations, draws: 20, seed: seed
      ) { (drawn) throws(SteelyardError) in
        try MeanVariance(drawn, .longOnly(4)).minimumVariance()
      }
    }
    let first = try draw(60, seed: 1)
    #expect(try draw(60, seed: 1) == first)
    #expect(try draw(60, seed: 2).weights != first.weights)
    expectClose(expected: 1, got: first.weights.reduce(0, +), .relative(1e-10))
    #expect(first.status == .optimal && first.weights.allSatisfy { $0 >= -1e-12 })
    let optimum = try MeanVariance(moments, .longOnly(4)).minimumVariance()
    let near = try draw(20_000, seed: 3)
    for (expected, got) in zip(optimum.weights, near.weights) {
      expectClose(expected: expected, got: got, .absolute(0.02))
    }
    #expect(near.objective.value >= optimum.risk * (1 - 1e-12))
    #expect(throws: SteelyardError.self) { try draw(1, seed: 1) }
  }

  @Test("radii and matrices that are none are refused")
  func refused() throws {
    let problem = try MeanVariance(try TestMoments.random(3, seed: 1), .longOnly(3))
    #expect(throws: SteelyardError.self) {
      try problem.robustUtility(riskAversion: 1, meanCovariance: .identity(3), radius: -1)
    }
    #expect(throws: SteelyardError.self) {
      try problem.robustUtility(riskAversion: 1, meanCovariance: .identity(2), radius: 1)
    }
    #expect(throws: SteelyardError.self) { try problem.worstCaseVariance(over: [.identity(2)]) }
  }
}
