public import SteelyardContracts
import SteelyardMargin

/// Derive's: the whole account goes to auction, in shares, at a discount that grows with time.
///
/// Worth something, it is a `SolventAuction`; worth nothing, or unsold after both phases, an `InsolventAuction` in which
/// bidders are paid. What nobody takes in the time of that one is taken over by whoever backs the venue: the venue's own
/// auction would stay open at its last price.
///
/// - Source: derive.md of the reference, 6.
public struct DerivePolicy: LiquidationPolicy {
  /// How auctions run.
  public let terms: AuctionTerms

  /// A policy by terms.
  public init(_ terms: AuctionTerms) { self.terms = terms }

  /// A policy by the terms that the venue was deployed with.
  public init() throws(SteelyardError) {
    self.init(
      try AuctionTerms(
        startShare: try Amount(parsing: "0.95"), cutoffShare: try Amount(parsing: "0.7"),
        fastSeconds: 900, slowSeconds: 43_200, insolventSeconds: 3_600,
        feeRate: try Amount(parsing: "0.1"), bufferShare: try Amount(parsing: "0.15"),
        wholeBelowValue: .zero))
  }

  /// `derive`.
  public var name: String { "derive" }

  /// What is offered now.
  public func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    let figures = account.figures
    let standing = AuctionStanding(
      value: try Amount(nearest: figures.equity),
      excess: try Amount(nearest: figures.maintenanceExcess))
    let buffered = try terms.bufferedExcess(excess: standing.excess, value: standing.value)
    // An auction that has begun ends with the buffer, not with the margin alone.
    guard buffered.isNegative, progress.roundCount > 0 || !figures.meetsMaintenance else {
      return LiquidationDecision(
        .end, reason: "Maintenance margin and its buffer are met: \(figures.shortfallText).")
    }
    let next = market.time.advanced(bySeconds: 1)
    let phases = terms.fastSeconds + terms.slowSeconds
    let soldOut = progress.begun.advanced(bySeconds: phases)
    if standing.value > progress.paidIn, market.time < soldOut {
      let auction = SolventAuction(
        terms: terms, start: progress.begun, reserved: progress.paidIn)
      let share = try auction.largestShare(standing, at: market.time)
      let price = try auction.price(standing, at: market.time)
      return LiquidationDecision(
        .auction(
          AccountOffer(largestShare: share, wholePrice: price, until: next, isInsolvent: false)),
        reason:
          "Up to \(percentText(share.doubleValue)) of everything is offered at \(usdText(price.doubleValue)) for the whole, "
          + "which is worth \(usdText(figures.equity)) (\(figures.shortfallText)).")
    }
    let start = progress.insolventSince ?? market.time
    guard market.time < start.advanced(bySeconds: terms.insolventSeconds) else {
      return LiquidationDecision(
        .takeOver(.unsold),
        reason: "Nobody took the account for all of its margin: \(figures.shortfallText).")
    }
    let auction = try InsolventAuction(seconds: terms.insolventSeconds, start: start)
    let price = try auction.price(standing, at: market.time)
    return LiquidationDecision(
      .auction(AccountOffer(largestShare: .one, wholePrice: price, until: next, isInsolvent: true)),
      reason:
        "The account is worth \(usdText(figures.equity)): whoever takes it is paid \(usdText(-price.doubleValue))."
    )
  }
}
