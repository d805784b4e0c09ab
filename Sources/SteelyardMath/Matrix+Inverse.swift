extension Matrix {
  /// The inverse of a small square matrix, or nil where it has none.
  ///
  /// Rows and columns are scaled by the roots of the diagonal first, so that parameters of very
  /// different units do no harm; then Gauss-Jordan with row pivoting. A pivot below 1e-14 of the
  /// scaled matrix counts as zero.
  ///
  /// - Complexity: O(n³).
  public var inverse: Matrix? {
    let size = rowCount
    guard size == columnCount, elements.allSatisfy(\.isFinite) else { return nil }
    let scales = (0..<size).map { index in
      let diagonal = abs(self[index, index])
      return diagonal > 0 ? 1 / diagonal.squareRoot() : 1
    }
    var work = self
    var inverted = Matrix(rowCount: size, columnCount: size, repeating: 0)
    for row in 0..<size {
      inverted[row, row] = 1
      for column in 0..<size { work[row, column] *= scales[row] * scales[column] }
    }
    for pivot in 0..<size {
      let best = (pivot..<size).max { abs(work[$0, pivot]) < abs(work[$1, pivot]) } ?? pivot
      guard abs(work[best, pivot]) > 1e-14 else { return nil }
      for column in 0..<size where best != pivot {
        (work[pivot, column], work[best, column]) = (work[best, column], work[pivot, column])
        (inverted[pivot, column], inverted[best, column]) =
          (inverted[best, column], inverted[pivot, column])
      }
      let reciprocal = 1 / work[pivot, pivot]
      for column in 0..<size {
        work[pivot, column] *= reciprocal
        inverted[pivot, column] *= reciprocal
      }
      for row in 0..<size where row != pivot {
        let factor = work[row, pivot]
        if factor == 0 { continue }
        for column in 0..<size {
          work[row, column] -= factor * work[pivot, column]
          inverted[row, column] -= factor * inverted[pivot, column]
        }
      }
    }
    for row in 0..<size {
      for column in 0..<size { inverted[row, column] *= scales[row] * scales[column] }
    }
    return inverted
  }
}
