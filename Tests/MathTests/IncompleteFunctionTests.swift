import SteelyardMath
import TestSupport
import Testing

@Suite("Incomplete beta and gamma functions") struct IncompleteFunctionTests {
  /// I_x(2, 3) = x²(6 − 8x + 3x²).
  @Test("a beta function that is a polynomial", arguments: [0.1, 0.4, 0.5, 0.9])
  func polynomial(_ argument: Double) {
    let beta = IncompleteBeta(argument, complement: 1 - argument, first: 2, second: 3)
    let expected = argument * argument * (6 - 8 * argument + 3 * argument * argument)
    expectClose(expected: expected, got: beta.lower, .relative(1e-14))
    expectClose(expected: 1 - expected, got: beta.upper, .relative(1e-13))
  }

  /// Q(3, x) = e^−x (1 + x + x²/2).
  @Test("a gamma function that is a Poisson sum", arguments: [0.5, 3, 12])
  func poisson(_ argument: Double) {
    let gamma = IncompleteGamma(argument, shape: 3)
    let exponential = IncompleteGamma(argument, shape: 1).upper
    let expected = exponential * (1 + argument + argument * argument / 2)
    expectClose(expected: expected, got: gamma.upper, .relative(1e-14))
  }

  @Test("mirrored arguments change sides")
  func symmetry() {
    let beta = IncompleteBeta(0.2, complement: 0.8, first: 7.5, second: 40)
    let mirrored = IncompleteBeta(0.8, complement: 0.2, first: 40, second: 7.5)
    #expect(beta.lower == mirrored.upper)
    #expect(beta.upper == mirrored.lower)
  }

  @Test("ends, and arguments outside their ranges")
  func ends() {
    #expect(IncompleteBeta(0, complement: 1, first: 2, second: 3).lower == 0)
    #expect(IncompleteBeta(1, complement: 0, first: 2, second: 3).upper == 0)
    #expect(IncompleteBeta(-0.1, complement: 1.1, first: 2, second: 3).lower.isNaN)
    #expect(IncompleteBeta(0.1, complement: 0.9, first: 0, second: 3).upper.isNaN)
    #expect(IncompleteGamma(0, shape: 2).upper == 1)
    #expect(IncompleteGamma(.infinity, shape: 2).upper == 0)
    #expect(IncompleteGamma(-1, shape: 2).lower.isNaN)
    #expect(IncompleteGamma(1, shape: -2).lower.isNaN)
  }
}
