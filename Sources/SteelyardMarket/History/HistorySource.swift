public import SteelyardContracts

/// Whose history it is: the asset, and where it was observed.
public struct HistorySource: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The asset that is priced, or that the contract is about.
  public let asset: Currency
  /// The venue as the data name it: `binance`; empty where they don't say.
  public let venue: String
  /// The market of the venue as the data name it: `spot_usdt`; empty where they don't say.
  public let market: String

  /// A source from its parts.
  public init(asset: Currency, venue: String, market: String) {
    self.asset = asset
    self.venue = venue
    self.market = market
  }

  /// `BTC binance spot_usdt`, what is empty left out.
  public var description: String {
    [asset.code, venue, market].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Orders by asset, venue and market.
  public static func < (left: HistorySource, right: HistorySource) -> Bool {
    (left.asset, left.venue, left.market) < (right.asset, right.venue, right.market)
  }
}
