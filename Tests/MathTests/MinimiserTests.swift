import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("Minimisers") struct MinimiserTests {
  /// Rosenbrock's valley (1960), least at (1, 1).
  static func rosenbrock(_ point: [Double]) -> ([Double], Matrix) {
    let (first, second) = (point[0], point[1])
    return (
      [10 * (second - first * first), 1 - first],
      Matrix(rows: [[-20 * first, 10], [-1, 0]])
    )
  }

  static func rosenbrockValue(_ point: [Double]) -> Double {
    rosenbrock(point).0.reduce(0) { $0 + $1 * $1 }
  }

  @Test("Rosenbrock's valley by damped least squares")
  func valley() {
    let result = levenbergMarquardt(
      start: [-1.2, 1], lower: [-5, -5], upper: [5, 5], tolerance: 1e-12, maximumIterations: 200,
      residuals: MinimiserTests.rosenbrock)
    #expect(result.status == .converged)
    for coordinate in result.point { expectClose(expected: 1, got: coordinate, .relative(1e-9)) }
  }

  @Test("a wall holds the solution at the wall's best point")
  func wall() {
    // With x ≤ 0.5 the valley floor y = x² is best at the wall.
    let result = levenbergMarquardt(
      start: [-1.2, 1], lower: [-5, -5], upper: [0.5, 5], tolerance: 1e-12, maximumIterations: 200,
      residuals: MinimiserTests.rosenbrock)
    #expect(result.status == .converged)
    expectClose(expected: 0.5, got: result.point[0], .relative(1e-12))
    expectClose(expected: 0.25, got: result.point[1], .relative(1e-9))
  }

  @Test("an exponential decay is recovered from exact points")
  func decay() {
    let times = [0.0, 1, 2, 3, 4, 5]
    let result = levenbergMarquardt(
      start: [1, 1], lower: [0, 0], upper: [10, 10], tolerance: 1e-13, maximumIterations: 200
    ) { point in
      (
        times.map { point[0] * exp(-point[1] * $0) - 3 * exp(-0.4 * $0) },
        Matrix(rows: times.map { [exp(-point[1] * $0), -point[0] * $0 * exp(-point[1] * $0)] })
      )
    }
    #expect(result.status == .converged)
    expectClose(expected: 3, got: result.point[0], .relative(1e-10))
    expectClose(expected: 0.4, got: result.point[1], .relative(1e-10))
  }

  @Test("Rosenbrock's valley by the simplex")
  func simplex() {
    let result = nelderMead(
      start: [-1.2, 1], steps: [0.5, 0.5], lower: [-5, -5], upper: [5, 5], tolerance: 1e-14,
      maximumIterations: 1000, objective: MinimiserTests.rosenbrockValue)
    #expect(result.value < 1e-12)
    for coordinate in result.point { expectClose(expected: 1, got: coordinate, .absolute(1e-5)) }
  }

  @Test("a quadratic in one unknown converges and says so")
  func oneUnknown() {
    let result = nelderMead(
      start: [3], steps: [1], lower: [-10], upper: [10], tolerance: 1e-12, maximumIterations: 500
    ) { 1 + ($0[0] - 0.25) * ($0[0] - 0.25) }
    #expect(result.status == .converged)
    expectClose(expected: 0.25, got: result.point[0], .absolute(1e-5))
  }

  @Test("limits, bad shapes and objectives without a number are told")
  func refusals() {
    let short = nelderMead(
      start: [-1.2, 1], steps: [0.5, 0.5], lower: [-5, -5], upper: [5, 5], tolerance: 1e-14,
      maximumIterations: 3, objective: MinimiserTests.rosenbrockValue)
    #expect(short.status == .iterationLimit)
    let crossed = nelderMead(
      start: [0], steps: [1], lower: [1], upper: [0], tolerance: 1e-9, maximumIterations: 9
    ) { $0[0] }
    #expect(crossed.status == .invalidShape)
    let undefined = nelderMead(
      start: [0], steps: [1], lower: [-1], upper: [1], tolerance: 1e-9, maximumIterations: 9
    ) { _ in .nan }
    #expect(undefined.status == .notFinite)
    let damped = levenbergMarquardt(
      start: [0], lower: [-1], upper: [1], tolerance: 1e-9, maximumIterations: 9
    ) { _ in ([.nan], Matrix(rows: [[1]])) }
    #expect(damped.status == .notFinite)
  }
}
