/// The market that a cascade runs through, as data: what a parameter file holds.
///
/// Prices in US dollars, volatilities as decimals a year, shares and rates as decimals.
public struct CascadeMarket: Codable, Sendable, Hashable {
  /// What it is called, and where its numbers come from.
  public struct Provenance: Codable, Sendable, Hashable {
    /// A name without blanks: `market-2026-11`.
    public var name: String
    /// The day it is valid from: `2026-11-22`.
    public var dated: String
    /// Where each group of numbers comes from, a sentence each.
    public var sources: [String]

    /// A provenance from its parts.
    public init(
      name: String, dated: String, sources: [String]
    ) {
      self.name = name
      self.dated = dated
      self.sources = sources
    }
  }

  /// Where the numbers come from.
  public var provenance: Provenance
  /// The coins; at most `coinsMax`.
  public var coins: [Coin]
  /// The venues, at most `venuesMax`; each has a price of its own for every coin.
  public var venues: [Venue]
  /// How depth answers to stress.
  public var depth: Depth
  /// How much of an impact stays, and how fast the rest goes.
  public var memory: Memory
  /// The relative move of a coin for the own impact of another; shape `[coin][coin]`, the diagonal is not read.
  public var crossImpact: [[Double]]
  /// What health is judged by.
  public var oracle: Oracle
  /// How rates rise with volatility.
  public var spiral: Spiral
  /// How options are margined and closed.
  public var options: Options
  /// Fees and the terms of loans.
  public var terms: Terms
  /// Owners of several accounts.
  public var owners: Owners
  /// Length of a round, s.
  public var roundSeconds: Double

  /// A market from its parts.
  public init(
    provenance: Provenance, coins: [Coin], venues: [Venue], depth: Depth, memory: Memory,
    crossImpact: [[Double]], oracle: Oracle, spiral: Spiral, options: Options, terms: Terms,
    owners: Owners, roundSeconds: Double
  ) {
    self.provenance = provenance
    self.coins = coins
    self.venues = venues
    self.depth = depth
    self.memory = memory
    self.crossImpact = crossImpact
    self.oracle = oracle
    self.spiral = spiral
    self.options = options
    self.terms = terms
    self.owners = owners
    self.roundSeconds = roundSeconds
  }

  /// Most coins.
  public static let coinsMax = 64
  /// Most venues.
  public static let venuesMax = 16
  /// Most rounds of a run.
  public static let roundsMax = 10_000
}

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

  /// Rates x clamp(volatility over calm, 1, ...)^exponent.
  ///
  /// - Source: M. Brunnermeier, L. Pedersen, "Market liquidity and funding liquidity", Review of Financial Studies 22 (2009): margins
  ///   that rise with volatility force sales, which raise volatility.
  public struct Spiral: Codable, Sendable, Hashable {
    /// 0 for rates that stay.
    public var exponent: Double
    /// Most that the multiple rises in a round.
    public var riseMax: Double
    /// Largest multiple.
    public var multipleMax: Double

    /// A spiral from its parts.
    public init(
      exponent: Double, riseMax: Double, multipleMax: Double
    ) {
      self.exponent = exponent
      self.riseMax = riseMax
      self.multipleMax = multipleMax
    }
  }

  /// How options are margined and closed.
  public struct Options: Codable, Sendable, Hashable {
    /// Strikes over the price before the shock.
    public var strikes: [Double]
    /// Days to expiry.
    public var days: [Double]
    /// Joint moves whose worst loss is the requirement: relative price, relative volatility.
    public var scenarios: [Scenario]
    /// Least requirement for each coin of short options, share of the price.
    public var shortMinimum: Double
    /// Cost of closing, share of an option's value.
    public var closingCost: Double
    /// Share of the accounts' options whose other side hedges its delta.
    public var hedgedShare: Double

    /// Rules of options from its parts.
    public init(
      strikes: [Double], days: [Double], scenarios: [Scenario], shortMinimum: Double,
      closingCost: Double, hedgedShare: Double
    ) {
      self.strikes = strikes
      self.days = days
      self.scenarios = scenarios
      self.shortMinimum = shortMinimum
      self.closingCost = closingCost
      self.hedgedShare = hedgedShare
    }
  }

  /// A joint move.
  public struct Scenario: Codable, Sendable, Hashable {
    /// Relative price.
    public var price: Double
    /// Relative volatility.
    public var volatility: Double

    /// A joint move from its parts.
    public init(
      price: Double, volatility: Double
    ) {
      self.price = price
      self.volatility = volatility
    }
  }

  /// Fees and the terms of loans.
  public struct Terms: Codable, Sendable, Hashable {
    /// Liquidation fee, share of the notional closed; it goes to the venue's fund.
    public var liquidationFee: Double
    /// Share of a loan that one liquidation may repay.
    public var closeFactor: Double
    /// Health factor at or below which a loan is repaid in full.
    public var fullCloseBelow: Double
    /// What a liquidator gets more than it repays.
    public var bonus: Double

    /// Terms from its parts.
    public init(
      liquidationFee: Double, closeFactor: Double, fullCloseBelow: Double, bonus: Double
    ) {
      self.liquidationFee = liquidationFee
      self.closeFactor = closeFactor
      self.fullCloseBelow = fullCloseBelow
      self.bonus = bonus
    }
  }

  /// Owners of several accounts.
  public struct Owners: Codable, Sendable, Hashable {
    /// Share of what an account has above `keepMultiple` of its requirement that goes to another of the owner in need, a round.
    public var topUpShare: Double
    /// Multiple of its requirement that an account keeps.
    public var keepMultiple: Double

    /// Rules of owners from its parts.
    public init(
      topUpShare: Double, keepMultiple: Double
    ) {
      self.topUpShare = topUpShare
      self.keepMultiple = keepMultiple
    }
  }
}
