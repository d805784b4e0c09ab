public import SteelyardContracts
public import SteelyardMarket

/// What a board knows at one instant: the market, what the oracle says of it, and what has changed.
public struct BoardSnapshot: Sendable {
  /// How an underlying stands.
  public struct Standing: Sendable, Hashable {
    /// The worst state of the prices that it stands on: its index and, for a quote that is no USD, that of the
    /// quote in USD; halted where its index has no price at all.
    public let state: OracleState
    /// What may be done in that state.
    public var effects: OracleEffects { state.effects }
    /// Why the index is not fresh; empty where it is.
    public let reasons: [OraclePrice.Reason]
    /// What has moved since it was last told of; empty where nothing is worth telling.
    public let changes: Set<BoardChange>
  }

  /// The market, as the margin models read it.
  public let market: MarketSnapshot
  /// Prices that several sources make, by pair; halted ones with the price they hold.
  public let prices: [PricePair: OraclePrice]
  /// How each underlying stands.
  public let standings: [Underlying: Standing]
  /// What perpetuals pay.
  public let funding: [Instrument: FundingUpdate]
  /// How the feeds stand.
  public let feeds: [String: FeedReport]
  /// What was left out of the market, and why.
  public let problems: [SteelyardError]
  /// How many updates the board had taken.
  public let updateCount: UInt64

  /// The underlyings that are worth telling of, in their order.
  public var changedUnderlyings: [Underlying] {
    standings.lazy.filter { !$0.value.changes.isEmpty }.map(\.key).sorted()
  }

  /// The oracle's price of an underlying's index, or nil where no source has given one.
  public func index(of underlying: Underlying) -> OraclePrice? {
    prices[PricePair(indexOf: underlying)]
  }

  /// The oracle's price of an asset in USD, or nil where no source has given one.
  public func priceUSD(of asset: Currency) -> OraclePrice? {
    guard let pair = try? PricePair(base: asset, quote: .usd) else { return nil }
    return prices[pair]
  }

  /// How an asset's price may be used: that of its pair with USD; halted where there is none.
  ///
  /// The dollar itself is always fresh.
  public func state(of asset: Currency) -> OracleState {
    asset == .usd ? .fresh : priceUSD(of: asset)?.state ?? .halted
  }
}
