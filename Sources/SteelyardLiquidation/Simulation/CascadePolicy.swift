public import SteelyardContracts

/// What a venue does with accounts below maintenance, and around it.
public struct CascadePolicy: Sendable, Hashable {
  /// How positions are closed.
  public enum Closing: String, Sendable, Hashable, Codable, CaseIterable {
    /// Everything at once, on the market.
    case full
    /// A share first where the position is large, then a pause, then everything.
    case partial
    /// Share by share of what the account first held, a share each round, until it is healthy.
    case shares
    /// The whole account to bidders at a falling price; on the market where none takes it.
    case auction
    /// Delta first, by perpetuals; then share by share.
    case neutral
  }

  /// How positions are closed.
  public let closing: Closing
  /// Whether closing stops for a while after a large move.
  public let breaks: Bool
  /// Whether large positions need more from the start.
  public let addsOn: Bool

  /// A policy from its parts.
  public init(_ closing: Closing, breaks: Bool = false, addsOn: Bool = false) {
    self.closing = closing
    self.breaks = breaks
    self.addsOn = addsOn
  }

  /// Its name: `partial`, `full+breaker`, `auction+addons`.
  public var name: String {
    closing.rawValue + (breaks ? "+breaker" : "") + (addsOn ? "+addons" : "")
  }

  /// A policy by its name.
  ///
  /// - Throws: `invalidInput` with the names there are.
  public init(named name: String) throws(SteelyardError) {
    let parts = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    guard let closing = Closing(rawValue: parts[0]),
      parts.dropFirst().allSatisfy({ $0 == "breaker" || $0 == "addons" }),
      Set(parts).count == parts.count
    else {
      throw SteelyardError(
        .invalidInput, "There is no policy \"\(name.prefix(60))\".",
        remedy: "Choose \(Closing.allCases.map(\.rawValue).joined(separator: ", ")); "
          + "add +breaker or +addons.")
    }
    self.init(closing, breaks: parts.contains("breaker"), addsOn: parts.contains("addons"))
  }
}

/// The numbers of the policies, as data.
public struct CascadePolicyTerms: Codable, Sendable, Hashable {
  /// Whom a venue deleverages first.
  public enum Ranking: String, Codable, Sendable, Hashable {
    /// Profit over entry, times leverage.
    case profitTimesLeverage = "profit_times_leverage"
    /// Price over entry (entry over price for shorts), times leverage.
    case priceOverEntryTimesLeverage = "price_over_entry_times_leverage"
  }

  /// Of `partial`: what is closed first.
  public var partialShare: Double
  /// Of `partial`: notional above which only that share is closed first, USD.
  public var partialAbove: Double
  /// Of `partial`: rounds of pause.
  public var cooldownRounds: Int
  /// Of `shares` and `neutral`: share of what was first held that is closed in a round.
  public var share: Double
  /// Of `auction`: rounds in which the discount rises from 0 to the whole requirement.
  public var auctionRounds: Int
  /// Of `auction`: discount that bidders ask in calm markets, share of the requirement; it rises with volatility over calm.
  public var bidderDiscount: Double
  /// Of `+breaker`: relative move of a coin that stops closing.
  public var breakerMove: Double
  /// Of `+breaker`: rounds in which the move is measured.
  public var breakerWindow: Int
  /// Of `+breaker`: rounds of the stop.
  public var breakerRounds: Int
  /// Of `+addons`: notional of a position above which more is required, USD.
  public var addOnAbove: Double
  /// Of `+addons`: rate on what is above.
  public var addOnRate: Double
  /// Whom a venue deleverages first.
  public var ranking: Ranking
  /// Equity over requirement below which an account is taken from the market whatever the policy; 0 for none.
  ///
  /// The bidders' capital takes it while that lasts, with what it has left; then it is closed against winners.
  ///
  /// - Source: Hyperliquid's backstop takes over what falls below 2/3 of maintenance and is deleveraged when it can't go on.
  public var backstopBelow: Double

  /// Numbers from its parts.
  public init(
    partialShare: Double, partialAbove: Double, cooldownRounds: Int, share: Double,
    auctionRounds: Int, bidderDiscount: Double, breakerMove: Double, breakerWindow: Int,
    breakerRounds: Int, addOnAbove: Double, addOnRate: Double, ranking: Ranking,
    backstopBelow: Double
  ) {
    self.partialShare = partialShare
    self.partialAbove = partialAbove
    self.cooldownRounds = cooldownRounds
    self.share = share
    self.auctionRounds = auctionRounds
    self.bidderDiscount = bidderDiscount
    self.breakerMove = breakerMove
    self.breakerWindow = breakerWindow
    self.breakerRounds = breakerRounds
    self.addOnAbove = addOnAbove
    self.addOnRate = addOnRate
    self.ranking = ranking
    self.backstopBelow = backstopBelow
  }

  /// Checks every number.
  ///
  /// - Throws: `invalidInput` naming the field.
  public func check() throws(SteelyardError) {
    for (field, value) in [
      ("partial_share", partialShare), ("share", share), ("bidder_discount", bidderDiscount),
      ("breaker_move", breakerMove), ("add_on_rate", addOnRate),
    ] { try CascadeMarket.require(value, in: 1e-9...1, field, "above 0 and at most 1") }
    try CascadeMarket.require(backstopBelow, in: 0...1, "backstop_below", "from 0 to 1")
    for (field, value) in [
      ("partial_above", partialAbove), ("add_on_above", addOnAbove),
    ] { try CascadeMarket.require(value, in: 0...1e15, field, "0 or more USD") }
    for (field, value) in [
      ("cooldown_rounds", cooldownRounds), ("auction_rounds", auctionRounds),
      ("breaker_window", breakerWindow), ("breaker_rounds", breakerRounds),
    ] { try CascadeMarket.require(Double(value), in: 1...10_000, field, "1 to 10000 rounds") }
  }
}
