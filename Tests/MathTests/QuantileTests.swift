import SteelyardMath
import TestSupport
import Testing

@Suite("Quantiles") struct QuantileTests {
  /// The lower quartile of 1, 2, 3, 4, 5, by hand from the definitions of Hyndman and Fan: n p = 1.25.
  @Test(
    "lower quartile of one to five",
    arguments: zip(
      QuantileConvention.allCases,
      [2, 2, 1, 1.25, 1.75, 1.5, 2, 5.0 / 3, 1.6875]))
  func quartile(_ convention: QuantileConvention, _ expected: Double) throws {
    let got = try #require(quantile(0.25, ofSorted: [1, 2, 3, 4, 5], convention: convention))
    expectClose(expected: expected, got: got, .relative(1e-15), inputs: "\(convention)")
  }

  @Test("the median of an even sample", arguments: QuantileConvention.allCases)
  func evenMedian(_ convention: QuantileConvention) throws {
    let got = try #require(quantile(0.5, ofSorted: [1, 2, 3, 4], convention: convention))
    let expected: Double =
      switch convention {
      case .invertedDistribution, .closestObservation, .interpolatedInvertedDistribution: 2
      default: 2.5
      }
    expectClose(expected: expected, got: got, .relative(1e-15), inputs: "\(convention)")
  }

  @Test("ends are the extremes, and every convention rises", arguments: QuantileConvention.allCases)
  func ends(_ convention: QuantileConvention) {
    let sample = [-3.0, 0, 1, 1, 8]
    #expect(quantile(0, ofSorted: sample, convention: convention) == -3)
    #expect(quantile(1, ofSorted: sample, convention: convention) == 8)
    var before = -Double.infinity
    for step in 0...200 {
      let value = quantile(Double(step) / 200, ofSorted: sample, convention: convention) ?? .nan
      #expect(value >= before)
      before = value
    }
  }

  @Test("an empty sample or an impossible probability has none")
  func refusals() {
    #expect(quantile(0.5, ofSorted: [], convention: .linear) == nil)
    #expect(quantile(1.1, ofSorted: [1], convention: .linear) == nil)
    #expect(quantile(.nan, ofSorted: [1], convention: .linear) == nil)
  }
}
