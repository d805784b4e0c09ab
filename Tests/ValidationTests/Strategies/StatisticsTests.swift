import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardValidation
import TestSupport
import Testing

@Suite("Measures of a strategy")
struct StatisticsTests {
  @Test("a curve that is worked by hand")
  func workedExample() throws {
    // Returns 0.1, -0.1, 0.2 over days.
    let measures = try PerformanceStatistics(
      equity: [100, 110, 99, 118.8], periodDays: 1)
    expectClose(expected: 0.188, got: measures.totalReturn, .relative(1e-12))
    expectClose(
      expected: pow(1.188, 365.0 / 3) - 1, got: measures.yearlyReturn, .relative(1e-9))
    let mean = 0.2 / 3
    let deviation =
      ((pow(0.1 - mean, 2) + pow(-0.1 - mean, 2) + pow(0.2 - mean, 2)) / 2).squareRoot()
    expectClose(
      expected: mean / deviation * 365.0.squareRoot(), got: try #require(measures.sharpe),
      .relative(1e-12))
    expectClose(
      expected: mean / (0.01 / 3).squareRoot() * 365.0.squareRoot(),
      got: try #require(measures.sortino), .relative(1e-12))
    expectClose(expected: 0.1, got: measures.drawdownMax, .relative(1e-12))
    #expect(measures.underWaterDays == 1)
    expectClose(expected: -0.1, got: measures.worst, .relative(1e-12))
    // Quantiles by linear interpolation of -0.1, 0.1, 0.2: 0.19 and -0.08.
    expectClose(expected: 0.19 / 0.08, got: try #require(measures.tailRatio), .relative(1e-9))
  }

  @Test("a curve that only rises has no Sortino and no Calmar ratio")
  func rising() throws {
    let measures = try PerformanceStatistics(equity: [100, 101, 103, 104], periodDays: 1)
    #expect(measures.sortino == nil)
    #expect(measures.calmar == nil)
    #expect(measures.drawdownMax == 0)
  }

  @Test("the published example of the deflated Sharpe ratio")
  func published() throws {
    // D. Bailey, M. López de Prado (2014), "A numerical example": an annual 2.5 over 1250 days of 250 a year, 100
    // trials with
    // an annual variance of 1/2, skewness -3, kurtosis 10: a threshold of 0.1132 a day and a probability of 0.9004.
    let deflated = try DeflatedSharpe(
      sharpe: 2.5 / 250.0.squareRoot(), skewness: -3, kurtosis: 10, periods: 1250, trials: 100,
      trialVariance: 0.5 / 250)
    expectClose(expected: 0.1132, got: deflated.threshold, .absolute(5e-5))
    expectClose(expected: 0.9004, got: deflated.probability, .absolute(5e-5))
  }

  @Test("one trial is the probabilistic Sharpe ratio: even odds at zero, and a normal tail")
  func oneTrial() throws {
    let even = try DeflatedSharpe(
      sharpe: 0, skewness: 0, kurtosis: 3, periods: 500, trials: 1, trialVariance: 0)
    #expect(even.probability == 0.5)
    // 0.1 sqrt(400) / sqrt(1 + 0.005) = 1.99502, whose normal probability is 0.97698.
    let some = try DeflatedSharpe(
      sharpe: 0.1, skewness: 0, kurtosis: 3, periods: 401, trials: 1, trialVariance: 0)
    expectClose(expected: 0.97698, got: some.probability, .absolute(5e-6))
  }

  @Test("the bootstrap's interval of independent returns is that of theory, and its seed's own")
  func bootstrap() throws {
    func sample(_ seed: UInt64) -> [Double] {
      var generator = SplitMix64(seed: seed)
      return (0..<2000).map { _ in
        0.001 + 0.02 * NormalDistribution.quantile(min(max(generator.nextUnit(), 1e-9), 1 - 1e-9))
      }
    }
    func drawn(
      _ returns: [Double], _ seed: UInt64
    ) throws -> StationaryBootstrap {
      try StationaryBootstrap(
        returns: returns, periodDays: 1, blockLength: 5, trials: 500, confidence: 0.9,
        seed: seed)
    }
    let returns = sample(5)
    let first = try drawn(returns, 1)
    #expect(try drawn(returns, 1) == first)
    #expect(try drawn(returns, 2) != first)
    let moments = try #require(SampleMoments(returns))
    let own = moments.mean / moments.standardDeviation * 365.0.squareRoot()
    #expect(first.sharpe.lower < own && own < first.sharpe.upper)
    // The deviation of a Sharpe ratio of independent returns is about sqrt(365 / 2000); 90 % are 1.645 of it either
    // way. One sample's blocks are off by its chance correlations, so the mean over samples is held against it.
    let widths = try (0..<16).map { seed in
      let sharpe = try drawn(sample(100 + UInt64(seed)), UInt64(seed)).sharpe
      return sharpe.upper - sharpe.lower
    }
    expectClose(
      expected: 2 * 1.645 * (365.0 / 2000).squareRoot(), got: widths.reduce(0, +) / 16,
      .relative(0.05))
  }

  @Test("a blocks' mean length is what was asked for: overlapping sums keep their variance")
  func blocks() throws {
    // Returns that come in pairs: blocks of one tear them apart, long ones keep them, and with them the yearly spread.
    var generator = SplitMix64(seed: 9)
    var returns: [Double] = []
    for _ in 0..<400 {
      let size = 0.02 * (generator.nextUnit() - 0.5)
      returns += [size, size, size, size]
    }
    func width(_ length: Double) throws -> Double {
      let drawn = try StationaryBootstrap(
        returns: returns, periodDays: 1, blockLength: length, trials: 1000, confidence: 0.9,
        seed: 3)
      return drawn.sharpe.upper - drawn.sharpe.lower
    }
    // Sums of equal fours have four times the variance of independent ones.
    let ratio = try width(40) / width(1)
    #expect(ratio > 1.7 && ratio < 2.2, "\(ratio)")
  }

  @Test("what can't be is refused")
  func refused() throws {
    #expect(throws: SteelyardError.self) {
      try PerformanceStatistics(equity: [100, 101], periodDays: 1)
    }
    #expect(throws: SteelyardError.self) {
      try PerformanceStatistics(equity: [0, 1, 2], periodDays: 1)
    }
    #expect(throws: SteelyardError.self) {
      try DeflatedSharpe(
        sharpe: 1, skewness: 0, kurtosis: 3, periods: 1, trials: 1, trialVariance: 0)
    }
    #expect(throws: SteelyardError.self) {
      try StationaryBootstrap(
        returns: [0.1, 0.2, -2, 0.1], periodDays: 1, blockLength: 1, trials: 100,
        confidence: 0.9, seed: 1)
    }
  }
}
