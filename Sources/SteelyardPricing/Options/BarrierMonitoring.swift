/// When a barrier is looked at.
public enum BarrierMonitoring: Sendable, Hashable, Codable {
  /// At every instant.
  case continuous
  /// At equally spaced instants; the interval is in years of 365 days, above zero.
  case discrete(interval: Double)
}
