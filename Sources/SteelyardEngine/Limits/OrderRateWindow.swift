public import SteelyardContracts

/// When an account sent its latest orders: what an order rate is counted on.
///
/// It is no part of the journal; after a restart it begins empty.
public struct OrderRateWindow: Sendable, Hashable {
  private var times: [Timestamp] = []

  /// No order yet.
  public init() {}

  /// Counts an order that was sent; only as many are kept as the limit can ask for.
  public mutating func record(at time: Timestamp, limit: OrderRateLimit) {
    // A clock that stepped back must not make room: times never fall.
    times.append(max(time, times.last ?? time))
    if times.count > limit.countMax { times.removeFirst(times.count - limit.countMax) }
  }

  /// How many orders were sent within the limit's span before a time.
  public func count(at time: Timestamp, limit: OrderRateLimit) -> Int {
    times.count { $0.advanced(bySeconds: limit.seconds) > time }
  }
}
