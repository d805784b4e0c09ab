/// The currency that a block of the P&L matrix is counted in.
public enum ProfitCurrency: String, Sendable, Hashable, Codable, CaseIterable {
  /// What the contracts are settled in: the coin of an inverse underlying, else its quote. A
  /// balance of that currency moves nothing.
  case settlement
  /// US dollars at the displaced index: the coin's own move counts.
  case usd
}
