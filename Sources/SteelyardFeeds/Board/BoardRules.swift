public import SteelyardMarket

/// What a board takes, how long it believes it, and what it calls worth telling.
public struct BoardRules: Sendable, Hashable {
  /// What an underlying has to do since it was last told of, to be told of again.
  public struct Significance: Sendable, Hashable {
    /// Least move of an index, a forward, or the mark of a perpetual or future, |price / price − 1|.
    public var moveRelativeMin: Double
    /// Least move of an option's mark volatility, in points (0.01 each).
    public var volatilityPointsMin: Double

    /// A significance from its parts.
    public init(moveRelativeMin: Double, volatilityPointsMin: Double) {
      self.moveRelativeMin = moveRelativeMin
      self.volatilityPointsMin = volatilityPointsMin
    }
  }

  /// What the oracle of a pair accepts, where `oraclesOfPairs` has none for it.
  public var oracle: OracleRules
  /// What the oracles of some pairs accept.
  public var oraclesOfPairs: [PricePair: OracleRules]
  /// Oldest mark that enters a snapshot, in seconds.
  public var markAgeSecondsMax: Int64
  /// Oldest quotes that enter a snapshot, in seconds; older are left out and the mark stays.
  public var quoteAgeSecondsMax: Int64
  /// How long a delivery price is kept after its expiry, in seconds.
  public var settlementKeptSeconds: Int64
  /// What is worth telling.
  public var significance: Significance
  /// Most instruments held.
  public var instrumentsMax: Int
  /// Most pairs priced.
  public var pairsMax: Int
  /// Most venues of one pair.
  public var venuesMax: Int
  /// Most levels held of one side of a book: the best ones.
  public var levelsMax: Int
  /// Most feeds.
  public var feedsMax: Int

  /// For indices of five venues.
  ///
  /// Marks count for two minutes and quotes for one; delivery prices are kept for two days. An index that has moved
  /// by 0.05 %, or a volatility by a quarter of a point, is worth telling: a tenth of what a margin model
  /// answers to. The limits have room for about ten times what the largest venue lists.
  public static let fiveVenues = BoardRules(
    oracle: .fiveVenues, oraclesOfPairs: [:], markAgeSecondsMax: 120, quoteAgeSecondsMax: 60,
    settlementKeptSeconds: 172_800,
    significance: Significance(moveRelativeMin: 0.0005, volatilityPointsMin: 0.25),
    instrumentsMax: 20_000, pairsMax: 1000, venuesMax: 50, levelsMax: 1000, feedsMax: 100)

  /// For the index that one venue publishes: nobody outvotes it, so only the limits on its moves protect.
  ///
  /// The venue's own index is already a median of several; a board of its feed alone can't know which.
  public static let oneVenue: BoardRules = {
    var rules = fiveVenues
    rules.oracle.quorum = 1
    rules.oracle.freshSourcesMin = 1
    return rules
  }()

  /// Rules from their parts.
  public init(
    oracle: OracleRules, oraclesOfPairs: [PricePair: OracleRules], markAgeSecondsMax: Int64,
    quoteAgeSecondsMax: Int64, settlementKeptSeconds: Int64, significance: Significance,
    instrumentsMax: Int, pairsMax: Int, venuesMax: Int, levelsMax: Int, feedsMax: Int
  ) {
    self.oracle = oracle
    self.oraclesOfPairs = oraclesOfPairs
    self.markAgeSecondsMax = markAgeSecondsMax
    self.quoteAgeSecondsMax = quoteAgeSecondsMax
    self.settlementKeptSeconds = settlementKeptSeconds
    self.significance = significance
    self.instrumentsMax = instrumentsMax
    self.pairsMax = pairsMax
    self.venuesMax = venuesMax
    self.levelsMax = levelsMax
    self.feedsMax = feedsMax
  }
}
