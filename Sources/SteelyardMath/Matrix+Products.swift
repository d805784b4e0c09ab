extension Matrix {
  /// The identity of a size.
  public static func identity(_ size: Int) -> Matrix {
    Matrix(diagonal: [Double](repeating: 1, count: size))
  }

  /// A square matrix with these numbers on its diagonal and zeros elsewhere.
  public init(diagonal: [Double]) {
    self.init(rowCount: diagonal.count, columnCount: diagonal.count, repeating: 0)
    for (index, element) in diagonal.enumerated() { self[index, index] = element }
  }

  /// A square matrix whose element at a row and a column is a function of both.
  ///
  /// - Parameters:
  ///   - size: Rows, and columns.
  ///   - element: The element at a row and a column, both counted from 0.
  public init(size: Int, element: (_ row: Int, _ column: Int) -> Double) {
    self.init(rowCount: size, columnCount: size, repeating: 0)
    for row in 0..<size {
      for column in 0..<size { self[row, column] = element(row, column) }
    }
  }

  /// The elements with equal row and column; shape `[smaller of rows and columns]`.
  public var diagonal: [Double] { (0..<min(rowCount, columnCount)).map { self[$0, $0] } }

  /// Rows made columns.
  public var transposed: Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount, repeating: 0)
    for row in 0..<rowCount {
      for column in 0..<columnCount { result[column, row] = self[row, column] }
    }
    return result
  }

  /// The matrix product.
  ///
  /// - Precondition: The left has as many columns as the right has rows.
  /// - Complexity: O(rows × columns × right's columns); sums run in the order of the inner index.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.columnCount == right.rowCount, "Inner dimensions of a product differ.")
    var result = Matrix(rowCount: left.rowCount, columnCount: right.columnCount, repeating: 0)
    for row in 0..<left.rowCount {
      for inner in 0..<left.columnCount {
        let factor = left[row, inner]
        for column in 0..<right.columnCount { result[row, column] += factor * right[inner, column] }
      }
    }
    return result
  }

  /// The product with a vector.
  ///
  /// - Parameter vector: Shape `[column]`.
  /// - Returns: Shape `[row]`.
  /// - Precondition: The vector has as many elements as the matrix has columns.
  public static func * (left: Matrix, vector: [Double]) -> [Double] {
    precondition(left.columnCount == vector.count, "Inner dimensions of a product differ.")
    return (0..<left.rowCount).map { row in
      vector.indices.reduce(0.0) { $0 + left[row, $1] * vector[$1] }
    }
  }

  /// xᵀ A x.
  ///
  /// - Precondition: The matrix is square and has as many rows as the vector has elements.
  public func quadraticForm(_ vector: [Double]) -> Double {
    zip(vector, self * vector).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// (1 − weight) × self + weight × other, element by element.
  ///
  /// - Precondition: Both have one shape.
  public func blended(with other: Matrix, weight: Double) -> Matrix {
    combined(with: other) { (1 - weight) * $0 + weight * $1 }
  }

  /// The element-by-element result of a function of two matrices.
  ///
  /// - Precondition: Both have one shape.
  public func combined(with other: Matrix, _ body: (Double, Double) -> Double) -> Matrix {
    precondition(
      rowCount == other.rowCount && columnCount == other.columnCount, "The shapes differ.")
    var result = self
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        result[row, column] = body(self[row, column], other[row, column])
      }
    }
    return result
  }

  /// The root of the sum of squared elements.
  public var frobeniusNorm: Double {
    CompensatedSum(elements.map { $0 * $0 }).value.squareRoot()
  }

  /// Whether the matrix is square and equal to its transpose within a share of its largest
  /// element.
  public func isSymmetric(within relative: Double) -> Bool {
    guard rowCount == columnCount else { return false }
    let allowed = relative * elements.reduce(0) { max($0, abs($1)) }
    for row in 0..<rowCount {
      for column in 0..<row where !(abs(self[row, column] - self[column, row]) <= allowed) {
        return false
      }
    }
    return true
  }

  /// The rows and columns at these indices, in their order.
  ///
  /// - Precondition: The matrix is square and the indices are inside it.
  public func selecting(_ indices: [Int]) -> Matrix {
    precondition(rowCount == columnCount, "A selection of both rows and columns needs a square.")
    return Matrix(size: indices.count) { self[indices[$0], indices[$1]] }
  }
}
