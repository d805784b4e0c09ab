public import SteelyardContracts
import SteelyardMargin

/// Paradex': all positions by one share, the smallest step that brings margin over value below the target.
///
/// What each share leaves is evaluated by the account's own model; the penalty is share x fee x maintenance margin.
///
/// - Source: paradex.md of the reference, "Liquidation". The fee of its text is 70 %, that of its worked table 50 %.
public struct ParadexPolicy: LiquidationPolicy {
  /// Steps of the share, target and fee.
  public let rule: ShareReduction

  /// A policy by a rule.
  public init(_ rule: ShareReduction) { self.rule = rule }

  /// A policy by the venue's text: steps of 20 %, below 90 %, a fee of 70 %.
  public init() throws(SteelyardError) {
    self.init(
      try ShareReduction(
        shareStep: try Amount(parsing: "0.2"), targetRatio: try Amount(parsing: "0.9"),
        feeRate: try Amount(parsing: "0.7")))
  }

  /// `paradex`.
  public var name: String { "paradex" }

  /// The smallest share that is enough; everything where none is.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    if let end = LiquidationDecision.endOrBankrupt(account) { return end }
    let holdings = PricedHoldings(account, in: market).holdings
    guard !holdings.isEmpty else { return .nothingHelps(account) }
    var share = Amount.zero
    while true {
      share = min(try share.adding(rule.shareStep), .one)
      var trades: [LiquidationTrade] = []
      for holding in holdings {
        trades.append(
          LiquidationTrade(
            instrument: holding.instrument,
            quantity: try market.reduction(
              of: holding.quantity, of: holding.instrument, byShare: share),
            purpose: .reduction, step: 0))
      }
      let after = try market.figures(of: account, after: trades)
      let penalty = share.doubleValue * rule.feeRate.doubleValue * account.figures.maintenanceMargin
      let value = after.maintenanceCountedEquity - penalty
      let isEnough =
        value > 0 && after.maintenanceMargin < rule.targetRatio.doubleValue * value
      guard isEnough || share == .one else { continue }
      let ratio = value > 0 ? percentText(after.maintenanceMargin / value) : "not to be had"
      return LiquidationDecision(
        .trade(trades),
        reason:
          "\(percentText(share.doubleValue)) of every position: margin over value is then \(ratio), "
          + "a penalty of \(usdText(penalty)) included; the target is \(percentText(rule.targetRatio.doubleValue)).",
        penaltyUSD: penalty)
    }
  }
}
