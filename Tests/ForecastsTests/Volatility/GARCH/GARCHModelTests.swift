import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("GARCH models with known parameters")
struct GARCHModelTests {
  private func made(
    _ dynamics: VarianceDynamicsKind, _ omega: Double, _ alpha: Double, _ gamma: Double,
    _ beta: Double, degrees: Double? = nil, start: GARCHStart = .given(4)
  ) throws -> GARCHModel {
    try GARCHModel(
      GARCHSpecification(
        dynamics, mean: .constant, distribution: degrees == nil ? .normal : .studentT,
        start: start, persistence: .free),
      GARCHParameters(
        mean: 0.5, omega: omega, alpha: alpha, gamma: gamma, beta: beta,
        degreesOfFreedom: degrees))
  }

  @Test("GJR worked by hand: a fall counts alpha plus gamma, a rise alpha")
  func asymmetricByHand() throws {
    let model = try made(.gjr, 0.2, 0.1, 0.1, 0.8)
    let path = try model.path(through: [-1.5, 3.5])
    // 0.2 + 0.95 × 4; then e = −2: 0.2 + 0.2 × 4 + 0.8 × 4; then e = 3: 0.2 + 0.1 × 9 + 0.8 × 4.2.
    expectClose(expected: 4.0, got: path.variances[0], .relative(1e-15))
    expectClose(expected: 4.2, got: path.variances[1], .relative(1e-15))
    expectClose(expected: 4.46, got: path.next, .relative(1e-15))
    let expected =
      -0.5 * (2 * log(2 * Double.pi) + log(4.0) + log(4.2) + 4 / 4.0 + 9 / 4.2)
    expectClose(
      expected: expected, got: try model.logLikelihood(of: [-1.5, 3.5]), .relative(1e-15))
  }

  @Test("APARCH of power two worked by hand")
  func powerByHand() throws {
    let path = try made(.aparch, 0.2, 0.1, 0.5, 0.8).path(through: [-1.5, 3.5])
    // 0.2 + 0.9 × 4; e = −2: 0.1 × (2 + 1)²; e = 3: 0.1 × (3 − 1.5)².
    expectClose(expected: 3.8, got: path.variances[0], .relative(1e-15))
    expectClose(expected: 0.2 + 0.9 + 0.8 * 3.8, got: path.variances[1], .relative(1e-15))
    expectClose(
      expected: 0.2 + 0.225 + 0.8 * path.variances[1], got: path.next, .relative(1e-15))
  }

  @Test("Student's t with many degrees of freedom is normal")
  func normalLimit() throws {
    let returns = SimulatedReturns.noise(count: 50, seed: 2)
    let student = try made(.garch, 0.1, 0.1, 0, 0.8, degrees: 1e7).logLikelihood(of: returns)
    let normal = try made(.garch, 0.1, 0.1, 0, 0.8).logLikelihood(of: returns)
    expectClose(expected: normal, got: student, .relative(1e-6))
  }

  @Test("forecasts fall back to the long-run variance by the persistence each day")
  func forecasts() throws {
    let model = try made(.gjr, 0.2, 0.1, 0.1, 0.8)
    let recursion = try GARCHRecursion(model, next: 10)
    let longRun = try #require(model.longRunVariance)
    expectClose(expected: 0.2 / 0.05, got: longRun, .relative(1e-12))
    for step in 1...30 {
      expectClose(
        expected: longRun + pow(0.95, Double(step - 1)) * (10 - longRun),
        got: recursion.variance(ahead: step), .relative(1e-12))
    }
    expectClose(
      expected: (1...30).reduce(0) { $0 + recursion.variance(ahead: $1) },
      got: recursion.cumulativeVariance(over: 30), .relative(1e-14))
  }

  @Test("a variance that does not return grows by omega a day")
  func integrated() throws {
    let model = try made(.garch, 0.25, 0.25, 0, 0.75)
    #expect(model.longRunVariance == nil)
    let recursion = try GARCHRecursion(model, next: 2)
    expectClose(expected: 2 + 0.25 * 9, got: recursion.variance(ahead: 10), .relative(1e-14))
  }

  @Test("EGARCH's expectation five days ahead is that of simulated days")
  func exponentialForecast() throws {
    let model = try made(.egarch, 0.05, 0.2, -0.1, 0.9)
    var draws = SimulatedReturns(seed: 8)
    let count = 200_000
    let mean =
      (0..<count).reduce(0.0) { sum, _ in
        var logarithm = log(2.0)
        for _ in 0..<4 {
          let draw = draws.normal()
          logarithm =
            0.05 + 0.2 * (abs(draw) - (2 / Double.pi).squareRoot()) - 0.1 * draw
            + 0.9 * logarithm
        }
        return sum + exp(logarithm)
      } / Double(count)
    expectClose(
      expected: mean, got: try GARCHRecursion(model, next: 2).variance(ahead: 5),
      .relative(5e-3))
  }

  @Test("EGARCH with Student's t forecasts the expected logarithm")
  func exponentialStudent() throws {
    let model = try made(.egarch, 0.05, 0.2, -0.1, 0.9, degrees: 5)
    var draws = SimulatedReturns(seed: 8)
    let count = 100_000
    let mean =
      (0..<count).reduce(0.0) { sum, _ in
        let draw = draws.studentT(5)
        return sum + 0.05 + 0.2 * (abs(draw) - (2 / Double.pi).squareRoot()) - 0.1 * draw
          + 0.9 * log(2.0)
      } / Double(count)
    expectClose(
      expected: exp(mean), got: try GARCHRecursion(model, next: 2).variance(ahead: 2),
      .relative(5e-3))
  }

  @Test("stepping day by day gives the path", arguments: VarianceDynamicsKind.allCases)
  func stepping(dynamics: VarianceDynamicsKind) throws {
    let returns = SimulatedReturns.asymmetric(count: 400, seed: 17)
    let model = try made(dynamics, 0.1, 0.1, -0.05, 0.85)
    let whole = try model.path(through: returns)
    var recursion = try GARCHRecursion(model, next: whole.variances[0])
    let stepped = recursion.path(through: returns)
    for day in returns.indices {
      expectClose(
        expected: whole.variances[day], got: stepped.variances[day], .relative(1e-12))
    }
    expectClose(expected: whole.next, got: recursion.next, .relative(1e-12))
  }

  @Test("a later return changes no earlier variance", arguments: VarianceDynamicsKind.allCases)
  func causal(dynamics: VarianceDynamicsKind) throws {
    var returns = SimulatedReturns.asymmetric(count: 300, seed: 18)
    let model = try made(dynamics, 0.1, 0.1, 0.05, 0.85)
    let before = try model.path(through: returns)
    for day in 200..<300 { returns[day] *= -3 }
    let after = try model.path(through: returns)
    #expect(before.variances[...200] == after.variances[...200])
    #expect(before.variances[201] != after.variances[201])
  }

  @Test(
    "parameters that could make a variance negative",
    arguments: [
      (VarianceDynamicsKind.garch, 0.0, 0.1, 0.0, 0.8), (.garch, 0.1, -0.1, 0.0, 0.8),
      (.garch, 0.1, 0.1, 0.0, -0.1), (.gjr, 0.1, 0.1, -0.2, 0.8), (.egarch, .nan, 0.1, 0, 0.8),
    ])
  func refused(
    dynamics: VarianceDynamicsKind, omega: Double, alpha: Double, gamma: Double, beta: Double
  ) {
    #expect(throws: SteelyardError.self) { try made(dynamics, omega, alpha, gamma, beta) }
  }

  @Test("degrees of freedom of two or less, and a variance of zero to go on from")
  func refusedDegrees() throws {
    #expect(throws: SteelyardError.self) { try made(.garch, 0.1, 0.1, 0, 0.8, degrees: 2) }
    let model = try made(.garch, 0.1, 0.1, 0, 0.8)
    #expect(throws: SteelyardError.self) { try GARCHRecursion(model, next: 0) }
    #expect(throws: SteelyardError.self) { try model.path(through: []) }
    #expect(throws: SteelyardError.self) { try model.logLikelihood(of: [.infinity]) }
  }
}
