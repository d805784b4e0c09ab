/// What the holder of an option may do.
public enum OptionRight: String, Sendable, Hashable, Codable, CaseIterable {
  /// The right to buy.
  case call
  /// The right to sell.
  case put

  /// +1 for a call, -1 for a put: the sign of the payoff in the underlying.
  public var sign: Double { self == .call ? 1 : -1 }
}
