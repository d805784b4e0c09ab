package import SteelyardContracts
package import SteelyardMarket

/// The prices of assets that accounts were last evaluated at: what tells whose collateral has moved.
package struct ToldAssetPrices: Sendable {
  /// Least move of an asset's price, |price / price - 1|, that its holders are evaluated anew for: what the board
  /// calls worth telling of an index.
  package static let moveRelativeMin = 0.0005

  private var told: [Currency: Double] = [:]

  /// Nothing told yet.
  package init() {}

  /// The assets whose price has moved, appeared or gone since it was last told; from now on they are told.
  ///
  /// - Parameter everything: Whether all accounts are evaluated, so that every price is told.
  package mutating func moved(
    among assets: some Sequence<Currency>, in market: MarketSnapshot, everything: Bool
  ) -> [Currency] {
    var moved: [Currency] = []
    for asset in assets {
      let price = try? market.priceUSD(of: asset)
      guard everything || isMoved(from: told[asset], to: price) else { continue }
      told[asset] = price
      moved.append(asset)
    }
    return moved
  }

  private func isMoved(from old: Double?, to new: Double?) -> Bool {
    guard let old, let new else { return old != new }
    return new != old && abs(new - old) >= ToldAssetPrices.moveRelativeMin * old
  }
}
