public import SteelyardContracts

extension AssetPrice {
  /// An oracle's price of an asset in US dollars, with its confidence and its stable price, for
  /// `MarketSnapshotBuilder`.
  ///
  /// So a model that counts collateral at the worse of the two has both: an index alone says nothing
  /// of the stable price. A halted oracle gives the price it holds, with confidence zero.
  ///
  /// - Parameters:
  ///   - asset: The asset; the oracle's sources quote it in US dollars.
  ///   - oracle: The price.
  ///   - source: What it is to be named as in reports.
  public init(of asset: Currency, oracle: OraclePrice, source: String) {
    self.init(
      asset: asset, priceUSD: oracle.price, source: source, confidence: oracle.exactConfidence,
      stablePriceUSD: oracle.stable.value)
  }
}

extension OraclePrice {
  /// The confidence, cut and not rounded after 18 digits, so that it never says more than the oracle.
  var exactConfidence: Amount {
    let units = Int128((confidence * Double(Amount.unitsPerOne)).rounded(.down))
    return Amount(units: min(max(units, 0), Amount.unitsPerOne))
  }
}
