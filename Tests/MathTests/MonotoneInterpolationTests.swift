import SteelyardMath
import TestSupport
import Testing

@Suite("Monotone interpolation") struct MonotoneInterpolationTests {
  @Test("a straight line stays straight, and is constant outside")
  func line() throws {
    let curve = try #require(MonotoneInterpolation(arguments: [0, 1, 3], values: [1, 3, 7]))
    for argument in [0.0, 0.25, 1, 2.5, 3] {
      expectClose(expected: 1 + 2 * argument, got: curve.value(at: argument), .relative(1e-15))
    }
    #expect(curve.value(at: -5) == 1)
    #expect(curve.value(at: 9) == 7)
  }

  @Test("a step gives no overshoot")
  func step() throws {
    let curve = try #require(
      MonotoneInterpolation(arguments: [0, 1, 2, 3, 4], values: [0, 0, 1, 1, 5]))
    var before = -1.0
    for index in 0...400 {
      let value = curve.value(at: Double(index) / 100)
      #expect(value >= before - 1e-15)
      #expect(value >= 0 && value <= 5)
      before = value
    }
  }

  @Test("knots out of order, empty or not finite give no curve")
  func refusals() {
    #expect(MonotoneInterpolation(arguments: [], values: []) == nil)
    #expect(MonotoneInterpolation(arguments: [1, 1], values: [0, 0]) == nil)
    #expect(MonotoneInterpolation(arguments: [1, 2], values: [0, .nan]) == nil)
    #expect(MonotoneInterpolation(arguments: [1, 2], values: [0]) == nil)
    #expect(MonotoneInterpolation(arguments: [1], values: [4])?.value(at: 9) == 4)
  }
}
