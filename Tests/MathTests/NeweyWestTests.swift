import SteelyardMath
import TestSupport
import Testing

@Suite("Newey-West covariance")
struct NeweyWestTests {
  @Test("of a mean it is the long-run variance over n, worked by hand")
  func mean() throws {
    let design = Matrix(rowCount: 4, columnCount: 1, repeating: 1)
    let residuals = [1.0, -2, 3, -2]
    // Squares 1 + 4 + 9 + 4 = 18; neighbours −2 − 6 − 6 = −14, twice at weight 1/2: 18 − 14 = 4.
    let one = try #require(neweyWestCovariance(design: design, residuals: residuals, lags: 1))
    expectClose(expected: 4.0 / 16, got: one[0, 0], .relative(1e-14))
    let white = try #require(neweyWestCovariance(design: design, residuals: residuals, lags: 0))
    expectClose(expected: 18.0 / 16, got: white[0, 0], .relative(1e-14))
  }

  @Test("columns that depend on each other have none")
  func dependent() {
    let design = Matrix(rows: [[1, 2], [1, 2], [1, 2]])
    #expect(neweyWestCovariance(design: design, residuals: [1, 2, 3], lags: 1) == nil)
  }
}
