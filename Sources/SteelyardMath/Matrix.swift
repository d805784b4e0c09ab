/// A small dense matrix, stored row by row.
public struct Matrix: Sendable, Hashable {
  /// How many rows.
  public let rowCount: Int
  /// How many columns.
  public let columnCount: Int
  /// The elements, row after row; shape `[row × column]`.
  public private(set) var elements: [Double]

  /// A matrix with every element the same.
  public init(rowCount: Int, columnCount: Int, repeating element: Double) {
    precondition(rowCount >= 0 && columnCount >= 0, "A matrix has no negative dimension.")
    self.rowCount = rowCount
    self.columnCount = columnCount
    elements = [Double](repeating: element, count: rowCount * columnCount)
  }

  /// A matrix from its rows.
  ///
  /// - Precondition: All rows have the same count.
  public init(rows: [[Double]]) {
    rowCount = rows.count
    columnCount = rows.first?.count ?? 0
    let width = columnCount
    precondition(rows.allSatisfy { $0.count == width }, "Rows of a matrix have one length.")
    elements = rows.flatMap { $0 }
  }

  /// The element at a row and a column, both counted from 0.
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(column >= 0 && column < columnCount, "Column outside the matrix.")
      return elements[row * columnCount + column]
    }
    set {
      precondition(column >= 0 && column < columnCount, "Column outside the matrix.")
      elements[row * columnCount + column] = newValue
    }
  }
}
