/// A token bucket for each of many callers, in bounded memory.
struct RateTable {
  private let perSecond: Double
  private let burst: Double
  private let entriesMax: Int
  private var buckets: [String: TokenBucket] = [:]

  /// A table; `entriesMax` callers are remembered at most.
  init(perSecond: Double, burst: Double, entriesMax: Int = 10_000) {
    self.perSecond = perSecond
    self.burst = burst
    self.entriesMax = entriesMax
  }

  /// Callers that are remembered.
  var count: Int { buckets.count }

  /// Takes a token of a caller.
  ///
  /// `nil` if there was one; otherwise the seconds until there is.
  ///
  /// - Parameter own: The caller's own rate, with as many times the table's burst; nil for the table's.
  mutating func take(_ caller: String, now: Double, perSecond own: Double? = nil) -> Double? {
    if buckets[caller] == nil, buckets.count >= entriesMax { forget(now) }
    let rate = own ?? perSecond
    var bucket =
      buckets[caller]
      ?? TokenBucket(perSecond: rate, burst: burst * rate / perSecond, now: now)
    defer { buckets[caller] = bucket }
    return bucket.take(1, now: now) ? nil : bucket.secondsUntil(1, now: now)
  }

  /// Whether a caller has a token, without taking it.
  func has(_ caller: String, now: Double) -> Bool {
    guard var bucket = buckets[caller] else { return true }
    return bucket.take(1, now: now)
  }

  /// Forgets whoever has been quiet; under attack from more addresses than fit, half of all.
  private mutating func forget(_ now: Double) {
    buckets = buckets.filter { !$0.value.isFull(now: now) }
    guard buckets.count >= entriesMax else { return }
    for caller in buckets.keys.prefix(entriesMax / 2) { buckets[caller] = nil }
  }
}
