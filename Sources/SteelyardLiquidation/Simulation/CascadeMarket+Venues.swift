extension CascadeMarket {
  /// A venue.
  public struct Venue: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its share of the depth of every coin; the shares of all sum to 1.
    public var depthShare: Double
    /// Its insurance fund, USD.
    public var fund: Double
    /// Capital of its market makers, USD.
    public var makerCapital: Double
    /// Capital of bidders for accounts in auctions, USD of requirement they can take over.
    public var bidderCapital: Double

    /// A venue from its parts.
    public init(
      name: String, depthShare: Double, fund: Double, makerCapital: Double, bidderCapital: Double
    ) {
      self.name = name
      self.depthShare = depthShare
      self.fund = fund
      self.makerCapital = makerCapital
      self.bidderCapital = bidderCapital
    }
  }

  /// How depth answers to stress.
  public struct Depth: Codable, Sendable, Hashable {
    /// Depth is 1 / (1 + thinning x (volatility over calm - 1)).
    public var thinning: Double
    /// Share of what is missing that comes back in a round.
    public var recovery: Double
    /// What always stays.
    public var minimum: Double
    /// Share of depth that makers take away when they have lost all their capital.
    public var withdrawal: Double
    /// Rounds over which volatility is measured (the half-life of its weights).
    public var volatilityHalfLife: Double

    /// An answer of depth to stress from its parts.
    public init(
      thinning: Double, recovery: Double, minimum: Double, withdrawal: Double,
      volatilityHalfLife: Double
    ) {
      self.thinning = thinning
      self.recovery = recovery
      self.minimum = minimum
      self.withdrawal = withdrawal
      self.volatilityHalfLife = volatilityHalfLife
    }
  }

  /// How much of an impact stays.
  public struct Memory: Codable, Sendable, Hashable {
    /// Share that stays for good.
    public var permanentShare: Double
    /// Share of the rest that goes in a round.
    public var decay: Double
    /// Share of a price difference between venues that arbitrage closes in a round.
    public var arbitrage: Double

    /// A memory from its parts.
    public init(
      permanentShare: Double, decay: Double, arbitrage: Double
    ) {
      self.permanentShare = permanentShare
      self.decay = decay
      self.arbitrage = arbitrage
    }
  }

  /// What health is judged by: the mean of the last prices, some rounds late.
  public struct Oracle: Codable, Sendable, Hashable {
    /// Rounds that it is late.
    public var delayRounds: Int
    /// Rounds that it is the mean of; 1 for the price itself.
    public var averageRounds: Int
    /// Weight of the venue's own price; the rest is the mean of all venues.
    public var ownWeight: Double

    /// An oracle from its parts.
    public init(
      delayRounds: Int, averageRounds: Int, ownWeight: Double
    ) {
      self.delayRounds = delayRounds
      self.averageRounds = averageRounds
      self.ownWeight = ownWeight
    }
  }
}
