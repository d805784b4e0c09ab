public import SteelyardContracts

/// One thing that a feed says about a market.
///
/// Updates are facts, not commands: what they don't say stays as it was. Of two updates about one thing
/// the one with the later time counts, whatever the order in which they arrive.
public struct MarketUpdate: Sendable, Hashable {
  /// Which feed says it: a name that is short and the same for as long as the feed runs.
  public let feed: String
  /// Its number within the feed, rising.
  public let sequence: UInt64
  /// When the source says that it was so.
  public let time: Timestamp
  /// What is said.
  public let content: Content

  /// What an update can say.
  public enum Content: Sendable, Hashable {
    /// Marks, quotes and open interest of an instrument.
    case ticker(Ticker)
    /// Levels of an instrument's order book.
    case book(BookUpdate)
    /// What one venue says the price of a coin is.
    case price(SourcePrice)
    /// What a perpetual pays.
    case funding(FundingUpdate)
    /// An instrument can be traded, with its terms where the feed gives them.
    case listed(ListingUpdate)
    /// An instrument can't be traded any more.
    case delisted(Instrument)
    /// What an expiry settles at.
    case settled(SettlementUpdate)
    /// Something was traded.
    case trade(MarketTrade)
    /// How the feed itself stands.
    case feed(FeedReport)
  }

  /// An update from its parts.
  public init(feed: String, sequence: UInt64, time: Timestamp, _ content: Content) {
    self.feed = feed
    self.sequence = sequence
    self.time = time
    self.content = content
  }

  /// The instrument that it is about; nil where it is about a price, an expiry or the feed.
  public var instrument: Instrument? {
    switch content {
    case .ticker(let ticker): ticker.instrument
    case .book(let book): book.instrument
    case .funding(let funding): funding.instrument
    case .listed(let listing): listing.instrument
    case .delisted(let instrument): instrument
    case .trade(let trade): trade.instrument
    case .price, .settled, .feed: nil
    }
  }
}
