import SteelyardMath
import TestSupport
import Testing

@Suite("Linear least squares") struct LinearLeastSquaresTests {
  @Test("a line through three points, by hand")
  func line() {
    // (0,1), (1,2), (2,2): normal equations give intercept 7/6, slope 1/2, residual √(1/6).
    let fit = linearLeastSquares(Matrix(rows: [[1, 0], [1, 1], [1, 2]]), target: [1, 2, 2])
    #expect(fit.status == .converged)
    #expect(fit.rank == 2)
    expectClose(expected: 7.0 / 6, got: fit.coefficients[0], .relative(1e-14))
    expectClose(expected: 0.5, got: fit.coefficients[1], .relative(1e-14))
    expectClose(expected: (1.0 / 6).squareRoot(), got: fit.residualNorm, .relative(1e-14))
  }

  @Test("random square systems are solved")
  func square() {
    let seed: UInt64 = 7
    print("linear least squares seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for size in 1...8 {
      let rows = (0..<size).map { _ in
        (0..<size).map { _ in Double.random(in: -1...1, using: &generator) }
      }
      let truth = (0..<size).map { _ in Double.random(in: -1...1, using: &generator) }
      let target = rows.map { row in zip(row, truth).reduce(0) { $0 + $1.0 * $1.1 } }
      let fit = linearLeastSquares(Matrix(rows: rows), target: target)
      for (expected, got) in zip(truth, fit.coefficients) {
        expectClose(expected: expected, got: got, Tolerance(relative: 1e-9, absolute: 1e-9))
      }
    }
  }

  @Test("a column that is twice another lowers the rank and changes no prediction")
  func dependentColumns() {
    let fit = linearLeastSquares(Matrix(rows: [[1, 2], [2, 4], [3, 6]]), target: [1, 2, 3])
    #expect(fit.rank == 1)
    expectClose(expected: 1, got: fit.coefficients[0] + 2 * fit.coefficients[1], .relative(1e-13))
    expectClose(expected: 0, got: fit.residualNorm, .absolute(1e-13))
  }

  @Test("wrong shapes and NaN are told")
  func refusals() {
    #expect(
      linearLeastSquares(Matrix(rows: [[1, 2]]), target: [1]).status == .invalidShape)
    #expect(linearLeastSquares(Matrix(rows: [[1], [2]]), target: [1]).status == .invalidShape)
    #expect(linearLeastSquares(Matrix(rows: [[.nan], [2]]), target: [1, 2]).status == .notFinite)
  }
}
