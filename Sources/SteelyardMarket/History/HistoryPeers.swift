import SteelyardContracts
import SteelyardMath

/// What other venues say at each time: the median of their values.
struct HistoryPeers {
  private let medians: [Timestamp: Double]

  /// The medians of these histories; values that can't be are passed over.
  init(_ peers: [HistoryRows], isPositive: Bool) {
    var values: [Timestamp: [Double]] = [:]
    for peer in peers {
      for (time, value) in zip(peer.times, peer.values)
      where value.isFinite && (value > 0 || !isPositive) {
        values[time, default: []].append(value)
      }
    }
    medians = values.compactMapValues { median(of: $0) }
  }

  /// The median at exactly this time, or nil where no other venue has it.
  func value(at time: Timestamp) -> Double? { medians[time] }
}

/// The middle value; of an even count the mean of the two middle ones; nil for none.
package func median(of numbers: [Double]) -> Double? {
  quantile(0.5, ofSorted: numbers.sorted(), convention: .linear)
}
