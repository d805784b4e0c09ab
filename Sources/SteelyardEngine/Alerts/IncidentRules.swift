/// How long something has to be so before it is an incident, and how long it has to be over.
public struct IncidentRules: Sendable, Hashable {
  /// Seconds of a halted oracle.
  public let oracleSeconds: Int64
  /// Seconds of a feed that is not live: one connects again by itself within these.
  public let feedSeconds: Int64
  /// Seconds beyond a limit.
  public let limitSeconds: Int64
  /// Seconds without it after which an incident is over: what comes and goes is one incident.
  public let overSeconds: Int64
  /// Most accounts whose limits are looked at in one cycle; the others are in the next ones.
  public let accountsPerCycle: Int

  /// Rules from their parts.
  ///
  /// - Precondition: No negative times, at least one account.
  public init(
    oracleSeconds: Int64, feedSeconds: Int64, limitSeconds: Int64, overSeconds: Int64,
    accountsPerCycle: Int
  ) {
    precondition(min(oracleSeconds, feedSeconds, limitSeconds, overSeconds) >= 0)
    precondition(accountsPerCycle >= 1)
    self.oracleSeconds = oracleSeconds
    self.feedSeconds = feedSeconds
    self.limitSeconds = limitSeconds
    self.overSeconds = overSeconds
    self.accountsPerCycle = accountsPerCycle
  }

  /// 5 s of an oracle or a limit, 30 s of a feed, over after 30 s.
  public static let standard = IncidentRules(
    oracleSeconds: 5, feedSeconds: 30, limitSeconds: 5, overSeconds: 30, accountsPerCycle: 500)
}
