import SteelyardMath
import TestSupport
import Testing

@Suite("Line through points") struct LineFitTests {
  @Test("three points by hand")
  func worked() {
    // (0,1), (1,2), (2,2): slope 1/2, intercept 7/6, residuals 1/6, so R² = 3/4, error √(1/6/2).
    let fit = lineFit([0, 1, 2], [1, 2, 2])
    #expect(fit.status == .converged)
    expectClose(expected: 0.5, got: fit.slope, .relative(1e-14))
    expectClose(expected: 7.0 / 6, got: fit.intercept, .relative(1e-14))
    expectClose(expected: 0.75, got: fit.rSquared, .relative(1e-14))
    expectClose(expected: (1.0 / 12).squareRoot(), got: fit.slopeStandardError, .relative(1e-14))
  }

  @Test("no line, no numbers")
  func refusals() {
    #expect(lineFit([1, 1], [1, 2]).status == .invalidShape)
    #expect(lineFit([1], [1]).status == .invalidShape)
    #expect(lineFit([1, 2], [1]).status == .invalidShape)
    #expect(lineFit([1, .infinity], [1, 2]).status == .notFinite)
    #expect(lineFit([1, 2], [3, 3]).rSquared == 1)
  }
}
