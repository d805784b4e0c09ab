import SteelyardMath
import TestSupport
import Testing

@Suite("Inverse of a small matrix")
struct MatrixInverseTests {
  @Test("worked by hand")
  func worked() throws {
    let inverse = try #require(Matrix(rows: [[4, 7], [2, 6]]).inverse)
    for (expected, got) in zip([0.6, -0.7, -0.2, 0.4], inverse.elements) {
      expectClose(expected: expected, got: got, .relative(1e-14))
    }
  }

  @Test("units ten orders apart")
  func units() throws {
    // [[1, 3], [3, 5]] with rows and columns in units of 1e-10 and 1.
    let inverse = try #require(Matrix(rows: [[1e-20, 3e-10], [3e-10, 5]]).inverse)
    for (expected, got) in zip([-1.25e20, 0.75e10, 0.75e10, -0.25], inverse.elements) {
      expectClose(expected: expected, got: got, .relative(1e-13))
    }
  }

  @Test("dependent rows, a rectangle and a number that is none have no inverse")
  func none() {
    #expect(Matrix(rows: [[1, 2], [2, 4]]).inverse == nil)
    #expect(Matrix(rows: [[1, 2, 3], [4, 5, 6]]).inverse == nil)
    #expect(Matrix(rows: [[.nan]]).inverse == nil)
  }
}
