import SteelyardScenarios
import Synchronization

/// What one unit of an instrument does in each group of scenarios, and what it asks for by itself.
struct RowMeasures: Sendable {
  let extremes: GroupExtremes
  /// Of one unit bought.
  let bought: CoinMeasures
  /// Of one unit sold.
  let sold: CoinMeasures
}

/// The measures of a frame's rows, looked at once for all accounts.
///
/// Belongs to one frame. May be asked from any thread; two that ask for the same row at once may both look at
/// it, and find the same.
final class RowMeasuresMemo: Sendable {
  private struct Row: Hashable {
    let block: Int
    let row: Int32
  }

  private let known = Mutex<[Row: RowMeasures]>([:])

  /// The measures of one unit of an instrument.
  func measures(
    of row: Int32, in block: Int, _ workspace: DynamicWorkspace, _ frame: RiskFrame
  ) -> RowMeasures {
    let place = Row(block: block, row: row)
    if let found = known.withLock({ $0[place] }) { return found }
    let source = frame.blocks[block].source(row: row)
    let columns = workspace.columns
    let found = RowMeasures(
      extremes: GroupExtremes(
        of: source, initial: columns.initial, maintenance: columns.maintenance),
      bought: workspace.measures(of: source, times: 1),
      sold: workspace.measures(of: source, times: -1))
    known.withLock { $0[place] = found }
    return found
  }
}
