import Glibc

/// A lower triangle L with L Lᵀ = A, for A symmetric and positive semi-definite.
public struct CholeskyFactor: Sendable, Hashable {
  /// L; the columns of dependent rows are zero.
  public let lower: Matrix
  /// How many pivots are above the tolerance.
  public let rank: Int
  /// How it ended.
  ///
  /// `converged`; `indefinite` (a pivot, or what a zero pivot leaves beside it, is negative beyond the
  /// tolerance); `notFinite`; `invalidShape` (not square, or not symmetric to 1e-10 of its largest
  /// element). `lower` is zero unless it converged.
  public let status: SolverStatus

  /// ln det A; minus infinity where the rank is not full.
  public var logDeterminant: Double {
    CompensatedSum(lower.diagonal.map { 2 * log($0) }).value
  }

  /// Solves A x = b, with zeros for the unknowns of dependent rows.
  ///
  /// - Parameter right: b; shape `[row]`.
  /// - Returns: x; shape `[row]`. Where the rank is not full and b is in the range of A it is one of
  ///   the solutions.
  /// - Precondition: `status` is `converged` and the counts agree.
  public func solution(_ right: [Double]) -> [Double] {
    precondition(status == .converged && right.count == lower.rowCount, "No factor to solve with.")
    var unknowns = forward(right)
    for row in unknowns.indices.reversed() {
      guard lower[row, row] > 0 else {
        unknowns[row] = 0
        continue
      }
      var rest = unknowns[row]
      for below in (row + 1)..<max(unknowns.count, row + 1) {
        rest -= lower[below, row] * unknowns[below]
      }
      unknowns[row] = rest / lower[row, row]
    }
    return unknowns
  }

  /// bᵀ A⁻¹ b, in the space that the independent rows span.
  ///
  /// - Precondition: `status` is `converged` and the counts agree.
  public func inverseQuadraticForm(_ right: [Double]) -> Double {
    forward(right).reduce(0) { $0 + $1 * $1 }
  }

  /// Solves L y = b.
  private func forward(_ right: [Double]) -> [Double] {
    var solved = right
    for row in solved.indices {
      guard lower[row, row] > 0 else {
        solved[row] = 0
        continue
      }
      var rest = solved[row]
      for column in 0..<row { rest -= lower[row, column] * solved[column] }
      solved[row] = rest / lower[row, row]
    }
    return solved
  }
}

/// The Cholesky factor of a symmetric, positive semi-definite matrix, in its own order of rows.
///
/// A pivot within the tolerance of zero, as a share of its own diagonal element, counts as zero: its
/// row depends on those before it and its column of L is zero. So a covariance of columns in very
/// different units is judged as its correlation would be.
///
/// - Parameters:
///   - matrix: A; only its lower triangle is read once it has been found symmetric.
///   - tolerance: The largest share of a diagonal element that counts as zero, such as 1e-12 for
///     matrices with rounding errors alone.
/// - Accuracy: L Lᵀ differs from A by about n × 1e-16 of the diagonal, and by up to √tolerance of it
///   in the columns of pivots taken for zero.
/// - Complexity: O(n³ / 3).
/// - Source: G. Golub, C. Van Loan, "Matrix Computations", 4th edition (2013), section 4.2.8; the
///   zero columns are those of N. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd
///   edition (2002), theorem 10.9.
public func choleskyFactor(_ matrix: Matrix, tolerance: Double) -> CholeskyFactor {
  let size = matrix.rowCount
  func failed(_ status: SolverStatus) -> CholeskyFactor {
    CholeskyFactor(
      lower: Matrix(rowCount: size, columnCount: size, repeating: 0), rank: 0, status: status)
  }
  guard matrix.elements.allSatisfy(\.isFinite) else { return failed(.notFinite) }
  guard matrix.isSymmetric(within: 1e-10) else { return failed(.invalidShape) }
  var lower = Matrix(rowCount: size, columnCount: size, repeating: 0)
  var rank = 0
  for column in 0..<size {
    var pivot = matrix[column, column]
    for inner in 0..<column { pivot -= lower[column, inner] * lower[column, inner] }
    let allowed = tolerance * abs(matrix[column, column])
    guard pivot >= -allowed else { return failed(.indefinite) }
    let isZero = pivot <= allowed
    if !isZero { rank += 1 }
    let root = isZero ? 0 : pivot.squareRoot()
    lower[column, column] = root
    for row in (column + 1)..<max(size, column + 1) {
      var rest = matrix[row, column]
      for inner in 0..<column { rest -= lower[row, inner] * lower[column, inner] }
      if !isZero {
        lower[row, column] = rest / root
        continue
      }
      // |a_ij|² ≤ a_ii a_jj holds for what is left of a semi-definite matrix too.
      let bound = max(allowed, 0) * abs(matrix[row, row])
      guard rest * rest <= 4 * bound else { return failed(.indefinite) }
    }
  }
  return CholeskyFactor(lower: lower, rank: rank, status: .converged)
}
