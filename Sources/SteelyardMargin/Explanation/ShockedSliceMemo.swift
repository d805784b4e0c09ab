import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios
import Synchronization

/// What the moves of each scenario make of a frame's quotes, looked at once for all accounts: their tails share
/// most scenarios, and the crashes are the same for all.
///
/// Belongs to one frame. May be asked from any thread; two that ask for the same column at once may both look
/// at it, and find the same.
final class ShockedSliceMemo: Sendable {
  private struct Entry {
    let quotes: ShockedSlices.Quotes
    var found: [Int: ShockedSlices] = [:]
  }

  private let entries = Mutex<[Underlying: Entry]>([:])

  /// What was found in some columns, in their order.
  func found(
    of market: UnderlyingMarket, in joint: JointColumns, columns: [Int]
  ) -> ShockedSlices {
    let known = entries.withLock { $0[market.underlying] }
    var entry = known ?? Entry(quotes: ShockedSlices.Quotes(market.expiries, in: joint))
    var all = ShockedSlices()
    var missing: [Int] = []
    for column in columns {
      if let found = entry.found[column] {
        all.merge(found)
        continue
      }
      let found = ShockedSlices(of: entry.quotes, in: joint, columns: [column])
      entry.found[column] = found
      missing.append(column)
      all.merge(found)
    }
    guard !missing.isEmpty else { return all }
    entries.withLock { [entry, missing] entries in
      guard var latest = entries[market.underlying] else {
        entries[market.underlying] = entry
        return
      }
      for column in missing { latest.found[column] = entry.found[column] }
      entries[market.underlying] = latest
    }
    return all
  }
}
