import SteelyardMath
import TestSupport
import Testing

@Suite("Sample moments") struct SampleMomentsTests {
  /// 1, 2, 3, 10: mean 4; squares 9, 4, 1, 36; cubes −27, −8, −1, 216; fourths 81, 16, 1, 1296.
  @Test("four numbers by hand")
  func hand() throws {
    let moments = try #require(SampleMoments([1, 2, 3, 10]))
    #expect(moments.count == 4)
    #expect(moments.mean == 4)
    #expect(moments.variance == 12.5)
    expectClose(expected: 50 / 3, got: moments.unbiasedVariance, .relative(1e-15))
    let deviation = moments.standardDeviation
    expectClose(expected: 45 / (12.5 * deviation), got: moments.skewness, .relative(1e-15))
    expectClose(
      expected: 348.5 / 156.25 - 3, got: moments.excessKurtosis, .relative(1e-14))
  }

  @Test("a weight of two is the observation twice")
  func weights() throws {
    let weighted = try #require(SampleMoments([1, 2, 10], weights: [2, 1, 0.5]))
    let repeated = try #require(SampleMoments([1, 1, 1, 1, 2, 2, 10]))
    expectClose(expected: repeated.mean, got: weighted.mean, .relative(1e-15))
    expectClose(expected: repeated.variance, got: weighted.variance, .relative(1e-15))
    expectClose(expected: repeated.skewness, got: weighted.skewness, .relative(1e-14))
    expectClose(
      expected: repeated.excessKurtosis, got: weighted.excessKurtosis, .relative(1e-13))
  }

  @Test("a small spread around a large mean keeps its digits")
  func offset() throws {
    let moments = try #require(SampleMoments([1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 10]))
    #expect(moments.variance == 12.5)
  }

  @Test("equal numbers have neither skewness nor kurtosis, and nothing has no moments")
  func degenerate() throws {
    let moments = try #require(SampleMoments([3, 3, 3]))
    #expect(moments.variance == 0)
    #expect(moments.skewness == 0)
    #expect(moments.excessKurtosis == 0)
    #expect(try #require(SampleMoments([3])).unbiasedVariance.isNaN)
    #expect(SampleMoments([]) == nil)
    #expect(SampleMoments([1], weights: [0]) == nil)
    #expect(SampleMoments([1, 2], weights: [1]) == nil)
    #expect(SampleMoments([1, 2], weights: [2, -1]) == nil)
  }
}
