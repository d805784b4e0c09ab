import SteelyardEngine
import SteelyardMargin
import Synchronization

/// How many accounts stand at each level and in each state of a margin call, counted at most every few seconds.
final class AccountCensus: Sendable {
  /// The counts.
  struct Counts: Sendable {
    var levels: [HealthLevel?: Int] = [:]
    var calls: [MarginCallState.Name: Int] = [:]
  }

  private let engine: Engine
  private let kept = Mutex<(counts: Counts, at: Double)?>(nil)

  /// Seconds for which counts are good: who reads metrics twice at once pays once.
  private static let lifeSeconds = 2.0
  /// Accounts that are copied at once.
  private static let stepCount = 500

  init(_ engine: Engine) { self.engine = engine }

  /// The counts of now, or of a moment ago.
  var counts: Counts {
    let now = Monotonic.seconds
    if let held = kept.withLock({ $0 }), now < held.at + AccountCensus.lifeSeconds {
      return held.counts
    }
    var counts = Counts()
    var next = 0
    while true {
      let views = engine.accounts(from: next, limit: AccountCensus.stepCount)
      for view in views {
        counts.levels[engine.risk(of: view)?.level, default: 0] += 1
        counts.calls[view.call.name, default: 0] += 1
        next = view.index + 1
      }
      if views.count < AccountCensus.stepCount { break }
    }
    kept.withLock { $0 = (counts, now) }
    return counts
  }
}
