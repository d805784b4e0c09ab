import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import TestSupport
import Testing

/// Standard errors against the spread of many samples from a known distribution.
@Suite("Standard errors of a tail") struct TailStandardErrorTests {
  private struct Spread {
    var risks: [Double] = []
    var shortfalls: [Double] = []
    var orderErrors: [Double] = []
    var kernelErrors: [Double] = []
    var shortfallErrors: [Double] = []
    var covered = 0
  }

  private func mean(_ numbers: [Double]) -> Double { SampleMoments(numbers)?.mean ?? .nan }
  private func deviation(_ numbers: [Double]) -> Double {
    SampleMoments(numbers)?.unbiasedVariance.squareRoot() ?? .nan
  }

  @Test("estimated errors are the spread over a thousand samples of five hundred")
  func spread() throws {
    var generator = SplitMix64(seed: 20_261_122)
    var spread = Spread()
    let level = 0.95
    let truth = -NormalDistribution.quantile(1 - level)
    for _ in 0..<1000 {
      let profit = (0..<500).map { _ in NormalDistribution.quantile(generator.nextUnit()) }
      let tail = try HistoricalTail(profit: profit)
      spread.risks.append(try tail.valueAtRisk(level: level))
      spread.shortfalls.append(try tail.expectedShortfall(level: level))
      spread.orderErrors.append(
        try tail.valueAtRiskStandardError(level: level, method: .orderStatistics))
      spread.kernelErrors.append(
        try tail.valueAtRiskStandardError(level: level, method: .kernelDensity))
      spread.shortfallErrors.append(try tail.expectedShortfallStandardError(level: level))
      let interval = try tail.valueAtRiskInterval(level: level, confidence: 0.9)
      #expect(interval.coverage >= 0.9)
      if interval.lower <= truth && truth <= interval.upper { spread.covered += 1 }
    }
    // The spread itself is known to about 2 %; the estimates carry a small bias of their own.
    expectClose(
      expected: deviation(spread.risks), got: mean(spread.orderErrors), .relative(0.1))
    expectClose(
      expected: deviation(spread.risks), got: mean(spread.kernelErrors), .relative(0.12))
    expectClose(
      expected: deviation(spread.shortfalls), got: mean(spread.shortfallErrors), .relative(0.1))
    // At least 90 % but for four standard errors of a thousand throws.
    #expect(spread.covered >= 860)
    #expect(spread.covered <= 970)
  }

  @Test("weights that count a sample twice leave its errors as they were")
  func weights() throws {
    let profit = (1...80).map { Double(($0 * 37) % 83) - 20 }
    let plain = try HistoricalTail(profit: profit)
    // Weights that differ by nothing but rounding take the weighted way.
    let weighted = try HistoricalTail(
      profit: profit, weights: profit.indices.map { $0 == 0 ? 2 + 1e-12 : 2 })
    #expect(!weighted.isEquallyWeighted)
    for method in QuantileErrorMethod.allCases {
      expectClose(
        expected: try plain.valueAtRiskStandardError(level: 0.9, method: method),
        got: try weighted.valueAtRiskStandardError(level: 0.9, method: method), .relative(1e-9))
    }
    expectClose(
      expected: try plain.expectedShortfallStandardError(level: 0.9),
      got: try weighted.expectedShortfallStandardError(level: 0.9), .relative(1e-9))
    #expect(
      code { try weighted.valueAtRiskInterval(level: 0.9, confidence: 0.9) } == .notApplicable)
  }

  /// Ten draws, median: ranks 2 and 9 miss with probability 11/1024 on each side.
  @Test("the interval of a median of ten, by hand")
  func interval() throws {
    let tail = try HistoricalTail(profit: (1...10).map { -Double($0) })
    let interval = try tail.valueAtRiskInterval(level: 0.5, confidence: 0.95)
    #expect(interval.lower == 2)
    #expect(interval.upper == 9)
    expectClose(expected: 1 - 22.0 / 1024, got: interval.coverage, .relative(1e-14))
  }

  @Test("a sample too small for an end of the interval leaves it open")
  func open() throws {
    let tail = try HistoricalTail(profit: [-1, -2, -3, 4, 5])
    let interval = try tail.valueAtRiskInterval(level: 0.99, confidence: 0.9)
    #expect(interval.upper == .infinity)
    #expect(interval.lower.isFinite)
  }

  @Test("one and the same profit has no error by order statistics and no density")
  func constant() throws {
    let tail = try HistoricalTail(profit: [2, 2, 2])
    #expect(try tail.valueAtRiskStandardError(level: 0.9, method: .orderStatistics) == 0)
    #expect(
      code { try tail.valueAtRiskStandardError(level: 0.9, method: .kernelDensity) }
        == .notApplicable)
  }
}
