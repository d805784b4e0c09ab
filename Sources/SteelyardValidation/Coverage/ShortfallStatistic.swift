/// Which statistic of a shortfall backtest.
public enum ShortfallStatistic: String, Sendable, Hashable, Codable, CaseIterable {
  /// Z₁: the depth of breaches alone; it exists only where there are some.
  case depth
  /// Z₂: depth and number of breaches together.
  case depthAndNumber = "depth_and_number"
}
