public import SteelyardContracts
import SteelyardMargin

/// Everything at once: what most venues did first, and what others are compared with.
public struct WholeClosePolicy: LiquidationPolicy {
  /// The policy.
  public init() {}

  /// `whole`.
  public var name: String { "whole" }

  /// Closes every position that has a price.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    if let end = LiquidationDecision.endOrBankrupt(account) { return end }
    var trades: [LiquidationTrade] = []
    for holding in PricedHoldings(account, in: market).holdings {
      trades.append(
        LiquidationTrade(
          instrument: holding.instrument, quantity: -holding.quantity, purpose: .reduction, step: 0)
      )
    }
    guard !trades.isEmpty else { return .nothingHelps(account) }
    return LiquidationDecision(
      .trade(trades),
      reason: "Below maintenance (\(account.figures.shortfallText)): every position is closed.")
  }
}

extension LiquidationDecision {
  /// What every policy does first: nothing for an account that is well, and none for one whose equity is gone.
  static func endOrBankrupt(_ account: LiquidationAccount) -> LiquidationDecision? {
    if account.figures.equity < 0 {
      return LiquidationDecision(
        .takeOver(.bankrupt), reason: "Equity is \(usdText(account.figures.equity)).")
    }
    if account.figures.meetsMaintenance {
      return LiquidationDecision(
        .end, reason: "Maintenance margin is met: \(account.figures.shortfallText).")
    }
    return nil
  }

  /// That no trade is left.
  static func nothingHelps(_ account: LiquidationAccount) -> LiquidationDecision {
    LiquidationDecision(
      .takeOver(.noTradeHelps),
      reason:
        "No position is left that a trade could make smaller (\(account.figures.shortfallText)).")
  }
}
