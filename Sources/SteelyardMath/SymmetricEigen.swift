import Glibc

/// The eigenvalues and eigenvectors of a symmetric matrix.
public struct SymmetricEigen: Sendable, Hashable {
  /// Largest matrix accepted: the method costs about ten times n³.
  public static let sizeMax = 256

  /// Eigenvalues, the largest first; shape `[eigenvalue]`.
  public let values: [Double]
  /// The unit eigenvectors as columns, in the order of `values`.
  ///
  /// The element of each that is largest in magnitude is positive, so that a sign does not depend on
  /// rounding.
  public let vectors: Matrix
  /// How many sweeps over all pairs were made.
  public let sweeps: Int
  /// `converged`, `iterationLimit`, `notFinite` or `invalidShape` (not square, not symmetric to
  /// 1e-10 of its largest element, or larger than `sizeMax`).
  public let status: SolverStatus

  /// V f(Λ) Vᵀ: the matrix with the same vectors and other values.
  public func matrix(_ transform: (Double) -> Double) -> Matrix {
    let mapped = values.map(transform)
    let size = values.count
    var result = Matrix(rowCount: size, columnCount: size, repeating: 0)
    for row in 0..<size {
      for column in 0...row {
        var sum = 0.0
        for index in 0..<size {
          sum += vectors[row, index] * mapped[index] * vectors[column, index]
        }
        result[row, column] = sum
        result[column, row] = sum
      }
    }
    return result
  }
}

/// The eigen-decomposition of a symmetric matrix by cyclic Jacobi rotations.
///
/// Slower than reduction to a tridiagonal for large matrices, and more accurate for the small
/// eigenvalues of covariances; meant for up to about 64 rows.
///
/// - Parameter matrix: Symmetric; shape `[n × n]`, n ≤ `SymmetricEigen.sizeMax`.
/// - Accuracy: Each value to about n × 1e-16 of the largest.
/// - Source: G. Golub, C. Van Loan, "Matrix Computations", 4th edition (2013), section 8.5.
public func symmetricEigen(_ matrix: Matrix) -> SymmetricEigen {
  let size = matrix.rowCount
  func failed(_ status: SolverStatus) -> SymmetricEigen {
    SymmetricEigen(
      values: [Double](repeating: 0, count: size), vectors: .identity(size), sweeps: 0,
      status: status)
  }
  guard matrix.elements.allSatisfy(\.isFinite) else { return failed(.notFinite) }
  guard size <= SymmetricEigen.sizeMax, matrix.isSymmetric(within: 1e-10) else {
    return failed(.invalidShape)
  }
  // Forty sweeps are far beyond the six to ten that any matrix of this size takes.
  let sweepsMax = 40
  var work = matrix.combined(with: matrix.transposed) { 0.5 * $0 + 0.5 * $1 }
  var vectors = Matrix.identity(size)
  let scale = work.frobeniusNorm
  for sweep in 0...sweepsMax {
    var off = 0.0
    for row in 0..<size {
      for column in 0..<row { off += work[row, column] * work[row, column] }
    }
    if (2 * off).squareRoot() <= 1e-16 * scale {
      return sorted(work.diagonal, vectors, sweeps: sweep)
    }
    if sweep == sweepsMax { break }
    for first in 0..<size {
      for second in (first + 1)..<max(size, first + 1) {
        rotate(&work, &vectors, first, second)
      }
    }
  }
  let rest = sorted(work.diagonal, vectors, sweeps: sweepsMax)
  return SymmetricEigen(
    values: rest.values, vectors: rest.vectors, sweeps: sweepsMax, status: .iterationLimit)
}

/// Makes one pair of off-diagonal elements zero.
private func rotate(_ work: inout Matrix, _ vectors: inout Matrix, _ first: Int, _ second: Int) {
  let off = work[first, second]
  let left = work[first, first]
  let right = work[second, second]
  // Below the last bit of both diagonals a rotation changes neither.
  if abs(off) <= 1e-18 * min(abs(left), abs(right)) || off == 0 {
    work[first, second] = 0
    work[second, first] = 0
    return
  }
  let ratio = (right - left) / (2 * off)
  let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + hypot(ratio, 1))
  let cosine = 1 / hypot(tangent, 1)
  let sine = tangent * cosine
  for index in 0..<work.rowCount where index != first && index != second {
    let a = work[index, first]
    let b = work[index, second]
    work[index, first] = cosine * a - sine * b
    work[first, index] = work[index, first]
    work[index, second] = sine * a + cosine * b
    work[second, index] = work[index, second]
  }
  work[first, first] = left - tangent * off
  work[second, second] = right + tangent * off
  work[first, second] = 0
  work[second, first] = 0
  for index in 0..<work.rowCount {
    let a = vectors[index, first]
    let b = vectors[index, second]
    vectors[index, first] = cosine * a - sine * b
    vectors[index, second] = sine * a + cosine * b
  }
}

private func sorted(_ values: [Double], _ vectors: Matrix, sweeps: Int) -> SymmetricEigen {
  let size = values.count
  let order = (0..<size).sorted { (values[$0], -$0) > (values[$1], -$1) }
  var arranged = vectors
  for (target, source) in order.enumerated() {
    var largest = 0
    for row in 0..<size where abs(vectors[row, source]) > abs(vectors[largest, source]) + 1e-12 {
      largest = row
    }
    let sign: Double = size > 0 && vectors[largest, source] < 0 ? -1 : 1
    for row in 0..<size { arranged[row, target] = sign * vectors[row, source] }
  }
  return SymmetricEigen(
    values: order.map { values[$0] }, vectors: arranged, sweeps: sweeps, status: .converged)
}
