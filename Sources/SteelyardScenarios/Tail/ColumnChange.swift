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

  /// Adds the changes to some scenarios of a column.
  ///
  /// - Precondition: The columns of the changes have these scenarios.
  package func add(onto sum: inout [Double], in scenarios: Range<Int>) {
    precondition(
      scenarios.lowerBound >= 0 && scenarios.upperBound <= sum.count, "room for every scenario")
    withKernelChanges { changes in
      sum.withUnsafeMutableBufferPointer { sum in
        let first = sum.baseAddress.map { $0 + scenarios.lowerBound }
        steelyard_column_changed(
          KernelLevel.detected.kernel, scenarios.lowerBound, scenarios.count, first,
          changes.baseAddress, changes.count, first)
      }
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
    let lanes = SIMD8<Double>.scalarCount
    let number = pointer[first / tiles * stride + first % tiles]
    var least = number
    var greatest = number
    var low = SIMD8<Double>(repeating: number)
    var high = low
    var scenario = first
    while scenario < scenarios.upperBound {
      // Up to the end of a tile the numbers lie side by side.
      let end = min(scenarios.upperBound, (scenario / tiles + 1) * tiles)
      let start = pointer + (scenario / tiles * stride + scenario % tiles)
      let count = end - scenario
      var place = 0
      while place + lanes <= count {
        let some = UnsafeRawPointer(start + place).loadUnaligned(as: SIMD8<Double>.self)
        low.replace(with: some, where: some .< low)
        high.replace(with: some, where: some .> high)
        place += lanes
      }
      while place < count {
        least = min(least, start[place])
        greatest = max(greatest, start[place])
        place += 1
      }
      scenario = end
    }
    least = min(least, low.min())
    greatest = max(greatest, high.max())
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
