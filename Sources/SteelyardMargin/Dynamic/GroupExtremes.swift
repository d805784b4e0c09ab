import SteelyardScenarios
import Synchronization

/// The groups of scenarios that one requirement is measured over.
enum DynamicPart: Int, CaseIterable {
  case core, stressed, crashes, broken
}

/// Numbers by requirement and group of scenarios.
typealias GroupNumbers = SIMD8<Double>

/// Where a requirement's group stands among them.
func groupPlace(_ level: DynamicLevel, _ part: DynamicPart) -> Int {
  (level == .initial ? 0 : DynamicPart.allCases.count) + part.rawValue
}

/// The least and the greatest number of a column in each group of scenarios; zeros where there is none.
struct GroupExtremes: Sendable {
  private(set) var least = GroupNumbers.zero
  private(set) var greatest = GroupNumbers.zero

  /// The extremes of a column in the groups of a state.
  init(
    of source: ColumnSource, initial: DynamicColumns.Requirement,
    maintenance: DynamicColumns.Requirement
  ) {
    for (level, requirement) in [(DynamicLevel.initial, initial), (.maintenance, maintenance)] {
      for part in DynamicPart.allCases {
        guard let group = requirement.group(part) else { continue }
        let place = groupPlace(level, part)
        (least[place], greatest[place]) = source.extremes(in: group.columns)
      }
    }
  }

  /// The least of so many times the column.
  func least(times factor: Double) -> GroupNumbers {
    factor < 0 ? greatest * factor : least * factor
  }

  /// The least of so many times the column where gains count as losses.
  func leastOfEither(times factor: Double) -> GroupNumbers {
    pointwiseMin(least(times: factor), least(times: -factor))
  }
}

/// The extremes of a frame's rows, looked at once for all accounts.
///
/// Belongs to one frame. May be asked from any thread; two that ask for the same row at once may both look at
/// it, and find the same.
final class RowExtremesMemo: Sendable {
  private struct Row: Hashable {
    let block: Int
    let row: Int32
  }

  private let known = Mutex<[Row: GroupExtremes]>([:])

  /// The extremes of one unit of an instrument.
  func extremes(
    of row: Int32, in block: Int, _ columns: DynamicColumns, _ frame: RiskFrame
  ) -> GroupExtremes {
    let place = Row(block: block, row: row)
    if let found = known.withLock({ $0[place] }) { return found }
    let found = GroupExtremes(
      of: frame.blocks[block].source(row: row), initial: columns.initial,
      maintenance: columns.maintenance)
    known.withLock { $0[place] = found }
    return found
  }
}
