/// Quantiles of durations that were only counted by bounds.
package enum DurationQuantile {
  /// The duration that a share of all does not pass: linear within the bound that it falls into.
  ///
  /// - Parameters:
  ///   - share: 0 to 1.
  ///   - bounds: Upper bounds in seconds, ascending.
  ///   - counts: Durations within each bound and over the one before it.
  ///   - count: Durations in all, those over the last bound with them.
  /// - Returns: Seconds; the last bound where it lies beyond, nil for no durations.
  package static func seconds(
    _ share: Double, bounds: [Double], counts: [UInt64], count: UInt64
  ) -> Double? {
    guard count > 0 else { return nil }
    let wanted = share * Double(count)
    var below = 0.0
    var lower = 0.0
    for (bound, inside) in zip(bounds, counts) {
      if inside > 0, below + Double(inside) >= wanted {
        return lower + (bound - lower) * max(0, wanted - below) / Double(inside)
      }
      below += Double(inside)
      lower = bound
    }
    return bounds.last
  }

  /// The smallest of some durations that a share of them does not pass.
  package static func seconds(_ share: Double, of durations: [Double]) -> Double? {
    guard !durations.isEmpty else { return nil }
    let rank = Int((share * Double(durations.count)).rounded(.up))
    return durations.sorted()[min(max(rank, 1), durations.count) - 1]
  }
}
