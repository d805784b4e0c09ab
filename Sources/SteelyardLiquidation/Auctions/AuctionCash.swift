public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket

/// What the bids for an account are paid in, with its price.
public struct AuctionCash: Sendable, Hashable {
  /// The asset.
  public let asset: Currency
  /// US dollars of one of it, > 0.
  public let usd: Double

  /// The dollars USDC where the account has any, else its largest balance, else what its first position settles in.
  ///
  /// - Throws: `missingMarketData` where nothing of that has a price.
  public init(of portfolio: Portfolio, in frame: RiskFrame) throws(SteelyardError) {
    func priced(_ asset: Currency) -> AuctionCash? {
      guard let price = frame.usdPrice(of: asset), price > 0, price.isFinite else { return nil }
      return AuctionCash(asset: asset, usd: price)
    }
    let balances = portfolio.balances.compactMap { balance in
      priced(balance.asset).map { (cash: $0, worth: $0.usd * balance.amount.doubleValue) }
    }
    let found =
      balances.first { $0.cash.asset == .usdc }?.cash
      ?? balances.max { $0.worth < $1.worth }?.cash
      ?? portfolio.positions.first.flatMap { priced($0.instrument.underlying.settlement) }
    guard let found else {
      throw SteelyardError(
        .missingMarketData, "Nothing that bids could be paid in has a price.",
        remedy: "State the price of the account's balances.")
    }
    self = found
  }

  /// An asset at its price on a frame; nil without one.
  public init?(_ asset: Currency, in frame: RiskFrame) {
    guard let price = frame.usdPrice(of: asset), price > 0, price.isFinite else { return nil }
    self.init(asset: asset, usd: price)
  }

  private init(asset: Currency, usd: Double) {
    self.asset = asset
    self.usd = usd
  }
}
