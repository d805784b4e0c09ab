import SteelyardKernels
import SteelyardPricing

/// Sums over columns of profit, without the checks that a loop over arrays makes at each number.
enum ProfitColumns {
  /// Adds a multiple of a row to another row, which may be the sum itself.
  ///
  /// - Parameter count: Columns that are added; those beyond are left as they are.
  /// - Precondition: Each row has as many.
  static func add(
    _ row: [Double], times factor: Double = 1, to base: [Double]?, into sum: inout [Double],
    count: Int, _ level: KernelLevel
  ) {
    precondition(row.count >= count && sum.count >= count, "rows of enough columns")
    precondition(base?.count ?? count >= count, "rows of enough columns")
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        guard let from = row.baseAddress, let into = sum.baseAddress else { return }
        guard let base else {
          return steelyard_row_added(level.kernel, count, nil, from, factor, into)
        }
        base.withUnsafeBufferPointer {
          steelyard_row_added(level.kernel, count, $0.baseAddress, from, factor, into)
        }
      }
    }
  }

  /// Adds a multiple of a row to a sum.
  ///
  /// - Precondition: Both have so many columns.
  static func add(
    _ row: [Double], times factor: Double = 1, onto sum: inout [Double], count: Int,
    _ level: KernelLevel
  ) {
    precondition(row.count >= count && sum.count >= count, "rows of enough columns")
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        guard let from = row.baseAddress, let into = sum.baseAddress else { return }
        steelyard_row_added(level.kernel, count, into, from, factor, into)
      }
    }
  }
}
