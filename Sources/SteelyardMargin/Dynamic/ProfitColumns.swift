import SteelyardKernels
import SteelyardPricing

/// Sums over columns of profit, without the checks that a loop over arrays makes at each number.
enum ProfitColumns {
  /// Makes a row the sum of another, or of zeros, and a multiple of a third.
  ///
  /// - Parameters:
  ///   - count: Columns that are added; those beyond are left as they are.
  ///   - padded: How long the sum is made where it has no columns yet; zero beyond `count`.
  /// - Precondition: Each row has `count` columns, and a sum that is not empty too.
  static func add(
    _ row: [Double], times factor: Double = 1, to base: [Double]?, into sum: inout [Double],
    count: Int, padded: Int, _ level: KernelLevel
  ) {
    precondition(row.count >= count && base?.count ?? count >= count, "rows of enough columns")
    if sum.isEmpty {
      precondition(padded >= count, "room for every column")
      sum = [Double](unsafeUninitializedCapacity: padded) { columns, used in
        columns[count..<padded].initialize(repeating: 0)
        write(row, factor, base, columns.baseAddress, count, level)
        used = padded
      }
      return
    }
    precondition(sum.count >= count, "rows of enough columns")
    sum.withUnsafeMutableBufferPointer {
      write(row, factor, base, $0.baseAddress, count, level)
    }
  }

  private static func write(
    _ row: [Double], _ factor: Double, _ base: [Double]?, _ sum: UnsafeMutablePointer<Double>?,
    _ count: Int, _ level: KernelLevel
  ) {
    row.withUnsafeBufferPointer { row in
      guard let from = row.baseAddress, let sum else { return }
      guard let base else {
        return steelyard_row_added(level.kernel, count, nil, from, factor, sum)
      }
      base.withUnsafeBufferPointer {
        steelyard_row_added(level.kernel, count, $0.baseAddress, from, factor, sum)
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
