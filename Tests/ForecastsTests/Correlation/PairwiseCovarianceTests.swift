import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Covariances of histories of different length") struct PairwiseCovarianceTests {
  private func policy(
    overlap: Int = 10, assumed: Double = 0.5, repair: CorrelationRepair = .nearest,
    floor: Double = 0
  ) throws -> PairwisePolicy {
    try PairwisePolicy(
      overlapMin: overlap, assumedCorrelation: assumed, repair: repair, eigenvalueMin: floor)
  }

  @Test("without gaps it is the sample covariance")
  func complete() throws {
    let panel = try SampleReturns.panel(SampleReturns.waves(steps: 60, assets: 4))
    for mean in ReturnMean.allCases {
      let got = try PairwiseCovariance(
        panel, mean: mean, divisor: .countLessOne, policy: policy())
      let expected = try CovarianceEstimate.sample(panel, mean: mean, divisor: .countLessOne)
      #expect(got.repairDistance == 0 && got.assumedPairs.isEmpty)
      let difference = got.estimate.covariance.combined(with: expected.covariance) { $0 - $1 }
      #expect(difference.frobeniusNorm < 1e-14 * expected.covariance.frobeniusNorm)
    }
  }

  @Test("a young coin takes its correlation from the common days and its variance from its own")
  func young() throws {
    let old = SampleReturns.waves(steps: 60, assets: 2)
    let young = old.suffix(30).map { 2 * $0[0] }
    let panel = try ReturnPanel(
      assets: ["OLD", "YOUNG"], endingTogether: [old.map { $0[0] }, young])
    let got = try PairwiseCovariance(panel, mean: .zero, divisor: .count, policy: policy())
    #expect(got.overlaps == [[60, 30], [30, 30]])
    // On the common days it is twice the old one, so they correlate fully.
    expectClose(expected: 1, got: got.correlation[0, 1], .relative(1e-12))
    let variance = young.reduce(0) { $0 + $1 * $1 } / 30
    expectClose(expected: variance, got: got.estimate.covariance[1, 1], .relative(1e-12))
  }

  @Test("pairs that hardly met are given the policy's correlation, and named")
  func assumed() throws {
    let waves = SampleReturns.waves(steps: 60, assets: 2)
    let panel = try ReturnPanel(
      assets: ["EARLY", "LATE"],
      columns: [
        waves.enumerated().map { $0.offset < 32 ? $0.element[0] : nil },
        waves.enumerated().map { $0.offset >= 28 ? $0.element[1] : nil },
      ])
    let got = try PairwiseCovariance(
      panel, mean: .sample, divisor: .countLessOne, policy: policy(assumed: 0.7))
    #expect(got.overlaps[0][1] == 4)
    #expect(got.assumedPairs == [.init(first: 0, second: 1)])
    #expect(got.correlation[0, 1] == 0.7)
  }

  @Test(
    "random gaps: repaired to semi-definite, variances kept, told how far",
    arguments: CorrelationRepair.allCases)
  func repaired(repair: CorrelationRepair) throws {
    let seed: UInt64 = 51
    print("PairwiseCovarianceTests.repaired seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let rows = SampleReturns.random(steps: 30, assets: 12, &generator)
    var repairs = 0
    for _ in 0..<5 {
      let columns: [[Double?]] = (0..<12).map { asset in
        rows.map { Int.random(in: 0..<3, using: &generator) == 0 ? nil : $0[asset] }
      }
      let panel = try ReturnPanel(assets: (0..<12).map { "A\($0)" }, columns: columns)
      let got = try PairwiseCovariance(
        panel, mean: .zero, divisor: .count, policy: policy(overlap: 5, repair: repair, floor: 0.01)
      )
      #expect(SampleReturns.leastEigenvalue(got.correlation.matrix) >= 0.01 - 1e-12)
      if got.repairDistance > 0 { repairs += 1 }
      for (asset, column) in columns.enumerated() {
        let own = column.compactMap { $0 }
        expectClose(
          expected: own.reduce(0) { $0 + $1 * $1 } / Double(own.count),
          got: got.estimate.covariance[asset, asset], .relative(1e-12))
      }
    }
    #expect(repairs > 0)
  }

  @Test("too little history, still assets and impossible policies are told")
  func refusals() throws {
    let panel = try ReturnPanel(
      assets: ["A", "B"], columns: [[1, 2, 3, 4], [nil, nil, nil, 1]])
    ForecastErrors.expect(.missingMarketData, "B has 1 returns") {
      _ = try PairwiseCovariance(
        panel, mean: .zero, divisor: .count, policy: self.policy(overlap: 3))
    }
    let still = try ReturnPanel(assets: ["A"], columns: [[0, 0, 0, 0]])
    ForecastErrors.expect(.notApplicable, "A does not move") {
      _ = try PairwiseCovariance(
        still, mean: .zero, divisor: .count, policy: self.policy(overlap: 3))
    }
    for make: () throws -> PairwisePolicy in [
      { try self.policy(overlap: 2) }, { try self.policy(assumed: 1.5) },
      { try self.policy(floor: 1) },
    ] {
      ForecastErrors.expect(.invalidInput, "policy") { _ = try make() }
    }
  }
}
