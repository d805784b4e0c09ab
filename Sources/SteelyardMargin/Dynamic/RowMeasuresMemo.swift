import SteelyardScenarios
import Synchronization

/// What one unit of an instrument does in a frame's scenarios, looked at once for all accounts: its extremes, and
/// what it asks for by itself.
///
/// Belongs to one frame. May be asked from any thread; two that ask for the same row at once may both look at
/// it, and find the same.
final class RowMeasuresMemo: Sendable {
  private struct Row: Hashable {
    let block: Int
    let row: Int32
  }

  private struct Alone {
    let bought: CoinMeasures
    let sold: CoinMeasures
  }

  private let extremes = Mutex<[Row: GroupExtremes]>([:])
  private let alone = Mutex<[Row: Alone]>([:])

  /// The least and the greatest profit of one unit in each group of scenarios.
  func extremes(
    of row: Int32, in block: Int, _ columns: DynamicColumns, _ frame: RiskFrame
  ) -> GroupExtremes {
    let place = Row(block: block, row: row)
    if let found = extremes.withLock({ $0[place] }) { return found }
    let found = GroupExtremes(
      of: frame.blocks[block].source(row: row), initial: columns.initial,
      maintenance: columns.maintenance)
    extremes.withLock { $0[place] = found }
    return found
  }

  /// What so many units ask for by themselves.
  func measures(
    of row: Int32, in block: Int, times quantity: Double, _ workspace: DynamicWorkspace,
    _ frame: RiskFrame
  ) -> CoinMeasures {
    let place = Row(block: block, row: row)
    var found = alone.withLock { $0[place] }
    if found == nil {
      let source = frame.blocks[block].source(row: row)
      found = Alone(
        bought: workspace.measures(of: source, times: 1),
        sold: workspace.measures(of: source, times: -1))
      alone.withLock { [found] in $0[place] = found }
    }
    let one = quantity < 0 ? found?.sold : found?.bought
    return (one ?? CoinMeasures()).times(abs(quantity))
  }
}
