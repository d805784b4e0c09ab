import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import TestSupport
import Testing

@Suite("Pareto tail") struct ParetoTailTests {
  /// ξ = 1/2, β = 2, a twentieth beyond 10: at 99.8 % the factor is 25^(1/2) = 5.
  @Test("stated parameters, by hand")
  func hand() throws {
    let excess = try #require(GeneralisedPareto(shape: 0.5, scale: 2))
    let tail = try ParetoTail(threshold: 10, count: 1000, exceedances: 50, excess: excess)
    expectClose(expected: 26, got: try tail.valueAtRisk(level: 0.998), .relative(1e-13))
    expectClose(
      expected: (26 + 2 - 5) / 0.5, got: try tail.expectedShortfall(level: 0.998),
      .relative(1e-13))
    #expect(try tail.valueAtRiskStandardError(level: 0.998) == nil)
  }

  @Test("fitted to a t sample it finds the tail, within its own error")
  func fitted() throws {
    let student = try #require(StudentTDistribution(degreesOfFreedom: 4))
    let truth = try ParametricTail(
      shape: .studentT(degreesOfFreedom: 4), location: 0, scale: 1)
    let level = 0.999
    let risk = try truth.valueAtRisk(level: level)
    let shortfall = try truth.expectedShortfall(level: level)
    var (inside, insideShortfall) = (0, 0)
    var errors: [Double] = []
    var found: [Double] = []
    for seed in 0..<60 {
      var generator = SplitMix64(seed: UInt64(seed))
      let profit = (0..<2000).map { _ in student.quantile(generator.nextUnit()) }
      let tail = try ParetoTail(profit: profit, threshold: 2.131847)
      let error = try #require(try tail.valueAtRiskStandardError(level: level))
      let wide = try #require(try tail.expectedShortfallStandardError(level: level))
      #expect(wide > error)
      if abs(try tail.valueAtRisk(level: level) - risk) < 2 * error { inside += 1 }
      if abs(try tail.expectedShortfall(level: level) - shortfall) < 2 * wide {
        insideShortfall += 1
      }
      errors.append(error)
      found.append(try tail.valueAtRisk(level: level))
    }
    #expect(inside >= 48)
    #expect(insideShortfall >= 42)
    let spread = try #require(SampleMoments(found)).standardDeviation
    expectClose(expected: spread, got: errors.reduce(0, +) / 60, .relative(0.35))
  }

  @Test("errors do not jump where the shape passes zero")
  func exponential() throws {
    let count = 200
    func error(_ shape: Double) throws -> Double {
      let pareto = try #require(GeneralisedPareto(shape: shape, scale: 1))
      let losses = (0..<count).map {
        pareto.complementaryQuantile((Double($0) + 0.5) / Double(count))
      }
      let tail = try ParetoTail(profit: losses.map(-), threshold: 0)
      return try #require(try tail.valueAtRiskStandardError(level: 0.999))
    }
    let (below, above) = (try error(-1e-3), try error(1e-3))
    expectClose(expected: below, got: above, .relative(0.03))
  }

  @Test("levels under the threshold, tails without mean, too few losses")
  func refusals() throws {
    let excess = try #require(GeneralisedPareto(shape: 1.2, scale: 2))
    let tail = try ParetoTail(threshold: 10, count: 1000, exceedances: 50, excess: excess)
    #expect(code { try tail.valueAtRisk(level: 0.9) } == .notApplicable)
    #expect(code { try tail.expectedShortfall(level: 0.99) } == .notApplicable)
    #expect(code { try ParetoTail(profit: [-1, -2, -3, 4], threshold: 0) } == .invalidInput)
    #expect(
      code {
        try ParetoTail(
          profit: [0.1, 0.2, 0.35, 0.5, 0.62, 0.7, 0.85, 0.9, 1, 1.05].map(-), threshold: 0)
      } == .noConvergence)
    #expect(
      code { try ParetoTail(threshold: 0, count: 3, exceedances: 4, excess: excess) }
        == .invalidInput)
  }
}
