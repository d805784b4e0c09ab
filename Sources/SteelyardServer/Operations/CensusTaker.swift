import SteelyardEngine
import Synchronization

/// Counts accounts at most every few seconds, whoever asks.
final class CensusTaker: Sendable {
  private let engine: Engine
  private let kept = Mutex<(census: AccountCensus, at: Double)?>(nil)

  /// Seconds for which counts are good: who reads metrics twice at once pays once.
  private static let lifeSeconds = 2.0

  init(_ engine: Engine) { self.engine = engine }

  /// The counts of now, or of a moment ago.
  var census: AccountCensus {
    let now = Monotonic.seconds
    if let held = kept.withLock({ $0 }), now < held.at + CensusTaker.lifeSeconds {
      return held.census
    }
    let census = engine.census
    kept.withLock { $0 = (census, now) }
    return census
  }
}
