/// What a linear least-squares fit found.
public struct LinearFit: Sendable, Hashable {
  /// The coefficients; shape `[column]`.
  ///
  /// Those of dependent columns are zero.
  public let coefficients: [Double]
  /// Root of the sum of squared residuals.
  public let residualNorm: Double
  /// How many columns are independent at a relative threshold of 1e-13.
  public let rank: Int
  /// `converged`, `invalidShape` (fewer rows than columns, wrong count) or `notFinite`.
  public let status: SolverStatus
}

/// The coefficients that minimise |A c − b|₂.
///
/// Householder reflections with column pivoting; a dependent column gets the coefficient zero and
/// lowers `rank`.
///
/// - Parameters:
///   - matrix: A, with at least as many rows as columns.
///   - target: b; shape `[row]`.
/// - Source: G. Golub, C. Van Loan, "Matrix Computations", 4th edition (2013), algorithm 5.4.1.
public func linearLeastSquares(_ matrix: Matrix, target: [Double]) -> LinearFit {
  let rows = matrix.rowCount
  let columns = matrix.columnCount
  func failed(_ status: SolverStatus) -> LinearFit {
    LinearFit(
      coefficients: [Double](repeating: 0, count: columns), residualNorm: 0, rank: 0,
      status: status)
  }
  guard columns > 0, rows >= columns, target.count == rows else { return failed(.invalidShape) }
  guard matrix.elements.allSatisfy(\.isFinite), target.allSatisfy(\.isFinite) else {
    return failed(.notFinite)
  }
  var work = matrix
  var right = target
  var order = Array(0..<columns)
  var rank = 0
  var largest = 0.0
  for pivot in 0..<columns {
    let norms = (pivot..<columns).map { norm(of: work, column: $0, from: pivot) }
    let offset = norms.indices.max { norms[$0] < norms[$1] } ?? 0
    largest = max(largest, norms[offset])
    if norms[offset] <= 1e-13 * largest { break }
    swapColumns(&work, pivot, pivot + offset)
    order.swapAt(pivot, pivot + offset)
    reflect(&work, &right, pivot: pivot, norm: norms[offset])
    rank += 1
  }
  var solved = [Double](repeating: 0, count: columns)
  for row in stride(from: rank - 1, through: 0, by: -1) {
    var rest = right[row]
    for column in (row + 1)..<max(rank, row + 1) {
      rest -= work[row, column] * solved[order[column]]
    }
    solved[order[row]] = rest / work[row, row]
  }
  let residual = CompensatedSum(right[rank...].map { $0 * $0 }).value.squareRoot()
  return LinearFit(coefficients: solved, residualNorm: residual, rank: rank, status: .converged)
}

private func norm(of matrix: Matrix, column: Int, from row: Int) -> Double {
  var scale = 0.0
  for index in row..<matrix.rowCount { scale = max(scale, abs(matrix[index, column])) }
  if scale == 0 { return 0 }
  var sum = 0.0
  for index in row..<matrix.rowCount {
    let scaled = matrix[index, column] / scale
    sum += scaled * scaled
  }
  return scale * sum.squareRoot()
}

private func swapColumns(_ matrix: inout Matrix, _ first: Int, _ second: Int) {
  if first == second { return }
  for row in 0..<matrix.rowCount {
    (matrix[row, first], matrix[row, second]) = (matrix[row, second], matrix[row, first])
  }
}

private func reflect(
  _ matrix: inout Matrix, _ right: inout [Double], pivot: Int, norm: Double
) {
  let diagonal = matrix[pivot, pivot]
  let image = diagonal > 0 ? -norm : norm
  // The reflector is (1, v₁, v₂, ...), so its first element needs no place.
  let head = diagonal - image
  var vector = [1.0]
  for row in (pivot + 1)..<max(matrix.rowCount, pivot + 1) {
    vector.append(matrix[row, pivot] / head)
  }
  let weight = -head / image
  func apply(_ element: (Int) -> Double, _ update: (Int, Double) -> Void) {
    var projection = 0.0
    for (offset, part) in vector.enumerated() { projection += part * element(pivot + offset) }
    for (offset, part) in vector.enumerated() {
      update(pivot + offset, element(pivot + offset) - weight * projection * part)
    }
  }
  for column in (pivot + 1)..<max(matrix.columnCount, pivot + 1) {
    apply({ matrix[$0, column] }, { matrix[$0, column] = $1 })
  }
  apply({ right[$0] }, { right[$0] = $1 })
  matrix[pivot, pivot] = image
}
