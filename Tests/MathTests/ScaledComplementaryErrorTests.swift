import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("Scaled complementary error function") struct ScaledComplementaryErrorTests {
  @Test("at zero it is one, far right it is 1/(x√π)")
  func limits() {
    #expect(scaledComplementaryError(0) == 1)
    expectClose(
      expected: 1 / (1e10 * Double.pi.squareRoot()), got: scaledComplementaryError(1e10),
      .relative(4e-16))
    #expect(scaledComplementaryError(.infinity) == 0)
    #expect(scaledComplementaryError(-30) == .infinity)
    #expect(scaledComplementaryError(.nan).isNaN)
  }

  @Test("pieces join", arguments: [0.46875, 4.0, -0.46875, -4.0])
  func joins(_ seam: Double) {
    expectClose(
      expected: scaledComplementaryError(seam.nextDown), got: scaledComplementaryError(seam.nextUp),
      .relative(2e-14), inputs: "seam \(seam)")
  }

  @Test("it agrees with erfc where that does not underflow", arguments: [-2.0, 0.3, 1.0, 3.0])
  func definition(_ argument: Double) {
    expectClose(
      expected: exp(argument * argument) * erfc(argument), got: scaledComplementaryError(argument),
      .relative(2e-15))
  }
}
