/// Sums over columns of profit, without the checks that a loop over arrays makes at each number.
enum ProfitColumns {
  /// Makes every column zero.
  static func clear(_ columns: inout [Double]) {
    columns.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
  }

  /// Adds the first columns of a row to another row.
  ///
  /// - Precondition: Both have as many.
  static func add(_ row: [Double], to sum: inout [Double], count: Int) {
    precondition(row.count >= count && sum.count >= count, "rows of enough columns")
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        for column in 0..<count { sum[column] += row[column] }
      }
    }
  }

  /// Adds a multiple of a row to another row.
  ///
  /// - Precondition: The other has as many columns.
  static func add(_ row: [Double], times factor: Double, to sum: inout [Double]) {
    precondition(sum.count >= row.count, "a row of enough columns")
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        for column in 0..<row.count { sum[column] += factor * row[column] }
      }
    }
  }
}
