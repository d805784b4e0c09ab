import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite("What a requirement keeps of one asset")
struct LinearRequirementTests {
  @Test("the tail of losses that weigh a quarter each: the largest two, and half of the third")
  func tail() {
    // Weights in units of a tail: 2.5 of the losses fill it.
    let losses = [1.0, 5, 3, -2, 4]
    let weights = [Double](repeating: 0.4, count: 5)
    expectClose(
      expected: 0.4 * 5 + 0.4 * 4 + 0.2 * 3,
      got: LinearRequirement.expectedShortfall(of: losses, weights), .relative(1e-14))
    #expect(LinearRequirement.expectedShortfall(of: [-1, -2], [1, 1]) == 0)
  }
}
