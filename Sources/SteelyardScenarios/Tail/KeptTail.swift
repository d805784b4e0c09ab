import SteelyardKernels
import SteelyardPricing

/// The lowest scenarios of a column of profit, some four times its tail: enough to find the tail of the column
/// once it has changed a little, without the others.
///
/// What it finds is what `TailSelection` finds in the whole changed column, but for rounding. Where a scenario that is
/// not kept might have come into the tail, the whole column is looked at, from a bound that the tail does not
/// exceed.
package final class KeptTail: Sendable {
  private let tail: steelyard_kept_tail
  private let rows: [steelyard_kept_row]
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
  /// - Returns: Nil where too many would have to be kept, as for a confidence below 0.96 or where many are
  ///   equal, and where a number is not finite.
  package init?(of profit: [Double], in scenarios: Range<Int>, share: Double) {
    precondition(
      scenarios.lowerBound >= 0 && scenarios.upperBound <= profit.count, "scenarios of the column")
    precondition((0...1).contains(share), "a share lies in 0...1")
    let level = KernelLevel.detected.kernel
    let room = min(scenarios.count, STEELYARD_KEPT_MAX)
    var tail = steelyard_kept_tail()
    rows = withUnsafeTemporaryAllocation(of: steelyard_kept_row.self, capacity: room) { kept in
      profit.withUnsafeBufferPointer { profit in
        steelyard_tail_kept(
          level, scenarios.count, profit.baseAddress.map { $0 + scenarios.lowerBound }, share,
          room, kept.baseAddress, &tail)
      }
      return Array(kept.prefix(tail.used))
    }
    guard tail.used > 0 else { return nil }
    self.tail = tail
    first = scenarios.lowerBound
  }

  /// Memory that it takes, in bytes.
  package var byteCount: Int {
    rows.capacity * MemoryLayout<steelyard_kept_row>.stride
  }

  /// The tail once changes are added to the column.
  ///
  /// - Parameters:
  ///   - profit: The column as it stands, as it was given; looked at where the kept scenarios are too few.
  ///   - leastChange: No scenario changes by less, all changes together; at most 0.
  /// - Returns: Nil where the tail may be anywhere in the changed column.
  package func changed(
    _ profit: [Double], by changes: [ColumnChange], leastChange: Double
  ) -> Outcome? {
    precondition(profit.count >= first + tail.count, "the column that the scenarios are of")
    var found = steelyard_tail()
    var isCertain: Int32 = 0
    changes.withKernelChanges { changes in
      withUnsafePointer(to: tail) { tail in
        rows.withUnsafeBufferPointer { rows in
          profit.withUnsafeBufferPointer { profit in
            steelyard_tail_changed(
              KernelLevel.detected.kernel, tail, rows.baseAddress,
              profit.baseAddress.map { $0 + first }, first, changes.baseAddress, changes.count,
              leastChange, &isCertain, &found)
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
