import SteelyardContracts

/// A file of `route`: what is swapped, and where it may be.
public struct RouteRequest: Codable, Sendable, Hashable {
  /// A pool of constant product in whole tokens.
  public struct Product: Codable, Sendable, Hashable {
    /// Of the token paid.
    public let reserveIn: Double
    /// Of the token received.
    public let reserveOut: Double
    /// As a share of what is paid.
    public let fee: Double
  }

  /// A pool of constant product as it stands on its chain; whole numbers as texts.
  public struct Chain: Codable, Sendable, Hashable {
    /// Of the token paid, in smallest units.
    public let reserveIn: String
    /// Of the token received.
    public let reserveOut: String
    /// The fee in thousandths of what is paid.
    public let feeThousandths: Int
    /// Digits of the token paid.
    public let decimalsIn: Int
    /// Digits of the token received.
    public let decimalsOut: Int
  }

  /// A pool with concentrated liquidity as it stands on its chain.
  public struct Ticks: Codable, Sendable, Hashable {
    /// A range of liquidity.
    public struct Range: Codable, Sendable, Hashable {
      /// The tick where it begins.
      public let lower: Int32
      /// Where it ends.
      public let upper: Int32
      /// How much, a whole number as a text.
      public let liquidity: String
    }

    /// The fee in millionths of what is paid.
    public let feeMillionths: UInt32
    /// Ticks of ranges are multiples of it.
    public let tickSpacing: Int32
    /// The square root of the price of token 0 in token 1 times 2^96, a whole number as a text.
    public let squareRoot: String
    /// Its ranges.
    public let ranges: [Range]
    /// Digits of token 0.
    public let decimals0: Int
    /// Digits of token 1.
    public let decimals1: Int
    /// Whether token 0 is paid; in a network, token 0 is `token_a`.
    public let pays0: Bool?
  }

  /// Levels of an order book, the best first, as pairs of price and size in the base currency.
  public struct Book: Codable, Sendable, Hashable {
    /// Of who buys: the base currency is paid.
    public let bids: [[Double]]?
    /// Of who sells: the quote currency is paid.
    public let asks: [[Double]]?
    /// As a share of what is received.
    public let fee: Double
  }

  /// The way to another network and back.
  public struct Bridge: Codable, Sendable, Hashable {
    /// The share taken each way.
    public let fee: Double
    /// How long until the proceeds are back.
    public let delaySeconds: Double?
    /// How probable a failure meanwhile is.
    public let failureProbability: Double?
    /// The share lost then; default: all.
    public let lossGivenFailure: Double?
  }

  /// A venue side by side with the others.
  public struct Venue: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// One of the four kinds.
    public let product: Product?
    /// One of the four kinds.
    public let chain: Chain?
    /// One of the four kinds.
    public let ticks: Ticks?
    /// One of the four kinds.
    public let book: Book?
    /// What using it costs, in units received; default: 0.
    public let fixedCost: Double?
    /// The way there, if it is on another network.
    public let bridge: Bridge?
  }

  /// A pool of a network.
  public struct Pool: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The first token.
    public let tokenA: String
    /// The second token.
    public let tokenB: String
    /// Of the first token, whole tokens.
    public let reserveA: Double?
    /// Of the second token.
    public let reserveB: Double?
    /// As a share of what is paid.
    public let fee: Double?
    /// Concentrated liquidity in place of reserves and fee.
    public let ticks: Ticks?
  }

  /// What a token is worth to whoever takes it out.
  public struct Price: Codable, Sendable, Hashable {
    /// The token.
    public let token: String
    /// Its price.
    public let price: Double
  }

  /// The token paid; none for arbitrage.
  public let pay: String?
  /// The token received; none for arbitrage.
  public let receive: String?
  /// How much is paid.
  public let amount: Double?
  /// The volatility of the price, a year, for the cost of waiting; default: 0.
  public let volatility: Double?
  /// How many deviations a wait costs; default: 0.
  public let riskAversion: Double?
  /// Venues side by side, or else `pools`.
  public let venues: [Venue]?
  /// A network, or else `venues`.
  public let pools: [Pool]?
  /// Of a network: what is taken out is worth, where nothing is paid.
  public let prices: [Price]?
}
