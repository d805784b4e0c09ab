/// What stands behind a position.
public enum MarginMode: String, Sendable, Hashable, Codable, CaseIterable {
  /// What was set aside for it, and nothing else.
  case isolated
  /// All of the subaccount's balances, position by position.
  case cross
  /// All of the subaccount's balances, against the risk of the whole.
  case portfolio
}
