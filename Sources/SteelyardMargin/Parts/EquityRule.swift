/// What counts as equity besides balances.
///
/// Option value stands in equity or in the requirement, never in both.
public enum EquityRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// Unrealised profit and option value count: the requirement is the loss from here.
  case portfolio
  /// As `portfolio`, and what is gained counts at the lower of mark and stable mark, held options too;
  /// sold ones at the higher.
  case portfolioAtStableMark = "portfolio_at_stable_mark"
  /// Unrealised profit counts, option value does not: short options carry their mark in the
  /// requirement, long ones were paid for.
  case cash
  /// As `cash`, and no position's unrealised gain counts for another: losses count, gains do not.
  case isolated

  /// Whether option value counts.
  var countsOptionValue: Bool { self == .portfolio || self == .portfolioAtStableMark }

  /// What counts of one position's unrealised profit.
  func counted(unrealised profit: Double) -> Double {
    self == .isolated ? min(profit, 0) : profit
  }
}
