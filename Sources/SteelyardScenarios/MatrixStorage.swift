import SteelyardKernels

/// The numbers of one block in the packed tiles of `SteelyardKernels`: written row by row, by several at once where
/// the rows differ, and only read afterwards.
final class MatrixStorage: @unchecked Sendable {
  private let numbers: UnsafeMutableBufferPointer<Double>

  /// Zeros.
  init(count: Int) {
    numbers = .allocate(capacity: count)
    numbers.initialize(repeating: 0)
  }

  deinit { numbers.deallocate() }

  /// The numbers, for kernels.
  var pointer: UnsafePointer<Double>? { UnsafePointer(numbers.baseAddress) }

  /// One number.
  subscript(index: Int) -> Double { numbers[index] }

  /// Writes a row.
  ///
  /// - Parameters:
  ///   - row: Shape `[scenario]`.
  ///   - position: Which instrument's it is.
  ///   - instrumentCount: How many instruments the block has.
  func write(_ row: [Double], at position: Int, of instrumentCount: Int) {
    row.withUnsafeBufferPointer { row in
      for first in stride(from: 0, to: row.count, by: tileScenarios) {
        let place = steelyard_tile_index(instrumentCount, position, first)
        let count = min(tileScenarios, row.count - first)
        precondition(place + count <= numbers.count, "a row within the matrix")
        for offset in 0..<count { numbers[place + offset] = row[first + offset] }
      }
    }
  }
}
