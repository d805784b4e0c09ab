public import SteelyardMargin

/// How many accounts stand at each level and in each state of a margin call.
public struct AccountCensus: Sendable, Hashable {
  /// Accounts by the level of their last cycle; nil before their first.
  public internal(set) var levels: [HealthLevel?: Int] = [:]
  /// Accounts by the state of their margin call.
  public internal(set) var calls: [MarginCallState.Name: Int] = [:]
}
