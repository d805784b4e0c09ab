public import SteelyardContracts
public import SteelyardMargin

/// An account that may be liquidated, without its orders: those are cancelled first.
public struct LiquidationAccount: Sendable {
  /// What it holds and owes.
  public let portfolio: Portfolio
  /// What the owner holds in other accounts; charges for size count it.
  public let others: [Portfolio]
  /// Its figures on the market's frame, in US dollars.
  public let figures: AccountFigures

  /// An account from its parts.
  public init(portfolio: Portfolio, others: [Portfolio] = [], figures: AccountFigures) {
    self.portfolio = portfolio
    self.others = others
    self.figures = figures
  }
}
