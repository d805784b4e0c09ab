import Dispatch
import SteelyardContracts
import SteelyardEngine
import Synchronization

/// The last alerts, so that who was not there when they were told can look them up.
final class AlertMemory: Sendable {
  /// Most alerts that are kept.
  static let countMax = 2_000
  /// Records before the start that are looked through for alerts of an earlier run.
  static let recordsBack: Int64 = 20_000

  private struct Contents {
    var alerts = Recent<Alert>(countMax: AlertMemory.countMax)
    var follower: RecordFollower?
  }

  private let contents = Mutex(Contents())
  /// Reading the journal may take long the first time.
  private let queue = DispatchQueue(label: "steelyard-alerts", qos: .utility)

  /// From now on it follows an engine, and what the journal has of before.
  func begin(_ engine: Engine, _ archive: (any RecordArchive)?) {
    let back = max(0, engine.position - AlertMemory.recordsBack)
    let isThere = archive != nil || engine.records(after: back, limit: 1) != nil
    contents.withLock {
      $0.follower = RecordFollower(engine, archive, after: isThere ? back : engine.position)
    }
  }

  /// Returns once all is taken that was committed before the call.
  func follow() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      queue.async { [self] in
        catchUp()
        continuation.resume()
      }
    }
  }

  private func catchUp() {
    guard var follower = contents.withLock({ $0.follower }) else { return }
    // What can't be read now is read the next time.
    while let page = try? follower.next(), !page.isEmpty {
      let alerts = page.flatMap(\.alerts)
      let state = follower
      contents.withLock { contents in
        for alert in alerts { contents.alerts.append(alert) }
        contents.follower = state
      }
    }
  }

  /// The latest first.
  ///
  /// - Parameters:
  ///   - before: Only alerts before this one; nil for all.
  ///   - limit: The most.
  ///   - isWanted: Which of them.
  /// - Returns: Alerts, and whether there are more.
  func latest(
    before: UInt64?, limit: Int, where isWanted: (Alert) -> Bool
  ) -> (alerts: [Alert], hasMore: Bool) {
    var found: [Alert] = []
    for alert in contents.withLock({ $0.alerts }).values.reversed()
    where alert.sequence < before ?? .max && isWanted(alert) {
      if found.count == limit { return (found, true) }
      found.append(alert)
    }
    return (found, false)
  }
}
