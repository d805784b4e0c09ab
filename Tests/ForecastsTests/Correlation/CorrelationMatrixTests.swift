import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Correlation matrices") struct CorrelationMatrixTests {
  @Test("what is none is refused")
  func refusals() {
    for (rows, text) in [
      ([[1, 0.5]], "square"), ([[1, 0.5], [0.4, 1]], "row 1, column 0"),
      ([[1, 0.5], [0.5, 2]], "row 1, column 1"), ([[1, 1.5], [1.5, 1]], "holds 1.5"),
      ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "eigenvalue"),
      ([[1, .nan], [.nan, 1]], "nan"),
    ] as [([[Double]], String)] {
      do {
        _ = try CorrelationMatrix(checking: Matrix(rows: rows))
        Issue.record("\(rows) accepted")
      } catch {
        #expect(
          error.code == .invalidInput
            && error.description.lowercased().contains(text.lowercased()), "\(error)")
      }
    }
  }

  @Test("covariance, mean and root by hand")
  func worked() throws {
    let matrix = try CorrelationMatrix(checking: Matrix(rows: [[1, 0.6], [0.6, 1]]))
    expectClose(expected: 0.6, got: matrix.mean, .relative(1e-15))
    #expect(try matrix.covariance(deviations: [2, 5]) == Matrix(rows: [[4, 6], [6, 25]]))
    let root = matrix.root
    expectClose(expected: 0.6, got: root[1, 0], .relative(1e-15))
    expectClose(expected: 0.8, got: root[1, 1], .relative(1e-15))
    ForecastErrors.expect(.invalidInput, "standard deviations") {
      _ = try matrix.covariance(deviations: [1])
    }
    ForecastErrors.expect(.invalidInput, "weight") {
      _ = try matrix.blended(with: matrix, weight: 1.5)
    }
  }

  @Test("a singular matrix has a root all the same")
  func singular() throws {
    let ones = try CorrelationMatrix(checking: Matrix(size: 5) { _, _ in 1 })
    let again = ones.root * ones.root.transposed
    #expect(again.combined(with: ones.matrix) { $0 - $1 }.frobeniusNorm < 1e-7)
  }

  @Test("written and read back the same; a file's false matrix is refused")
  func coding() throws {
    let matrix = try CorrelationMatrix(checking: Matrix(rows: [[1, -0.3], [-0.3, 1]]))
    let bytes = try JSONEncoder().encode([matrix])
    #expect(try JSONDecoder().decode([CorrelationMatrix].self, from: bytes) == [matrix])
    for text in ["[[[1,2],[2,1]]]", "[[[1,0.5],[0.5]]]", "[[]]"] {
      #expect(throws: (any Error).self) {
        try JSONDecoder().decode([CorrelationMatrix].self, from: Data(text.utf8))
      }
    }
  }
}
