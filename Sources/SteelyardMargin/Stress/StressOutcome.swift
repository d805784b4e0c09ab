public import SteelyardContracts
public import SteelyardScenarios

/// What a book comes to under one shock: the whole of it revalued, and the model's requirement there.
///
/// Amounts are in US dollars; a gain is positive.
public struct StressOutcome: Sendable {
  /// What one position or balance gained.
  public struct Contribution: Sendable, Hashable {
    /// Whose it is.
    public enum Holding: Sendable, Hashable {
      /// A position, its funding and what it settled for included.
      case position(Instrument)
      /// A balance.
      case balance(Currency)
    }

    /// Whose it is.
    public let holding: Holding
    /// The coin that it belongs to: the base of a contract, the asset of a balance, or the coin that a
    /// staking token follows.
    public let coin: Currency
    /// What it gained, in US dollars.
    public let profitUSD: Double
  }

  /// What one coin of the book did.
  public struct CoinMove: Sendable, Hashable {
    /// The coin.
    public let coin: Currency
    /// Its price before, in US dollars; nil where the market has none.
    public let priceBeforeUSD: Double?
    /// Its price after, in US dollars.
    public let priceAfterUSD: Double?
    /// Relative move of spot as the market tells it.
    public let spot: Double
    /// Change of the logarithm of its 30-day volatility.
    public let volatility: Double
    /// Whether the shock says nothing of volatility, so that it follows spot by the stated response.
    public let isVolatilityByResponse: Bool
  }

  /// The shock.
  public let shock: MarketShock
  /// What the book gained: the sum of the contributions.
  public let profitUSD: Double
  /// What each position and then each balance gained, in their order; what has no price has none.
  public let contributions: [Contribution]
  /// The account's figures after the shock, the same to the bit as those of a batch there.
  public let figures: AccountFigures
  /// How near the account is to being closed there.
  public let health: HealthLevel
  /// What the coins of the book did, by code.
  public let coins: [CoinMove]
  /// What expired on the way and what it paid.
  public let settlements: [ExpiredPosition]
  /// Assets that are held and that the shock does not move, the dollar apart.
  public let unmovedAssets: [Currency]
  /// Figures without a source that acted on this book.
  public let unsourced: [EventFigure]
  /// Factors of the event that a revaluation does not contain: liquidity.
  public let unapplied: [EventFactor]
  /// Why positions or balances were left out, and limits that the account is beyond.
  public let failures: [SteelyardError]

  /// Whether nothing was left out.
  public var isComplete: Bool { figures.isComplete }

  /// The gain by coin, worst first.
  public var profitByCoin: [(coin: Currency, profitUSD: Double)] {
    var sums: [Currency: Double] = [:]
    for contribution in contributions {
      sums[contribution.coin, default: 0] += contribution.profitUSD
    }
    return sums.map { (coin: $0.key, profitUSD: $0.value) }
      .sorted { ($0.profitUSD, $0.coin) < ($1.profitUSD, $1.coin) }
  }
}
