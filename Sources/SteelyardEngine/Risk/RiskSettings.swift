/// How the risk loop works.
public struct RiskSettings: Sendable, Hashable {
  /// Threads that evaluate accounts.
  public let workerCount: Int
  /// Least milliseconds from the start of a cycle to that of the next: what comes in between is one cycle's.
  public let intervalMilliseconds: Int64
  /// Seconds after which every account is evaluated anew, moved or not: time itself moves options.
  public let wholeBookSeconds: Int64
  /// Accounts of one cycle from which on those of a model that can be screened are: with fewer, all get the
  /// model's own figures, which takes them about 80 us each.
  public let screenedFrom: Int

  /// `screenedFrom` where nothing is said.
  public static let screenedFromStandard = 1000

  /// Settings from their parts.
  ///
  /// - Precondition: At least one worker, positive times.
  public init(
    workerCount: Int, intervalMilliseconds: Int64, wholeBookSeconds: Int64,
    screenedFrom: Int = RiskSettings.screenedFromStandard
  ) {
    precondition(workerCount >= 1 && intervalMilliseconds >= 1 && wholeBookSeconds >= 1)
    precondition(screenedFrom >= 0)
    self.workerCount = workerCount
    self.intervalMilliseconds = intervalMilliseconds
    self.wholeBookSeconds = wholeBookSeconds
    self.screenedFrom = screenedFrom
  }

  /// Two workers, at most ten cycles a second, everything once a minute.
  public static let standard = RiskSettings(
    workerCount: 2, intervalMilliseconds: 100, wholeBookSeconds: 60)
}
