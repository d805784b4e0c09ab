import SteelyardContracts
import SteelyardMarket

/// What a block's columns stand on besides its instruments.
struct UnderlyingPrices {
  /// What the snapshot knows of the underlying; nil where it has no row of it.
  let market: UnderlyingMarket?
  /// The index, in quote currency.
  let index: Double
  /// US dollars for one unit of settlement currency.
  let usdPerSettlement: Double
  /// US dollars for one unit of quote currency.
  let usdPerQuote: Double

  /// The prices of an underlying; without rows of it, the index is the ratio of the asset prices.
  ///
  /// - Throws: `missingMarketData` where a price is missing.
  init(of underlying: Underlying, in snapshot: MarketSnapshot) throws(SteelyardError) {
    market = snapshot.market(of: underlying)
    usdPerSettlement = try snapshot.priceUSD(of: underlying.settlement)
    if let market {
      index = market.index
      // An index in a quote without a price of its own still relates coin and quote.
      usdPerQuote =
        underlying.isInverse
        ? (try? snapshot.priceUSD(of: underlying.quote)) ?? usdPerSettlement / market.index
        : usdPerSettlement
    } else {
      usdPerQuote = try snapshot.priceUSD(of: underlying.quote)
      index = try snapshot.priceUSD(of: underlying.base) / usdPerQuote
    }
  }
}
