import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("Root finders") struct RootTests {
  /// f(x) = x³ − 2x − 5, the equation on which Newton showed his method; root 2.0945514815423265.
  static func newtonsCubic(_ argument: Double) -> Double {
    argument * argument * argument - 2 * argument - 5
  }

  @Test("Newton's cubic, bracketed")
  func brentCubic() {
    let result = brentRoot(
      lower: 2, upper: 3, tolerance: 0, maximumIterations: 100, function: RootTests.newtonsCubic)
    #expect(result.status == .converged)
    expectClose(expected: 2.0945514815423265, got: result.value, .relative(4e-16))
    #expect(result.iterations < 15)
    #expect(abs(result.residual) < 1e-13)
  }

  @Test("Newton's cubic, with its derivative")
  func newtonCubic() {
    let result = newtonRoot(
      lower: 2, upper: 3, start: 2, tolerance: 0, maximumIterations: 100
    ) { (RootTests.newtonsCubic($0), 3 * $0 * $0 - 2) }
    #expect(result.status == .converged)
    expectClose(expected: 2.0945514815423265, got: result.value, .relative(4e-16))
    #expect(result.iterations < 15)
  }

  @Test("a flat and a steep function still converge")
  func hardShapes() {
    for function in [{ $0 * $0 * $0 * $0 * $0 }, { atan(1000 * $0) }, { exp(50 * $0) - 1 }]
      as [@Sendable (Double) -> Double]
    {
      let result = brentRoot(
        lower: -1, upper: 1.5, tolerance: 1e-12, maximumIterations: 200, function: function)
      #expect(result.status == .converged)
      #expect(abs(result.value) < 1e-11)
    }
    let steep = newtonRoot(
      lower: -1, upper: 1.5, start: 1.4, tolerance: 1e-12, maximumIterations: 200
    ) { (atan(1000 * $0), 1000 / (1 + 1e6 * $0 * $0)) }
    #expect(steep.status == .converged)
    #expect(abs(steep.value) < 1e-11)
  }

  @Test("no sign change, not finite, and the limit are told")
  func refusals() {
    let positive = { (argument: Double) in 1 + argument * argument }
    let none = brentRoot(
      lower: -1, upper: 2, tolerance: 0, maximumIterations: 50, function: positive)
    #expect(none.status == .notBracketed)
    #expect(none.value == -1)
    let broken = brentRoot(lower: -1, upper: 2, tolerance: 0, maximumIterations: 50) { _ in .nan }
    #expect(broken.status == .notFinite)
    let short = brentRoot(
      lower: 2, upper: 3, tolerance: 0, maximumIterations: 2, function: RootTests.newtonsCubic)
    #expect(short.status == .iterationLimit)
    #expect(short.iterations == 2)
    let newtonNone = newtonRoot(
      lower: -1, upper: 2, start: 0, tolerance: 0, maximumIterations: 50
    ) { (positive($0), 2 * $0) }
    #expect(newtonNone.status == .notBracketed)
  }

  @Test("a root at an end of the bracket is found at once")
  func endOfBracket() {
    let result = brentRoot(lower: 0, upper: 1, tolerance: 0, maximumIterations: 5) { $0 }
    #expect(result == RootResult(value: 0, residual: 0, iterations: 0, status: .converged))
  }
}
