import SteelyardContracts
import SteelyardLiquidation

/// Accounts that are short are auctioned, others are reduced in rounds: both ways are killed in one test.
struct AuctionOfShorts: LiquidationPolicy {
  let name = "auction_of_shorts"
  private let rounds: LargestFirstPolicy
  private let auctions: DerivePolicy

  init() throws(SteelyardError) {
    rounds = try LargestFirstPolicy(share: 0.3, bufferShare: 0.1)
    // Seconds where the venue takes hours: what nobody buys is taken over while the test waits.
    auctions = DerivePolicy(
      try AuctionTerms(
        startShare: try Amount(parsing: "0.95"), cutoffShare: try Amount(parsing: "0.7"),
        fastSeconds: 2, slowSeconds: 2, insolventSeconds: 2, feeRate: .zero,
        bufferShare: try Amount(parsing: "0.15"), wholeBelowValue: .zero))
  }

  func decision(
    for account: LiquidationAccount, in market: LiquidationMarket, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> LiquidationDecision {
    let isShort = account.portfolio.positions.first?.quantity.isNegative ?? false
    let policy: any LiquidationPolicy = isShort ? auctions : rounds
    return try policy.decision(for: account, in: market, progress)
  }
}
