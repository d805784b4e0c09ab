/// What a key may be used for.
public enum Scope: String, Sendable, Hashable, Codable, CaseIterable {
  /// Looking at what belongs to the owner.
  case read
  /// Commands for what belongs to the owner: orders, transfers, withdrawals.
  case trade
  /// The house's business: parameters, keys, other people's accounts.
  case admin
}
