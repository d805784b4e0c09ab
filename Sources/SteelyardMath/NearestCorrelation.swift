import Glibc

/// How a symmetric matrix that is no correlation matrix is made one.
public enum CorrelationRepair: String, Sendable, Hashable, Codable, CaseIterable {
  /// The nearest one in the Frobenius norm, by alternating projections with Dykstra's correction.
  case nearest
  /// Eigenvalues raised to the floor and the result scaled to a unit diagonal: one step, quicker, and
  /// a little further away.
  case eigenvalueClipping = "eigenvalue_clipping"
}

/// A correlation matrix made out of a symmetric one.
public struct RepairedCorrelation: Sendable, Hashable {
  /// Unit diagonal, elements in [−1, 1], eigenvalues at least the floor but for rounding.
  public let matrix: Matrix
  /// The Frobenius norm of what was changed; 0 where nothing had to be.
  public let distance: Double
  /// How many projections onto the semi-definite matrices were made.
  public let iterations: Int
  /// `converged`; `iterationLimit` (a correlation matrix all the same, not proven the nearest);
  /// `notFinite`; `invalidShape` (not square or not symmetric), the last two with the identity.
  public let status: SolverStatus
}

/// Makes a correlation matrix of a symmetric matrix.
///
/// A matrix that is one already is returned as it is, its diagonal put to exactly 1.
///
/// - Parameters:
///   - matrix: Symmetric; its diagonal is taken as 1 whatever it is with `eigenvalueClipping`, and is
///     a part of what is approximated with `nearest`.
///   - repair: The rule.
///   - minimumEigenvalue: The least eigenvalue wanted, from 0 to below 1; above zero the result has an
///     inverse. With `nearest` it is imposed in the last step.
///   - tolerance: Converged when a projection moves the matrix by at most this, relative to its
///     norm.
///   - maximumIterations: Projections after which `nearest` stops.
/// - Source: N. Higham, "Computing the nearest correlation matrix: a problem from finance", IMA Journal
///   of Numerical Analysis 22 (2002), pp. 329-343, algorithm 3.3; clipping is R. Rebonato, P. Jäckel,
///   "The most general methodology to create a valid correlation matrix" (1999), section 3.
public func nearestCorrelation(
  _ matrix: Matrix, repair: CorrelationRepair, minimumEigenvalue: Double, tolerance: Double,
  maximumIterations: Int
) -> RepairedCorrelation {
  precondition(minimumEigenvalue >= 0 && minimumEigenvalue < 1, "The floor lies in [0, 1).")
  let size = matrix.rowCount
  guard matrix.elements.allSatisfy(\.isFinite) else {
    return RepairedCorrelation(
      matrix: .identity(size), distance: 0, iterations: 0, status: .notFinite)
  }
  guard size <= SymmetricEigen.sizeMax, matrix.isSymmetric(within: 1e-10) else {
    return RepairedCorrelation(
      matrix: .identity(size), distance: 0, iterations: 0, status: .invalidShape)
  }
  let symmetric = matrix.combined(with: matrix.transposed) { 0.5 * $0 + 0.5 * $1 }
  let hasUnitDiagonal = symmetric.diagonal.allSatisfy { abs($0 - 1) <= 1e-14 }
  if hasUnitDiagonal, isCorrelation(symmetric, minimumEigenvalue: minimumEigenvalue) {
    return RepairedCorrelation(
      matrix: withUnitDiagonal(symmetric), distance: 0, iterations: 0, status: .converged)
  }
  let projected: (matrix: Matrix, iterations: Int, status: SolverStatus)
  switch repair {
  case .eigenvalueClipping: projected = (withUnitDiagonal(symmetric), 0, .converged)
  case .nearest:
    projected = alternatingProjections(
      symmetric, tolerance: tolerance, maximumIterations: maximumIterations)
  }
  let result = clipped(projected.matrix, minimumEigenvalue: minimumEigenvalue)
  let change = result.combined(with: symmetric) { $0 - $1 }
  return RepairedCorrelation(
    matrix: result, distance: change.frobeniusNorm, iterations: projected.iterations + 1,
    status: projected.status)
}

private func isCorrelation(_ matrix: Matrix, minimumEigenvalue: Double) -> Bool {
  let least = symmetricEigen(matrix).values.last ?? 1
  // The eigenvalues themselves are known to about this much.
  return least >= minimumEigenvalue - 1e-15 * Double(matrix.rowCount)
}

private func alternatingProjections(
  _ matrix: Matrix, tolerance: Double, maximumIterations: Int
) -> (matrix: Matrix, iterations: Int, status: SolverStatus) {
  var point = matrix
  var correction = Matrix(
    rowCount: matrix.rowCount, columnCount: matrix.columnCount, repeating: 0)
  for iteration in 1...max(1, maximumIterations) {
    let shifted = point.combined(with: correction) { $0 - $1 }
    let semidefinite = symmetricEigen(shifted).matrix { max($0, 0) }
    correction = semidefinite.combined(with: shifted) { $0 - $1 }
    let next = withUnitDiagonal(semidefinite)
    let step = next.combined(with: point) { $0 - $1 }.frobeniusNorm
    let gap = next.combined(with: semidefinite) { $0 - $1 }.frobeniusNorm
    point = next
    if max(step, gap) <= tolerance * point.frobeniusNorm {
      return (point, iteration, .converged)
    }
  }
  return (point, max(1, maximumIterations), .iterationLimit)
}

/// Raises eigenvalues so that, after scaling to a unit diagonal, none is below the floor.
private func clipped(_ matrix: Matrix, minimumEigenvalue: Double) -> Matrix {
  let eigen = symmetricEigen(matrix)
  let semidefinite = eigen.matrix { max($0, 0) }
  let roots = semidefinite.diagonal.map { $0 > 0 ? $0.squareRoot() : 1 }
  let size = matrix.rowCount
  let scaled = Matrix(size: size) { row, column in
    if row == column { return 1 }
    return min(max(semidefinite[row, column] / (roots[row] * roots[column]), -1), 1)
  }
  if minimumEigenvalue == 0 { return scaled }
  // A blend with the identity keeps the diagonal and moves every eigenvalue towards 1 alike.
  let least = symmetricEigen(scaled).values.last ?? 1
  if least >= minimumEigenvalue { return scaled }
  let weight = (minimumEigenvalue - least) / (1 - least)
  return scaled.blended(with: .identity(size), weight: weight)
}

private func withUnitDiagonal(_ matrix: Matrix) -> Matrix {
  var result = matrix
  for index in 0..<result.rowCount { result[index, index] = 1 }
  return result
}
