/// What the holder of an option may do with the underlying.
public enum OptionRight: String, Sendable, Hashable, Codable, CaseIterable {
  /// Buy at the strike.
  case call
  /// Sell at the strike.
  case put
}
