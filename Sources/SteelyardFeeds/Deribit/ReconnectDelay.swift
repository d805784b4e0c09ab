import SteelyardMath

/// How long to wait before the next attempt: twice as long each time, half of it by lot.
///
/// The lot keeps many clients that lost one venue at one moment from coming back at one moment.
///
/// - Source: M. Brooker, "Exponential backoff and jitter", AWS Architecture Blog (2015), "equal jitter".
struct ReconnectDelay: Sendable {
  private let millisecondsMin: Int
  private let millisecondsMax: Int
  private var generator: SplitMix64
  private(set) var failureCount = 0

  init(millisecondsMin: Int, millisecondsMax: Int, seed: UInt64) {
    self.millisecondsMin = millisecondsMin
    self.millisecondsMax = millisecondsMax
    generator = SplitMix64(seed: seed)
  }

  /// The delay after one more failure, in milliseconds.
  mutating func next() -> Int64 {
    // Beyond 30 doublings the largest delay is long reached, and the shift stays in range.
    let whole = min(millisecondsMax, millisecondsMin << min(failureCount, 30))
    failureCount += 1
    let half = Double(whole) / 2
    return Int64((half + half * generator.nextUnit()).rounded())
  }

  /// Forgets earlier failures.
  mutating func reset() { failureCount = 0 }
}
