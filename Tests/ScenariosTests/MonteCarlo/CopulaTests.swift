import SteelyardContracts
import SteelyardMath
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Copula")
struct CopulaTests {
  @Test("the factor's products are the correlations, singular or not")
  func factor() throws {
    for rows in [
      [[1.0]], [[1, 0.25, -0.5], [0.25, 1, 0.3], [-0.5, 0.3, 1]],
      [[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]], [[1, -1], [-1, 1]],
    ] {
      let copula = try Copula(correlation: Matrix(rows: rows), degreesOfFreedom: 4)
      for row in rows.indices {
        for column in rows.indices {
          let product = rows.indices.reduce(0.0) {
            $0 + copula.factor[row, $1] * copula.factor[column, $1]
          }
          expectClose(expected: rows[row][column], got: product, .absolute(1e-14))
        }
      }
    }
  }

  @Test("what is no correlation matrix, and what are no degrees of freedom, is refused")
  func refusals() {
    for (rows, freedom) in [
      ([[1.0, 0.5]], 4.0), ([[1, 0.5], [0.4, 1]], 4), ([[0.9]], 4), ([[1, 1.2], [1.2, 1]], 4),
      ([[1, 1, 0], [1, 1, 0.5], [0, 0.5, 1]], 4), ([[1, .nan], [.nan, 1]], 4),
      ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], 4), ([[1]], 0.5), ([[1]], .nan),
      ([[1]], 1e12),
    ] {
      #expect {
        try Copula(correlation: Matrix(rows: rows), degreesOfFreedom: freedom)
      } throws: {
        ($0 as? SteelyardError)?.code == .invalidInput
      }
    }
  }
}
