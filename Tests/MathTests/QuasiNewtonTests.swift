import SteelyardMath
import TestSupport
import Testing

@Suite("Quasi-Newton under linear constraints")
struct QuasiNewtonTests {
  /// Rosenbrock's valley, curved and narrow; its lowest point is (1, 1).
  private func valley(_ point: [Double], _ gradient: inout [Double]) -> Double {
    let (across, along) = (point[1] - point[0] * point[0], 1 - point[0])
    gradient = [-400 * point[0] * across - 2 * along, 200 * across]
    return 100 * across * across + along * along
  }

  /// (x − 3)² + 2 (y − 2)².
  private func bowl(_ point: [Double], _ gradient: inout [Double]) -> Double {
    gradient = [2 * (point[0] - 3), 4 * (point[1] - 2)]
    return (point[0] - 3) * (point[0] - 3) + 2 * (point[1] - 2) * (point[1] - 2)
  }

  @Test("a curved valley without constraints")
  func rosenbrock() {
    let found = quasiNewton(
      start: [-1.2, 1], tolerance: 1e-14, maximumIterations: 200, objective: valley)
    #expect(found.status == .converged)
    expectClose(expected: 1, got: found.point[0], .relative(1e-6))
    expectClose(expected: 1, got: found.point[1], .relative(1e-6))
  }

  @Test("a constraint that cuts the minimum off holds the point")
  func constrained() {
    // Under x + y ≤ 3 the bowl is lowest where its gradient is along (1, 1): (5/3, 4/3).
    let found = quasiNewton(
      start: [0, 0], constraints: [LinearConstraint(normal: [1, 1], bound: 3)],
      tolerance: 1e-15, maximumIterations: 100, objective: bowl)
    #expect(found.status == .converged)
    expectClose(expected: 5.0 / 3, got: found.point[0], .relative(1e-7))
    expectClose(expected: 4.0 / 3, got: found.point[1], .relative(1e-7))
  }

  @Test("a constraint that is met on the way is left again")
  func released() {
    // From (0, 4) the way to (3, 2) begins on the wall y ≤ 4.
    let found = quasiNewton(
      start: [0, 4], constraints: [.atMost(4, unknown: 1, of: 2), .atLeast(-1, unknown: 0, of: 2)],
      tolerance: 1e-15, maximumIterations: 100, objective: bowl)
    #expect(found.status == .converged)
    expectClose(expected: 3, got: found.point[0], .relative(1e-7))
    expectClose(expected: 2, got: found.point[1], .relative(1e-7))
  }

  @Test("a corner of two constraints")
  func corner() {
    let found = quasiNewton(
      start: [0, 0], constraints: [.atMost(1, unknown: 0, of: 2), .atMost(1, unknown: 1, of: 2)],
      tolerance: 1e-15, maximumIterations: 100, objective: bowl)
    #expect(found.status == .converged)
    #expect(found.point == [1, 1])
  }

  @Test("a kink is come near to")
  func kink() {
    let found = quasiNewton(start: [1], tolerance: 1e-12, maximumIterations: 100) {
      point, gradient in
      gradient = [point[0] < 0.3 ? -2 : 1]
      return point[0] < 0.3 ? 2 * (0.3 - point[0]) : point[0] - 0.3
    }
    #expect(found.status == .converged || found.status == .stalled)
    expectClose(expected: 0.3, got: found.point[0], .absolute(1e-6))
  }

  @Test("a gradient that does not belong to the value ends the search, and that is told")
  func wrongGradient() {
    let found = quasiNewton(start: [1], tolerance: 1e-12, maximumIterations: 100) {
      point, gradient in
      gradient = [-1]
      return point[0]
    }
    #expect(found.status == .stalled)
    expectClose(expected: 1, got: found.point[0], .absolute(1e-14))
  }

  @Test("a start outside, a shape that does not fit and a value that is none")
  func refused() {
    let outside = quasiNewton(
      start: [5, 0], constraints: [.atMost(1, unknown: 0, of: 2)], tolerance: 1e-12,
      maximumIterations: 10, objective: bowl)
    #expect(outside.status == .invalidShape)
    let shape = quasiNewton(
      start: [5, 0], constraints: [.atMost(9, unknown: 0, of: 3)], tolerance: 1e-12,
      maximumIterations: 10, objective: bowl)
    #expect(shape.status == .invalidShape)
    let none = quasiNewton(start: [0], tolerance: 1e-12, maximumIterations: 10) { _, _ in .nan }
    #expect(none.status == .notFinite)
  }

  @Test("too few steps are told")
  func limit() {
    let found = quasiNewton(
      start: [-1.2, 1], tolerance: 1e-14, maximumIterations: 3, objective: valley)
    #expect(found.status == .iterationLimit)
  }
}
