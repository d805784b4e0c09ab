import SteelyardKernels
import SteelyardPricing

/// What is added to a column of profit: a multiple of another column, of which gains may count for nothing.
package struct ColumnChange {
  /// How it counts.
  package enum Kind {
    /// Gains and losses.
    case whole
    /// Losses alone.
    case losses
    /// Either as a loss.
    case either
  }

  /// A column and what it is multiplied by.
  package struct Multiple {
    fileprivate let source: ColumnSource
    package let factor: Double

    package init(_ source: ColumnSource, times factor: Double) {
      self.source = source
      self.factor = factor
    }
  }

  private let first: Multiple
  private let second: Multiple?
  private let kind: Kind

  /// A change by one column, or by the sum of two.
  package init(_ first: Multiple, and second: Multiple? = nil, _ kind: Kind = .whole) {
    self.first = first
    self.second = second
    self.kind = kind
  }

  /// As kernels read it; good while the change lives.
  var kernel: steelyard_change {
    let kind =
      switch kind {
      case .whole: STEELYARD_CHANGE_WHOLE
      case .losses: STEELYARD_CHANGE_LOSSES
      case .either: STEELYARD_CHANGE_EITHER
      }
    return steelyard_change(
      row: first.source.pointer, stride: first.source.stride, factor: first.factor,
      other: second?.source.pointer, other_stride: second?.source.stride ?? 0,
      other_factor: second?.factor ?? 0, kind: Int32(kind))
  }
}

extension [ColumnChange] {
  /// Lends the changes as kernels read them.
  func withKernelChanges<Value>(_ body: (UnsafeMutableBufferPointer<steelyard_change>) -> Value)
    -> Value
  {
    withUnsafeTemporaryAllocation(of: steelyard_change.self, capacity: count) { kernel in
      for place in indices { kernel.initializeElement(at: place, to: self[place].kernel) }
      // The numbers that the changes point at live until here.
      return withExtendedLifetime(self) { body(kernel) }
    }
  }

  /// Writes some scenarios of a column with the changes added.
  ///
  /// - Parameters:
  ///   - base: The column as it stands; nil for zeros.
  ///   - sum: Receives the scenarios from its beginning on.
  /// - Precondition: Both have so many numbers, and so have the columns of the changes.
  package func add(to base: [Double]?, in scenarios: Range<Int>, into sum: inout [Double]) {
    precondition(
      sum.count >= scenarios.count && base?.count ?? scenarios.upperBound >= scenarios.upperBound,
      "room for every scenario")
    withKernelChanges { changes in
      sum.withUnsafeMutableBufferPointer { sum in
        func write(_ base: UnsafePointer<Double>?) {
          steelyard_column_changed(
            KernelLevel.detected.kernel, scenarios.lowerBound, scenarios.count, base,
            changes.baseAddress, changes.count, sum.baseAddress)
        }
        guard let base else { return write(nil) }
        base.withUnsafeBufferPointer { base in
          write(base.baseAddress.map { $0 + scenarios.lowerBound })
        }
      }
    }
  }
}

/// Where a column's numbers stand, in tiles.
package struct ColumnSource {
  private let storage: MatrixStorage
  private let offset: Int
  /// Numbers from one tile to the next.
  fileprivate let stride: Int

  init(_ storage: MatrixStorage, row: Int, of rowCount: Int) {
    self.storage = storage
    offset = steelyard_tile_index(rowCount, row, 0)
    stride = rowCount * tileScenarios
  }

  fileprivate var pointer: UnsafePointer<Double>? { storage.pointer.map { $0 + offset } }

  /// The least and the greatest number of some scenarios; zeros of none.
  package func extremes(in scenarios: Range<Int>) -> (least: Double, greatest: Double) {
    guard let pointer, let first = scenarios.first else { return (0, 0) }
    let tiles = tileScenarios
    var least = pointer[first / tiles * stride + first % tiles]
    var greatest = least
    for scenario in scenarios {
      let number = pointer[scenario / tiles * stride + scenario % tiles]
      least = number < least ? number : least
      greatest = number > greatest ? number : greatest
    }
    return (least, greatest)
  }
}

/// A column of numbers that changes are made of, copied once.
package final class FrozenColumn: Sendable {
  private let storage: MatrixStorage

  package init(_ numbers: [Double]) {
    storage = MatrixStorage(count: steelyard_tile_count(numbers.count) * tileScenarios)
    storage.write(numbers, at: 0, of: 1)
  }

  /// Where the numbers stand.
  package var source: ColumnSource { ColumnSource(storage, row: 0, of: 1) }
}
