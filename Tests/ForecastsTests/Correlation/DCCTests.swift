import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Dynamic conditional correlation") struct DCCTests {
  /// Three assets, the first two with a correlation that swings between 0.1 and 0.9.
  static func residuals() throws -> ReturnPanel {
    var generator = SeededGenerator(seed: 11)
    let rows = (0..<600).map { step in
      let correlation = 0.5 + 0.4 * sin(2 * Double.pi * Double(step) / 200)
      let first = SampleReturns.normal(&generator)
      let second = SampleReturns.normal(&generator)
      let third = SampleReturns.normal(&generator)
      return [
        first, correlation * first + (1 - correlation * correlation).squareRoot() * second,
        -0.3 * first + 0.91.squareRoot() * third,
      ]
    }
    return try SampleReturns.panel(rows)
  }

  // The same residuals in Python, the likelihood by numpy.linalg.slogdet and solve, its maximum by
  // scipy's Nelder-Mead from two starts (xatol 1e-9).
  @Test("fit against scipy: a, b, the likelihoods and the last forecast")
  func fit() throws {
    let fit = try DCCFit(Self.residuals())
    expectClose(expected: 109.96493621278375, got: fit.constantLogLikelihood, .relative(1e-11))
    expectClose(expected: 142.05653023433675, got: fit.logLikelihood, .relative(1e-10))
    expectClose(expected: 0.05765113, got: fit.model.newsWeight, .relative(1e-5))
    expectClose(expected: 0.91211235, got: fit.model.memory, .relative(1e-5))
    expectClose(expected: 0.4860039, got: fit.state.correlation[0, 1], .relative(1e-5))
    expectClose(expected: -0.20824007, got: fit.state.correlation[1, 2], .relative(1e-5))
  }

  @Test("the filter with a = 0.05, b = 0.9 against numpy")
  func filter() throws {
    let panel = try Self.residuals()
    let sample = try CovarianceEstimate.sample(panel, mean: .zero, divisor: .count)
    let model = try DCCModel(newsWeight: 0.05, memory: 0.9, target: sample.correlation())
    var state = DCCState(model)
    #expect(state.correlation == model.target)
    for step in 0..<panel.stepCount { try state.update(panel.step(step)) }
    expectClose(expected: 0.4886199, got: state.correlation[0, 1], .relative(1e-7))
    expectClose(expected: -0.21252644, got: state.correlation[0, 2], .relative(1e-7))
    expectClose(expected: -0.1995993, got: state.correlation[2, 1], .relative(1e-7))
  }

  @Test("forecasts further ahead approach the target by a + b a step")
  func forecast() throws {
    let fit = try DCCFit(Self.residuals())
    let next = fit.state.correlation
    #expect(fit.state.correlation(stepsAhead: 1) == next)
    let (persistence, target) = (fit.model.persistence, fit.model.target)
    for steps in [2, 3, 7, 100] {
      let got = fit.state.correlation(stepsAhead: steps)
      let kept = pow(persistence, Double(steps - 1))
      expectClose(
        expected: target[0, 1] + kept * (next[0, 1] - target[0, 1]), got: got[0, 1],
        .relative(1e-12))
    }
    let far = fit.state.correlation(stepsAhead: 1_000_000)
    expectClose(expected: target[0, 2], got: far[0, 2], .relative(1e-12))
  }

  @Test("no dynamics: residuals of one correlation give a fit that is not worse than constant")
  func constant() throws {
    // Deterministic waves have no clustering, so a = b = 0 is best.
    let rows = SampleReturns.waves(steps: 200, assets: 3).map { $0.map { 100 * $0 } }
    let fit = try DCCFit(SampleReturns.panel(rows))
    #expect(fit.logLikelihood >= fit.constantLogLikelihood)
    #expect(fit.model.newsWeight < 1e-3)
  }

  @Test("a residual that is missing counts as expected: only the others' news enter")
  func missing() throws {
    let target = try CorrelationMatrix(checking: Matrix(rows: [[1, 0.5], [0.5, 1]]))
    var state = DCCState(try DCCModel(newsWeight: 0.1, memory: 0.8, target: target))
    try state.update([nil, nil])
    // Q = 0.1 Q̄ + 0.9 Q̄.
    expectClose(expected: 0.5, got: state.correlation[0, 1], .relative(1e-14))
    try state.update([1, nil])
    // q11 = 0.1 + 0.8 + 0.1, q22 = 1, q12 = 0.05 + 0.5 √0.72.
    expectClose(
      expected: 0.05 + 0.5 * 0.72.squareRoot(), got: state.correlation[0, 1], .relative(1e-14))
  }

  @Test("too few steps, gaps and a singular target are told")
  func refusals() throws {
    let few = try SampleReturns.panel(SampleReturns.waves(steps: 49, assets: 2))
    ForecastErrors.expect(.missingMarketData, "too few") { _ = try DCCFit(few) }
    let gap = try ReturnPanel(
      assets: ["A"], columns: [[nil] + (0..<60).map { Double($0) }])
    ForecastErrors.expect(.missingMarketData, "A has no return") { _ = try DCCFit(gap) }
    let twice = SampleReturns.waves(steps: 60, assets: 1).map { [$0[0], 2 * $0[0]] }
    ForecastErrors.expect(.notApplicable, "singular") {
      _ = try DCCFit(SampleReturns.panel(twice))
    }
    ForecastErrors.expect(.invalidInput, "target is of 3") {
      _ = try DCCFit(
        SampleReturns.panel(SampleReturns.waves(steps: 60, assets: 2)), target: .independent(3))
    }
  }
}
