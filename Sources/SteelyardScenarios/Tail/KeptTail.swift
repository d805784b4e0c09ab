import SteelyardKernels
import SteelyardPricing

/// The lowest scenarios of a column of profit, some four times its tail: enough to find the tail of the column
/// once it has changed a little, without the others.
///
/// What it finds is what `TailSelection` finds in the whole changed column, to the bit. It finds nothing where
/// a scenario that is not kept might have come into the tail.
package struct KeptTail: Sendable {
  private let tail: steelyard_kept_tail
  private let rows: [UInt32]
  private let values: [Double]
  private let first: Int

  /// What a changed column's tail came to.
  package struct Outcome {
    /// The scenario of the lowest profit, the first of equals, in the columns of the changes.
    package let lowestScenario: Int
    /// The mean loss of the tail.
    package let expectedShortfall: Double
  }

  /// The lowest of a column whose scenarios count alike.
  ///
  /// - Parameters:
  ///   - profit: Profit; what stands outside `scenarios` is not read.
  ///   - scenarios: Where the column stands.
  ///   - share: 1 − confidence; 0 for the lowest scenario alone.
  /// - Returns: Nil where too many would have to be kept: a confidence below 0.96, or the lowest scenario of
  ///   more than 128; and where a number is not finite.
  package init?(of profit: [Double], in scenarios: Range<Int>, share: Double) {
    precondition(
      scenarios.lowerBound >= 0 && scenarios.upperBound <= profit.count, "scenarios of the column")
    precondition((0...1).contains(share), "a share lies in 0...1")
    let level = KernelLevel.detected.kernel
    let room = min(scenarios.count, STEELYARD_KEPT_MAX)
    var tail = steelyard_kept_tail()
    var rows: [UInt32] = []
    values = [Double](unsafeUninitializedCapacity: room) { kept, keptCount in
      rows = [UInt32](unsafeUninitializedCapacity: room) { places, placeCount in
        profit.withUnsafeBufferPointer { profit in
          steelyard_tail_kept(
            level, scenarios.count, profit.baseAddress.map { $0 + scenarios.lowerBound }, share,
            room, places.baseAddress, kept.baseAddress, &tail)
        }
        placeCount = tail.used
      }
      keptCount = tail.used
    }
    guard tail.used > 0 else { return nil }
    self.tail = tail
    self.rows = rows
    first = scenarios.lowerBound
  }

  /// Memory that it takes, in bytes.
  package var byteCount: Int {
    rows.capacity * MemoryLayout<UInt32>.size + values.capacity * MemoryLayout<Double>.size
  }

  /// The tail once changes are added to the column.
  ///
  /// - Parameter leastChange: No scenario changes by less, all changes together; at most 0.
  /// - Returns: Nil where the kept scenarios do not make it certain.
  package func changed(by changes: [ColumnChange], leastChange: Double) -> Outcome? {
    var found = steelyard_tail()
    var isCertain: Int32 = 0
    changes.withKernelChanges { changes in
      withUnsafePointer(to: tail) { tail in
        rows.withUnsafeBufferPointer { rows in
          values.withUnsafeBufferPointer { values in
            steelyard_tail_changed(
              KernelLevel.detected.kernel, tail, rows.baseAddress, values.baseAddress, first,
              changes.baseAddress, changes.count, leastChange, &isCertain, &found)
          }
        }
      }
    }
    return isCertain == 0
      ? nil
      : Outcome(
        lowestScenario: first + Int(found.lowest_row), expectedShortfall: -found.mean)
  }
}
