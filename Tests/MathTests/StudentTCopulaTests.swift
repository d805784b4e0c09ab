import SteelyardMath
import TestSupport
import Testing

@Suite("Student t copula and rank correlation") struct StudentTCopulaTests {
  /// mpmath at 40 digits: the regularised incomplete beta function.
  @Test("tail dependence at a correlation of 0.3 and six degrees of freedom")
  func tailDependence() throws {
    let copula = try #require(StudentTCopula(correlation: 0.3, degreesOfFreedom: 6))
    expectClose(
      expected: 0.093335405867572339436, got: copula.tailDependence, .relative(1e-14))
  }

  @Test("limits: Gaussian has none, comonotone all; one sixth pi is a third")
  func limits() throws {
    let gaussian = try #require(StudentTCopula(correlation: 0.9, degreesOfFreedom: .infinity))
    #expect(gaussian.tailDependence == 0)
    let same = try #require(StudentTCopula(correlation: 1, degreesOfFreedom: 4))
    #expect(same.tailDependence == 1)
    expectClose(expected: 1, got: same.kendallTau, .relative(1e-15))
    let half = try #require(StudentTCopula(correlation: 0.5, degreesOfFreedom: 4))
    expectClose(expected: 1.0 / 3, got: half.kendallTau, .relative(1e-15))
    expectClose(
      expected: 0.5, got: StudentTCopula.correlation(kendallTau: half.kendallTau),
      .relative(1e-15))
    expectClose(
      expected: 1, got: same.gaussianSpearman, .relative(1e-15))
    #expect(StudentTCopula(correlation: -1, degreesOfFreedom: 4) == nil)
    #expect(StudentTCopula(correlation: 0, degreesOfFreedom: 0) == nil)
  }

  @Test("Kendall's tau of five pairs: eight agree, two do not")
  func kendall() throws {
    let tau = try #require(kendallTau([1, 2, 3, 4, 5], [1, 3, 2, 5, 4]))
    expectClose(expected: 0.6, got: tau, .relative(1e-15))
    #expect(kendallTau([1, 2, 3], [3, 2, 1]) == -1)
  }

  @Test("with ties and at random it is what counting every pair gives")
  func kendallByCounting() throws {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<20 {
      let first = (0..<60).map { _ in Double(Int.random(in: 0..<12, using: &generator)) }
      let second = (0..<60).map { _ in Double(Int.random(in: 0..<9, using: &generator)) }
      var (agreement, untiedFirst, untiedSecond) = (0.0, 0.0, 0.0)
      for left in 0..<60 {
        for right in 0..<left {
          let (across, up) = (first[left] - first[right], second[left] - second[right])
          if across != 0 { untiedFirst += 1 }
          if up != 0 { untiedSecond += 1 }
          if across * up != 0 { agreement += across * up > 0 ? 1 : -1 }
        }
      }
      let expected = agreement / (untiedFirst * untiedSecond).squareRoot()
      expectClose(
        expected: expected, got: try #require(kendallTau(first, second)), .relative(1e-14))
    }
  }

  @Test("one pair, a constant column or NaN have no rank correlation")
  func refusals() {
    #expect(kendallTau([1], [1]) == nil)
    #expect(kendallTau([1, 1], [1, 2]) == nil)
    #expect(kendallTau([1, 2], [1, .nan]) == nil)
    #expect(kendallTau([1, 2], [1, 2, 3]) == nil)
  }
}
