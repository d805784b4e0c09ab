/// So many a second on average, and so many at once.
struct TokenBucket {
  private let perSecond: Double
  private let burst: Double
  private var tokens: Double
  private var time: Double

  /// A full bucket; `now` in seconds of a monotonic clock.
  init(perSecond: Double, burst: Double, now: Double) {
    self.perSecond = perSecond
    self.burst = burst
    tokens = burst
    time = now
  }

  /// Takes tokens, if they are there.
  mutating func take(_ count: Double, now: Double) -> Bool {
    tokens = min(burst, tokens + max(0, now - time) * perSecond)
    time = max(time, now)
    guard tokens >= count else { return false }
    tokens -= count
    return true
  }

  /// Whether it has filled up again: whoever it belongs to may be forgotten.
  func isFull(now: Double) -> Bool { tokens + (now - time) * perSecond >= burst }

  /// Seconds until so many tokens are there.
  func secondsUntil(_ count: Double, now: Double) -> Double {
    max(0, (count - tokens) / perSecond - (now - time))
  }
}
