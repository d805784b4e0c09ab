import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Sample and shrunk covariances") struct CovarianceEstimateTests {
  // numpy: numpy.cov(X, rowvar=False) and X.T @ X / 60 of SampleReturns.waves(60, 4).
  @Test("sample covariance over n − 1 and over n")
  func sample() throws {
    let panel = try SampleReturns.panel(SampleReturns.waves(steps: 60, assets: 4))
    let unbiased = try CovarianceEstimate.sample(panel, mean: .sample, divisor: .countLessOne)
    expectClose(
      expected: 6.4726258635673279e-05, got: unbiased.covariance[0, 0], .relative(1e-12))
    expectClose(
      expected: 1.2861213210231579e-05, got: unbiased.covariance[1, 0], .relative(1e-12))
    expectClose(
      expected: 1.6383962264909897e-05, got: unbiased.covariance[2, 3], .relative(1e-12))
    let plain = try CovarianceEstimate.sample(panel, mean: .zero, divisor: .count)
    expectClose(expected: 1.15843145791584e-05, got: plain.covariance[1, 2], .relative(1e-12))
    #expect(plain.means == [0, 0, 0, 0] && plain.observationCount == 60)
    let biased = try CovarianceEstimate.sample(panel, mean: .sample, divisor: .count)
    expectClose(
      expected: unbiased.covariance[0, 1] * 59 / 60, got: biased.covariance[0, 1],
      .relative(1e-14))
  }

  // Weights from the definitions rather than from the expanded sums: a numpy loop over pairs of mean
  // ((y_i y_j − s_ij)²), and over the asymptotic covariance of each target element by its gradient.
  @Test(
    "weights of the targets against their definitions",
    arguments: [
      (ShrinkageTarget.identity, 0.3002954711554852),
      (.identityForNormalReturns, 0.3599368478311158),
      (.constantCorrelation, 0.6006413439261697), (.singleFactor, 0.16960061458913595),
    ])
  func weights(target: ShrinkageTarget, expected: Double) throws {
    let loads = [1, -1, 2, 0.5, 1]
    let rows = SampleReturns.waves(steps: 80, assets: 5).enumerated().map { index, row in
      let shock = 0.004 * SampleReturns.sine(of: Double((index + 1) * (index + 1)))
      return zip(row, loads).map { $0 + shock * $1 }
    }
    let estimate = try CovarianceEstimate.shrunk(
      SampleReturns.panel(rows), towards: target, mean: .sample)
    expectClose(expected: expected, got: estimate.shrinkage, .relative(1e-10))
  }

  @Test("between sample and target, semi-definite, the same for assets in another order")
  func properties() throws {
    let seed: UInt64 = 21
    print("CovarianceEstimateTests.properties seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for (steps, assets) in [(20, 3), (40, 12), (10, 25), (300, 6)] {
      let rows = SampleReturns.random(steps: steps, assets: assets, &generator)
      let order = Array((0..<assets).shuffled(using: &generator))
      let panel = try SampleReturns.panel(rows)
      let shuffled = try SampleReturns.panel(rows.map { row in order.map { row[$0] } })
      for target in ShrinkageTarget.allCases {
        for mean in ReturnMean.allCases {
          let estimate = try CovarianceEstimate.shrunk(panel, towards: target, mean: mean)
          #expect(estimate.shrinkage >= 0 && estimate.shrinkage <= 1)
          let level = estimate.covariance.diagonal.max() ?? 1
          #expect(SampleReturns.leastEigenvalue(estimate.covariance) > -1e-14 * level)
          // Identity targets spread over n assets less than the sample does; the others keep
          // variances.
          let divisor: CovarianceDivisor =
            target == .constantCorrelation && mean == .sample ? .countLessOne : .count
          let sample = try CovarianceEstimate.sample(panel, mean: mean, divisor: divisor)
          let traces = [sample, estimate].map { $0.covariance.diagonal.reduce(0, +) }
          expectClose(expected: traces[0], got: traces[1], .relative(1e-12))
          #expect(estimate.covariance.frobeniusNorm <= sample.covariance.frobeniusNorm * 1.2)
          if target == .identity {
            #expect(estimate.covariance.frobeniusNorm <= sample.covariance.frobeniusNorm)
          } else if target != .identityForNormalReturns {
            for asset in 0..<assets {
              expectClose(
                expected: sample.covariance[asset, asset], got: estimate.covariance[asset, asset],
                .relative(1e-12))
            }
          }
          let permuted = try CovarianceEstimate.shrunk(shuffled, towards: target, mean: mean)
          let difference = permuted.covariance.combined(
            with: estimate.covariance.selecting(order)
          ) { $0 - $1 }
          #expect(difference.frobeniusNorm < 1e-11 * estimate.covariance.frobeniusNorm)
        }
      }
    }
  }

  @Test("gaps, still assets and too few steps are told")
  func refusals() throws {
    let gap = try ReturnPanel(assets: ["A", "B"], columns: [[0.1, 0.2, nil], [0.1, 0.3, 0.2]])
    ForecastErrors.expect(.missingMarketData, "A has no return at step 2") {
      _ = try CovarianceEstimate.sample(gap, mean: .zero, divisor: .count)
    }
    let short = try ReturnPanel(assets: ["A"], columns: [[0.1]])
    ForecastErrors.expect(.missingMarketData, "too few") {
      _ = try CovarianceEstimate.shrunk(short, towards: .identity, mean: .zero)
    }
    let still = try ReturnPanel(assets: ["A", "B"], columns: [[0.1, 0.1], [0.1, 0.3]])
    ForecastErrors.expect(.notApplicable, "does not move") {
      _ = try CovarianceEstimate.shrunk(still, towards: .constantCorrelation, mean: .sample)
    }
    let constant = try CovarianceEstimate.sample(still, mean: .sample, divisor: .count)
    ForecastErrors.expect(.notApplicable, "variance") { _ = try constant.correlation() }
  }
}
