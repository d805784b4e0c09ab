import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Fits of GARCH models")
struct GARCHFitTests {
  private static let kinds: [(VarianceDynamicsKind, InnovationDistribution)] =
    VarianceDynamicsKind.allCases.flatMap { kind in
      InnovationDistribution.allCases.map { (kind, $0) }
    }

  private func specification(
    _ dynamics: VarianceDynamicsKind, _ distribution: InnovationDistribution,
    start: GARCHStart = .backcast
  ) -> GARCHSpecification {
    GARCHSpecification(
      dynamics, mean: .constant, distribution: distribution, start: start,
      persistence: .belowOne)
  }

  @Test("simulated parameters come back within four standard errors", arguments: [1, 2, 3])
  func recovery(seed: UInt64) throws {
    let returns = SimulatedReturns.asymmetric(count: 6000, seed: seed, degrees: 6)
    let fit = try specification(.gjr, .studentT).fit(returns)
    #expect(fit.status == .converged)
    #expect(fit.bounded.isEmpty)
    let errors = try #require(fit.errors).robust
    let truth: [(GARCHParameter, Double)] = [
      (.mean, 0.05), (.omega, 0.1), (.alpha, 0.05), (.gamma, 0.08), (.beta, 0.88),
      (.degreesOfFreedom, 6),
    ]
    for (parameter, value) in truth {
      let error = try #require(errors[parameter])
      let found = try #require(fit.model.parameters[parameter])
      #expect(abs(found - value) < 4 * error, "\(parameter): \(found) ± \(error), true \(value)")
      #expect(error > 0 && error < 2)
    }
  }

  @Test("EGARCH's parameters come back")
  func exponentialRecovery() throws {
    var draws = SimulatedReturns(seed: 11)
    var logarithm = 0.0
    let returns = (0..<6000).map { _ in
      let draw = draws.normal()
      let value = exp(logarithm / 2) * draw
      logarithm =
        0.02 + 0.15 * (abs(draw) - (2 / Double.pi).squareRoot()) - 0.06 * draw + 0.95 * logarithm
      return value
    }
    let fit = try specification(.egarch, .normal).fit(returns)
    #expect(fit.status == .converged)
    let errors = try #require(fit.errors).robust
    for (parameter, value) in [
      (GARCHParameter.omega, 0.02), (.alpha, 0.15), (.gamma, -0.06), (.beta, 0.95),
    ] {
      let error = try #require(errors[parameter])
      #expect(abs(try #require(fit.model.parameters[parameter]) - value) < 4 * error)
    }
  }

  @Test("no small step from the optimum raises the likelihood", arguments: kinds)
  func optimum(dynamics: VarianceDynamicsKind, distribution: InnovationDistribution) throws {
    let returns = SimulatedReturns.asymmetric(count: 1500, seed: 5, degrees: 8)
    let specification = specification(dynamics, distribution)
    let fit = try specification.fit(returns)
    #expect(fit.status == .converged)
    let errors = try #require(fit.errors).robust
    for parameter in specification.parameters {
      let size = try #require(errors[parameter])
      for share in [-0.1, -0.001, 0.001, 0.1] {
        guard
          let model = try? GARCHModel(
            specification, fit.model.parameters.moved(parameter, by: share * size))
        else { continue }
        #expect(try model.logLikelihood(of: returns) <= fit.logLikelihood + 1e-9)
      }
    }
  }

  @Test("returns in decimals and in per cent give one fit", arguments: kinds)
  func scale(dynamics: VarianceDynamicsKind, distribution: InnovationDistribution) throws {
    let returns = SimulatedReturns.asymmetric(count: 1000, seed: 9, degrees: 8)
    let specification = specification(dynamics, distribution)
    let percent = try specification.fit(returns)
    let decimal = try specification.fit(returns.map { $0 / 100 })
    let (large, small) = (percent.model.parameters, decimal.model.parameters)
    let tolerance = Tolerance(relative: 1e-5, absolute: 1e-6)
    expectClose(expected: large.mean, got: 100 * small.mean, tolerance)
    expectClose(expected: large.alpha, got: small.alpha, tolerance)
    expectClose(expected: large.gamma, got: small.gamma, tolerance)
    expectClose(expected: large.beta, got: small.beta, tolerance)
    let omega =
      dynamics == .egarch
      ? small.omega + 2 * log(100.0) * (1 - small.beta) : 1e4 * small.omega
    expectClose(expected: large.omega, got: omega, Tolerance(relative: 1e-5, absolute: 1e-5))
    expectClose(expected: percent.path.next, got: 1e4 * decimal.path.next, .relative(1e-6))
    expectClose(
      expected: percent.logLikelihood, got: decimal.logLikelihood - 1000 * log(100.0),
      .absolute(1e-7))
  }

  @Test("the start conventions differ early and agree late")
  func starts() throws {
    let returns = SimulatedReturns.asymmetric(count: 1500, seed: 4)
    let backcast = try specification(.garch, .normal, start: .backcast).fit(returns)
    let mean = try specification(.garch, .normal, start: .meanSquaredResidual).fit(returns)
    let given = try specification(.garch, .normal, start: .given(30)).fit(returns)
    #expect(given.startVariance == 30)
    #expect(given.path.variances[0] > mean.path.variances[0])
    #expect(abs(backcast.path.variances[0] - mean.path.variances[0]) > 0.01)
    expectClose(expected: mean.path.next, got: backcast.path.next, .relative(0.02))
    expectClose(
      expected: backcast.path.variances[0],
      got: backcast.model.parameters.omega + backcast.model.persistence * backcast.startVariance,
      .relative(1e-12))
  }

  @Test("pure noise has no surprise to learn from, and that is told")
  func noise() throws {
    let fit = try specification(.gjr, .studentT).fit(SimulatedReturns.noise(count: 800, seed: 21))
    #expect(fit.status == .converged)
    #expect(!fit.bounded.isEmpty)
    expectClose(expected: 1, got: fit.path.next, .relative(0.2))
  }

  @Test("filtered returns are the residuals at tomorrow's volatility")
  func filtered() throws {
    let returns = SimulatedReturns.asymmetric(count: 600, seed: 30)
    let fit = try specification(.gjr, .normal).fit(returns)
    let mean = fit.model.parameters.mean
    for day in [0, 599] {
      expectClose(
        expected: mean + (returns[day] - mean)
          * (fit.path.next / fit.path.variances[day])
          .squareRoot(),
        got: fit.filteredReturns[day], .relative(1e-12))
    }
    expectClose(
      expected: 2 * 5 - 2 * fit.logLikelihood, got: fit.akaike, .relative(1e-14))
  }

  @Test("a variance that grows without end is found where it is allowed, and told where not")
  func explosive() throws {
    var draws = SimulatedReturns(seed: 71)
    var variance = 1.0
    let returns = (0..<1500).map { _ in
      let residual = variance.squareRoot() * draws.studentT(3)
      variance = 0.02 + 0.3 * residual * residual + 0.78 * variance
      return residual
    }
    let bound = try specification(.garch, .studentT).fit(returns)
    #expect(bound.status == .converged && bound.bounded.contains(.beta))
    #expect(bound.model.persistence < 1)
    var free = specification(.garch, .studentT)
    free.persistence = .free
    let loose = try free.fit(returns)
    #expect(loose.status == .converged && loose.model.persistence > 1)
    #expect(loose.logLikelihood > bound.logLikelihood)
    #expect(loose.model.longRunVariance == nil)
  }

  @Test("too few returns, one that is none, and returns that never move")
  func refused() {
    func code(_ returns: [Double]) -> SteelyardError.Code? {
      do {
        _ = try specification(.garch, .normal).fit(returns)
        return nil
      } catch { return error.code }
    }
    let good = SimulatedReturns.noise(count: 200, seed: 1)
    #expect(code(Array(good.prefix(99))) == .invalidInput)
    #expect(code(good + [.nan]) == .invalidInput)
    #expect(code([Double](repeating: 0.25, count: 200)) == .invalidInput)
    #expect(code(good) == nil)
  }
}

extension GARCHParameters {
  func moved(_ parameter: GARCHParameter, by step: Double) -> GARCHParameters {
    var moved = self
    switch parameter {
    case .mean: moved.mean += step
    case .omega: moved.omega += step
    case .alpha: moved.alpha += step
    case .gamma: moved.gamma += step
    case .beta: moved.beta += step
    case .degreesOfFreedom: moved.degreesOfFreedom = (degreesOfFreedom ?? 0) + step
    }
    return moved
  }
}
