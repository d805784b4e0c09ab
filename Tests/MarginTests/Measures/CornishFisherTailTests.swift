import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import TestSupport
import Testing

@Suite("Cornish-Fisher tail") struct CornishFisherTailTests {
  /// mpmath at 40 digits; the shortfall by quadrature of the expanded quantile.
  @Test("a skewed, fat tail at 98 %")
  func skewed() throws {
    let tail = try CornishFisherTail(
      mean: 5, standardDeviation: 10, skewness: -0.4, excessKurtosis: 1.2)
    #expect(try tail.isMonotone(beyond: 0.98))
    expectClose(
      expected: 23.619750862144392629 - 5, got: try tail.valueAtRisk(level: 0.98),
      .relative(1e-13))
    expectClose(
      expected: 30.618732437622262655 - 5, got: try tail.expectedShortfall(level: 0.98),
      .relative(1e-13))
  }

  @Test("without skewness and kurtosis it is normal")
  func normal() throws {
    let tail = try CornishFisherTail(
      mean: 0, standardDeviation: 1, skewness: 0, excessKurtosis: 0)
    let normal = try ParametricTail(shape: .normal, location: 0, scale: 1)
    #expect(try tail.valueAtRisk(level: 0.99) == normal.valueAtRisk(level: 0.99))
    expectClose(
      expected: try normal.expectedShortfall(level: 0.99),
      got: try tail.expectedShortfall(level: 0.99), .relative(1e-15))
  }

  @Test("where the expansion turns back a shortfall is refused, the value at risk still told")
  func outside() throws {
    // The slope's leading coefficient K/8 − S²/6 is below zero: it falls far out on both sides.
    let tail = try CornishFisherTail(
      mean: 0, standardDeviation: 1, skewness: -1.5, excessKurtosis: 1)
    #expect(try !tail.isMonotone(beyond: 0.99))
    #expect(try tail.valueAtRisk(level: 0.99).isFinite)
    #expect(code { try tail.expectedShortfall(level: 0.99) } == .notApplicable)
  }

  @Test("the verdict on the slope is what a fine grid of quantiles shows")
  func monotone() throws {
    var generator = SplitMix64(seed: 5)
    var seen: Set<Bool> = []
    for _ in 0..<300 {
      let tail = try CornishFisherTail(
        mean: 0, standardDeviation: 1, skewness: 4 * generator.nextUnit() - 2,
        excessKurtosis: 12 * generator.nextUnit() - 1)
      // A slope that bends down this slowly turns back beyond what a double can ask for.
      let curve = tail.excessKurtosis / 8 - tail.skewness * tail.skewness / 6
      guard abs(curve) > 0.05 else { continue }
      var rises = true
      var before = -Double.infinity
      // From a score of −37 to that of the level.
      for step in 0...3000 {
        let score = -37 + (37 - 1.2815515655446004) * Double(step) / 3000
        let value = tail.standardisedQuantile(NormalDistribution.cumulative(score))
        if value < before - 1e-9 { rises = false }
        before = value
      }
      seen.insert(rises)
      #expect(try tail.isMonotone(beyond: 0.9) == rises, "\(tail)")
    }
    #expect(seen.count == 2)
  }

  @Test("moments of a sample, and what has none")
  func moments() throws {
    let moments = try #require(SampleMoments([1, 2, 3, 10]))
    #expect(try CornishFisherTail(moments).mean == 4)
    let flat = try #require(SampleMoments([2, 2]))
    #expect(code { try CornishFisherTail(flat) } == .invalidInput)
  }
}
