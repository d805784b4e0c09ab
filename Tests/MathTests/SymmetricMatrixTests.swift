import SteelyardMath
import TestSupport
import Testing

@Suite("Products, Cholesky and eigenvalues of matrices") struct SymmetricMatrixTests {
  /// B Bᵀ with B of `size` rows and `rank` columns.
  static func semidefinite(
    _ size: Int, rank: Int, _ generator: inout SeededGenerator
  ) -> Matrix {
    var factor = Matrix(rowCount: size, columnCount: rank, repeating: 0)
    for row in 0..<size {
      for column in 0..<rank {
        factor[row, column] = Double.random(in: -1...1, using: &generator)
      }
    }
    return factor * factor.transposed
  }

  static func distance(_ left: Matrix, _ right: Matrix) -> Double {
    left.combined(with: right) { $0 - $1 }.frobeniusNorm
  }

  @Test("products, transpose and selection by hand")
  func products() {
    let left = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(left * left.transposed == Matrix(rows: [[14, 32], [32, 77]]))
    #expect(left * [1, 0, -1] == [-2, -2])
    #expect(Matrix(rows: [[2, 1], [1, 3]]).quadraticForm([1, 2]) == 18)
    #expect(
      Matrix(rows: [[1, 2], [3, 4]]).selecting([1, 0]) == Matrix(rows: [[4, 3], [2, 1]]))
    #expect(
      Matrix.identity(2).blended(with: Matrix(rows: [[3, 2], [2, 3]]), weight: 0.5)
        == Matrix(rows: [[2, 1], [1, 2]]))
    #expect(Matrix(rows: [[3, 0], [0, 4]]).frobeniusNorm == 5)
    #expect(!Matrix(rows: [[1, 2], [2.1, 1]]).isSymmetric(within: 1e-3))
  }

  @Test("a factor by hand, its determinant and a system")
  func factorByHand() {
    // L = (2 0; 1 3), so A = (4 2; 2 10), det 36; A x = (8, 22) has x = (1, 2).
    let factor = choleskyFactor(Matrix(rows: [[4, 2], [2, 10]]), tolerance: 1e-12)
    #expect(factor.status == .converged && factor.rank == 2)
    #expect(factor.lower == Matrix(rows: [[2, 0], [1, 3]]))
    expectClose(expected: 3.58351893845611, got: factor.logDeterminant, .relative(1e-14))
    let solved = factor.solution([8, 22])
    expectClose(expected: 1, got: solved[0], .relative(1e-14))
    expectClose(expected: 2, got: solved[1], .relative(1e-14))
    expectClose(expected: 52, got: factor.inverseQuadraticForm([8, 22]), .relative(1e-14))
  }

  @Test("matrices of every rank are factored and their rank is told")
  func ranks() {
    var generator = SeededGenerator(seed: 3)
    for size in 1...12 {
      for rank in 1...size {
        let matrix = Self.semidefinite(size, rank: rank, &generator)
        let factor = choleskyFactor(matrix, tolerance: 1e-10)
        #expect(factor.status == .converged && factor.rank == rank, "size \(size), rank \(rank)")
        let again = factor.lower * factor.lower.transposed
        #expect(Self.distance(again, matrix) < 1e-6 * matrix.frobeniusNorm)
      }
    }
  }

  @Test("columns in units that differ by many decades do not change the verdict")
  func units() {
    let matrix = Matrix(rows: [[1e-12, 0.5e-6], [0.5e-6, 1]])
    #expect(choleskyFactor(matrix, tolerance: 1e-12).rank == 2)
  }

  @Test("matrices without a factor are told, with the reason")
  func refusals() {
    func status(_ rows: [[Double]]) -> SolverStatus {
      choleskyFactor(Matrix(rows: rows), tolerance: 1e-12).status
    }
    #expect(status([[1, 2], [2, 1]]) == .indefinite)
    #expect(status([[0, 1], [1, 1]]) == .indefinite)
    #expect(status([[-1]]) == .indefinite)
    #expect(status([[1, 0], [1, 1]]) == .invalidShape)
    #expect(status([[1, 2]]) == .invalidShape)
    #expect(status([[.nan]]) == .notFinite)
    #expect(symmetricEigen(Matrix(rows: [[1, 0], [1, 1]])).status == .invalidShape)
    #expect(symmetricEigen(Matrix(rows: [[.infinity]])).status == .notFinite)
    #expect(symmetricEigen(Matrix.identity(257)).status == .invalidShape)
  }

  @Test("eigenvalues of a second difference are those of the formula")
  func secondDifference() {
    // 2 − 2 cos(kπ/(n + 1)); n = 4: (5 ± √5)/2 and (3 ± √5)/2.
    let matrix = Matrix(size: 4) { $0 == $1 ? 2 : (abs($0 - $1) == 1 ? -1 : 0) }
    let eigen = symmetricEigen(matrix)
    #expect(eigen.status == .converged)
    let root = 5.0.squareRoot()
    for (expected, got) in zip(
      [(5 + root) / 2, (3 + root) / 2, (5 - root) / 2, (3 - root) / 2], eigen.values)
    {
      expectClose(expected: expected, got: got, .relative(1e-14))
    }
  }

  @Test("vectors are orthogonal and rebuild the matrix, up to 64 rows and with repeated values")
  func decomposition() {
    var generator = SeededGenerator(seed: 4)
    for (size, rank) in [(1, 1), (2, 2), (5, 2), (20, 20), (64, 64), (64, 3)] {
      let matrix = Self.semidefinite(size, rank: rank, &generator)
      let eigen = symmetricEigen(matrix)
      #expect(eigen.status == .converged && eigen.sweeps < 20)
      let scale = matrix.frobeniusNorm
      #expect(Self.distance(eigen.matrix { $0 }, matrix) < 1e-13 * scale)
      let product = eigen.vectors.transposed * eigen.vectors
      #expect(Self.distance(product, .identity(size)) < 1e-12)
      #expect(eigen.values == eigen.values.sorted(by: >))
      #expect(abs(eigen.values.last ?? 0) < 1e-13 * scale || rank == size)
    }
    #expect(symmetricEigen(.identity(3)).values == [1, 1, 1])
  }
}
