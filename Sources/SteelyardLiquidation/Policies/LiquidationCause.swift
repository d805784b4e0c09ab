public import SteelyardMargin

/// Why an account is liquidated, and with it what it is to reach.
public enum LiquidationCause: Sendable, Hashable {
  /// It was below its maintenance margin: the policy's own target holds.
  case belowMaintenance
  /// A margin call was not met by its deadline: initial margin over the equity that counts for it is to come down to this
  /// ratio, > 0 to 1. A ratio of 1 is initial margin itself.
  case deadlinePassed(initialRatio: Double)

  /// The account's figures as a policy is to see them.
  ///
  /// After a missed call, maintenance margin and the equity for it are those that the target asks for, wherever that is the
  /// larger requirement: every policy then aims at it without knowing why.
  public func figures(_ figures: AccountFigures) -> AccountFigures {
    guard case .deadlinePassed(let ratio) = self else { return figures }
    var raised = figures
    let asked = figures.initialMargin / ratio
    guard figures.initialCountedEquity - asked < figures.maintenanceExcess else { return figures }
    raised.maintenanceCountedEquity = figures.initialCountedEquity
    raised.maintenanceMargin = asked
    raised.initialMargin = asked
    return raised
  }

  /// An account as a policy is to see it.
  public func account(_ account: LiquidationAccount) -> LiquidationAccount {
    guard case .deadlinePassed = self else { return account }
    return LiquidationAccount(
      portfolio: account.portfolio, others: account.others, figures: figures(account.figures))
  }

  /// A market whose model asks for the target.
  public func market(_ market: LiquidationMarket) -> LiquidationMarket {
    guard case .deadlinePassed = self else { return market }
    return LiquidationMarket(
      model: TargetModel(base: market.model, cause: self), frame: market.frame,
      universe: market.universe, hedges: market.hedges, terms: market.terms, time: market.time)
  }
}
