extension CascadeMarket {
  /// A coin.
  public struct Coin: Codable, Sendable, Hashable {
    /// Its name: `BTC`.
    public var name: String
    /// Price before the shock, USD.
    public var price: Double
    /// What sales do to it over all venues; a venue has its share of this depth.
    public var impact: Impact
    /// Volatility of calm markets a year.
    public var volatility: Double
    /// Implied volatility before the shock.
    public var impliedVolatility: Double
    /// Relative rise of implied volatility for a relative fall of the price: 1.5 makes 0.50 of 0.50 x (1 + 1.5 x 10 %).
    public var volatilityBeta: Double
    /// Maintenance rates by size of position, rising; each applies to the part of the notional in its bracket.
    public var maintenance: [Bracket]
    /// What the coin as collateral counts less: requirement for each USD of it.
    public var haircut: Double
    /// Net gamma of those who hedge: coins that their delta rises by for each 1 % that the price rises; negative where they
    /// sold options.
    public var hedgerGamma: Double

    /// A coin from its parts.
    public init(
      name: String, price: Double, impact: Impact, volatility: Double, impliedVolatility: Double,
      volatilityBeta: Double, maintenance: [Bracket], haircut: Double, hedgerGamma: Double
    ) {
      self.name = name
      self.price = price
      self.impact = impact
      self.volatility = volatility
      self.impliedVolatility = impliedVolatility
      self.volatilityBeta = volatilityBeta
      self.maintenance = maintenance
      self.haircut = haircut
      self.hedgerGamma = hedgerGamma
    }
  }

  /// A rate up to a size.
  public struct Bracket: Codable, Sendable, Hashable {
    /// Up to this notional, USD; nil for the last.
    public var upTo: Double?
    /// Maintenance rate in the bracket.
    public var rate: Double

    /// A bracket from its parts.
    public init(upTo: Double?, rate: Double) {
      self.upTo = upTo
      self.rate = rate
    }
  }

  /// What sales do to a price, as data.
  public enum Impact: Codable, Sendable, Hashable {
    /// See `SaleImpact.linear`; the slope in USD a coin.
    case linear(slope: Double)
    /// See `SaleImpact.pool`; the reserve in coins.
    case pool(reserve: Double)
    /// See `SaleImpact.squareRoot`; the volume in coins a day.
    case squareRoot(coefficient: Double, dailyVolume: Double)
  }
}
