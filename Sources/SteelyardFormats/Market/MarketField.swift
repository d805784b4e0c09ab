/// What a row of a market file may tell, whatever the file calls it.
enum MarketField: Int, CaseIterable {
  case instrument, exchange, time, snapshotTime, expiry, strike, right
  case markPrice, markVolatility, underlyingPrice, underlyingName, indexPrice, deliveryPrice
  case interestRate
  case bidPrice, bidAmount, bidVolatility, askPrice, askAmount, askVolatility
  case openInterest, volume
}

/// How one format names the fields and writes the times; volatilities are in percent in all.
struct MarketLayout: Sendable {
  /// How times are written.
  enum TimeUnit: Sendable {
    case milliseconds, microseconds, text
  }

  /// Which rows of a file that repeats its instruments are read.
  enum Repetition: Sendable {
    /// An instrument stands once; a second row is an error.
    case none
    /// The rows of the latest snapshot.
    case snapshots
    /// The latest row of each instrument.
    case updates
  }

  let format: MarketFormat
  let timeUnit: TimeUnit
  let repetition: Repetition
  private let names: [String?]

  init(
    _ format: MarketFormat, _ timeUnit: TimeUnit, _ repetition: Repetition,
    _ names: [MarketField: String]
  ) {
    self.format = format
    self.timeUnit = timeUnit
    self.repetition = repetition
    self.names = MarketField.allCases.map { names[$0] }
  }

  /// The format's name of a field, or nil where it has none.
  func name(of field: MarketField) -> String? { names[field.rawValue] }

  static let deribitBookSummary = MarketLayout(
    .deribitBookSummary, .milliseconds, .none,
    [
      .instrument: "instrument_name", .time: "creation_timestamp", .markPrice: "mark_price",
      .markVolatility: "mark_iv", .bidPrice: "bid_price", .askPrice: "ask_price",
      .underlyingPrice: "underlying_price", .underlyingName: "underlying_index",
      .deliveryPrice: "estimated_delivery_price", .interestRate: "interest_rate",
      .openInterest: "open_interest", .volume: "volume",
    ])

  static let deribitTicker = MarketLayout(
    .deribitTicker, .milliseconds, .none,
    [
      .instrument: "instrument_name", .time: "timestamp", .markPrice: "mark_price",
      .markVolatility: "mark_iv", .bidPrice: "best_bid_price", .bidAmount: "best_bid_amount",
      .bidVolatility: "bid_iv", .askPrice: "best_ask_price", .askAmount: "best_ask_amount",
      .askVolatility: "ask_iv", .underlyingPrice: "underlying_price",
      .underlyingName: "underlying_index", .indexPrice: "index_price",
      .deliveryPrice: "estimated_delivery_price", .interestRate: "interest_rate",
      .openInterest: "open_interest",
    ])

  /// The CSV layouts, the most telling first.
  static let tables = [
    MarketLayout(
      .tardisOptionsChain, .microseconds, .updates,
      [
        .exchange: "exchange", .instrument: "symbol", .time: "timestamp", .right: "type",
        .strike: "strike_price", .expiry: "expiration", .openInterest: "open_interest",
        .bidPrice: "bid_price", .bidAmount: "bid_amount", .bidVolatility: "bid_iv",
        .askPrice: "ask_price", .askAmount: "ask_amount", .askVolatility: "ask_iv",
        .markPrice: "mark_price", .markVolatility: "mark_iv",
        .underlyingName: "underlying_index", .underlyingPrice: "underlying_price",
      ]),
    MarketLayout(
      .tardisDerivativeTicker, .microseconds, .updates,
      [
        .exchange: "exchange", .instrument: "symbol", .time: "timestamp",
        .openInterest: "open_interest", .indexPrice: "index_price", .markPrice: "mark_price",
      ]),
    MarketLayout(
      .optionChain, .text, .snapshots,
      [
        .snapshotTime: "snapshot_utc", .time: "quote_utc", .instrument: "instrument_name",
        .expiry: "expiry_utc", .strike: "strike", .right: "option_type",
        .underlyingName: "underlying_name", .underlyingPrice: "underlying_price_usd",
        .indexPrice: "index_price_usd", .markPrice: "mark_price_coin",
        .markVolatility: "mark_iv_pct", .bidPrice: "bid_price_coin", .askPrice: "ask_price_coin",
        .bidVolatility: "bid_iv_pct", .askVolatility: "ask_iv_pct",
        .bidAmount: "best_bid_amount", .askAmount: "best_ask_amount",
        .openInterest: "open_interest_coin", .volume: "volume_24h_coin",
      ]),
    MarketLayout(
      .futuresTerm, .text, .snapshots,
      [
        .snapshotTime: "snapshot_utc", .instrument: "futures_instrument_name",
        .markPrice: "mark_price_usd",
      ]),
    MarketLayout(
      .futuresTicker, .text, .updates,
      [
        .time: "quote_utc", .instrument: "instrument_name", .expiry: "expiry_utc",
        .markPrice: "mark_price", .indexPrice: "index_price", .bidPrice: "best_bid_price",
        .askPrice: "best_ask_price", .bidAmount: "best_bid_amount",
        .askAmount: "best_ask_amount", .openInterest: "open_interest",
      ]),
  ]

  /// The columns by which a table of this layout is known.
  var tellingColumns: [String] {
    let fields: [MarketField] =
      switch format {
      case .tardisOptionsChain: [.exchange, .instrument, .time, .strike, .expiry]
      case .tardisDerivativeTicker: [.exchange, .instrument, .time, .indexPrice]
      case .optionChain: [.snapshotTime, .instrument, .markPrice, .markVolatility]
      case .futuresTerm: [.snapshotTime, .instrument, .markPrice]
      default: [.instrument, .time, .markPrice, .indexPrice]
      }
    return fields.compactMap(name(of:))
  }
}
