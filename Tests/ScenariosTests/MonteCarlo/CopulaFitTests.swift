import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

/// Expected figures: numpy and scipy on the same columns (`kendalltau`, `multivariate_t` and
/// `minimize_scalar`, `genpareto` with a simplex search, `quantile` with Hazen's rule).
@Suite("Fit of a copula")
struct CopulaFitTests {
  /// Two variables that share a mixing variable, and one with ties.
  static let columns: [[Double]] = {
    func share(_ number: Double) -> Double { number - number.rounded(.down) }
    var columns = [[Double]](repeating: [], count: 3)
    for index in 0..<400 {
      let place = Double(index) + 0.5
      let first = NormalDistribution.quantile(share(place * 0.618_033_988_749_894_9))
      let second = NormalDistribution.quantile(share(place * 0.732_050_807_568_877_2))
      let mixing = 1 / (share(place * 0.414_213_562_373_095_15) + 0.05).squareRoot()
      columns[0].append(first * mixing)
      columns[1].append((0.6 * first + 0.8 * second) * mixing)
      columns[2].append((3 * second).rounded(.down) * 0.01)
    }
    return columns
  }()
  static let wide = [ClosedRange<Double>](repeating: -1000...1000, count: 3)

  @Test("correlations and degrees of freedom are scipy's")
  func dependence() throws {
    let fit = try CopulaFit(columns: Self.columns, bounds: Self.wide)
    expectClose(expected: 0.565_400_036_767_332_1, got: fit.correlation[1, 0], .relative(1e-12))
    expectClose(expected: -0.013_484_860_287_782_143, got: fit.correlation[2, 0], .relative(1e-9))
    expectClose(expected: 0.815_105_233_200_663_6, got: fit.correlation[2, 1], .relative(1e-12))
    expectClose(expected: 2.620_944_648_407_462_6, got: fit.degreesOfFreedom, .relative(1e-3))
    expectClose(expected: -153.794_679_182_513_87, got: fit.logLikelihood, .relative(1e-6))
  }

  @Test("tails are generalised Pareto, the body the sample's own")
  func tails() throws {
    let marginal = try EmpiricalMarginal(fatTailed: Self.columns[0], within: -1000...1000)
    func value(_ probability: Double) -> Double {
      marginal.value(atScore: NormalDistribution.quantile(probability))
    }
    expectClose(expected: 2.846_224_878_206_614, got: value(0.95), .relative(1e-9))
    expectClose(expected: 3.479_206_898_378_590_7, got: value(0.975), .relative(1e-6))
    expectClose(expected: 5.881_485_089_118_264, got: value(0.995), .relative(1e-6))
    expectClose(expected: 34.154_219_802_782_16, got: value(0.99995), .relative(1e-5))
    expectClose(expected: -1.216_750_864_749_863_5, got: value(0.2), .relative(1e-9))
    expectClose(expected: -0.007_330_081_901_384_811, got: value(0.5), .relative(1e-9))
  }

  @Test("no value lies outside the bounds, and a column that never moves stays where it is")
  func bounds() throws {
    let marginal = try EmpiricalMarginal(fatTailed: Self.columns[0], within: -3...2)
    #expect(marginal.value(atScore: 8) == 2)
    #expect(marginal.value(atScore: -8) == -3)
    let still = try CopulaFit(
      columns: [Self.columns[0], [Double](repeating: 0, count: 400)], bounds: [-9...9, 0...0])
    #expect(still.correlation[1, 0] == 0)
    #expect(still.marginals[1].value(atScore: -3) == 0)
  }

  @Test("a fit to a drawn sample finds what it was drawn with")
  func recovers() throws {
    let correlation = Matrix(rows: [[1, 0.7, 0.2], [0.7, 1, -0.3], [0.2, -0.3, 1]])
    let sampler = try CopulaSampler(
      copula: Copula(correlation: correlation, degreesOfFreedom: 5),
      marginals: [
        .studentT(degreesOfFreedom: 3, location: 0, scale: 0.02),
        .studentT(degreesOfFreedom: 6, location: 0, scale: 0.03),
        .studentT(degreesOfFreedom: .infinity, location: 0, scale: 1),
      ])
    let sample = try sampler.sample(
      count: 20_000, from: RandomStream(seed: 11, stream: 0), sampling: .independent,
      level: .portable)
    let fit = try CopulaFit(
      columns: (0..<3).map { Array(sample[$0]) }, bounds: Self.wide)
    for row in 0..<3 {
      for column in 0..<row {
        // Four standard errors of a rank correlation of 20,000 pairs.
        #expect(abs(fit.correlation[row, column] - correlation[row, column]) < 0.03)
      }
    }
    #expect((4.4...5.7).contains(fit.degreesOfFreedom))
    // The 1 % quantiles of t(3) and t(6): -4.541 and -3.143.
    let score = NormalDistribution.quantile(0.01)
    #expect(abs(fit.marginals[0].value(atScore: score) / (-4.541 * 0.02) - 1) < 0.08)
    #expect(abs(fit.marginals[1].value(atScore: score) / (-3.143 * 0.03) - 1) < 0.06)
  }

  @Test("columns that can't be fitted are refused")
  func refused() {
    #expect(throws: SteelyardError.self) { try CopulaFit(columns: [], bounds: []) }
    #expect(throws: SteelyardError.self) {
      try CopulaFit(columns: [[1, 2], [1]], bounds: [-9...9, -9...9])
    }
    #expect(throws: SteelyardError.self) {
      try CopulaFit(columns: [[Double](repeating: 1, count: 99)], bounds: [-9...9])
    }
    #expect(throws: SteelyardError.self) {
      try CopulaFit(columns: [[Double](repeating: .nan, count: 200)], bounds: [-9...9])
    }
  }
}
