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
