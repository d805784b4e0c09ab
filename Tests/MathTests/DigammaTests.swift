import Glibc
import SteelyardMath
import TestSupport
import Testing

@Suite("Digamma function")
struct DigammaTests {
  /// Euler's constant γ.
  private let euler = 0.577_215_664_901_532_9

  @Test("known values")
  func known() {
    expectClose(expected: -euler, got: digamma(1), .relative(4e-15))
    expectClose(expected: -euler - 2 * log(2.0), got: digamma(0.5), .relative(4e-15))
    expectClose(expected: 1 - euler, got: digamma(2), .relative(1e-14))
    // ψ(1/4) = −γ − π/2 − 3 ln 2.
    expectClose(
      expected: -euler - Double.pi / 2 - 3 * log(2.0), got: digamma(0.25), .relative(4e-15))
  }

  @Test("it is the slope of ln Γ", arguments: [0.01, 0.7, 3.3, 9.99, 10.01, 250, 4e4])
  func slope(argument: Double) {
    let step = 1e-5 * argument
    let difference = (lgamma(argument + step).0 - lgamma(argument - step).0) / (2 * step)
    expectClose(
      expected: difference, got: digamma(argument), Tolerance(relative: 1e-7, absolute: 1e-8))
  }

  @Test("where there is no logarithm of Γ there is no answer", arguments: [0, -1.5, .nan])
  func outside(argument: Double) {
    #expect(digamma(argument).isNaN)
  }
}
