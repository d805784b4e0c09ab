import Glibc
public import SteelyardContracts
public import SteelyardScenarios

/// How a population is drawn: stated distributions, a seed, and nothing else.
public struct PopulationRecipe: Codable, Sendable, Hashable {
  /// How many accounts.
  public var accounts: Int
  /// Median of the leverage, which is lognormal.
  public var leverageMedian: Double
  /// Standard deviation of its logarithm.
  public var leverageSpread: Double
  /// Exponent of what a coin's leverage is scaled by: the first coin's lowest maintenance rate over its own.
  ///
  /// 0 for one distribution of leverage in all coins, 1 for medians in proportion to what the venue lets.
  public var leverageExponent: Double
  /// Largest leverage; an account never begins with less than 1.1 times its requirement.
  public var leverageMax: Double
  /// Smallest notional, USD; sizes are Pareto.
  public var sizeMin: Double
  /// Exponent of the Pareto tail: P(size > x) = (sizeMin / x)^exponent.
  public var sizeExponent: Double
  /// Largest notional, USD.
  public var sizeMax: Double
  /// Share of accounts that are long.
  public var longShare: Double
  /// How often a coin is held; shape `[coin]` of the market.
  public var coinWeights: [Double]
  /// Notional of each side in each coin that sizes are scaled to, USD; empty for sizes as drawn.
  ///
  /// Shape `[coin]`.
  public var openInterest: [Double]
  /// Chance that a position is followed by one in another coin on the same side.
  public var nextCoin: Double
  /// How often a venue is chosen; shape `[venue]`.
  public var venueWeights: [Double]
  /// Share of owners with an account on a second venue.
  public var secondVenue: Double
  /// Share of accounts whose collateral is the coin they hold most of.
  public var coinCollateral: Double
  /// Share of accounts that are loans: a coin against US dollars.
  public var loans: Double
  /// Share of accounts that are short options, with a position in the perpetual or without.
  public var options: Double
  /// Standard deviation of the logarithm of entry over price.
  public var entrySpread: Double

  /// A recipe from its parts.
  public init(
    accounts: Int, leverageMedian: Double, leverageSpread: Double, leverageExponent: Double,
    leverageMax: Double,
    sizeMin: Double, sizeExponent: Double, sizeMax: Double, longShare: Double,
    coinWeights: [Double], openInterest: [Double], nextCoin: Double, venueWeights: [Double],
    secondVenue: Double, coinCollateral: Double, loans: Double, options: Double, entrySpread: Double
  ) {
    self.accounts = accounts
    self.leverageMedian = leverageMedian
    self.leverageSpread = leverageSpread
    self.leverageExponent = leverageExponent
    self.leverageMax = leverageMax
    self.sizeMin = sizeMin
    self.sizeExponent = sizeExponent
    self.sizeMax = sizeMax
    self.longShare = longShare
    self.coinWeights = coinWeights
    self.openInterest = openInterest
    self.nextCoin = nextCoin
    self.venueWeights = venueWeights
    self.secondVenue = secondVenue
    self.coinCollateral = coinCollateral
    self.loans = loans
    self.options = options
    self.entrySpread = entrySpread
  }

  /// Draws the accounts.
  ///
  /// - Parameters:
  ///   - market: Prices, coins and venues; checked.
  ///   - seed: The same seed gives the same accounts, each by its number alone.
  ///   - leverage: A multiple of every leverage drawn.
  ///   - sharing: Who draws; the accounts are the same.
  /// - Throws: `invalidInput` naming the field, `limitExceeded` for too many accounts.
  public func accounts(
    in market: CascadeMarket, seed: UInt64, leverage: Double = 1,
    sharing: WorkSharing = .callerAlone
  ) throws(SteelyardError) -> [Population.Account] {
    try check(market)
    var drawn: [Population.Account] = []
    drawn.reserveCapacity(accounts)
    for piece in sharing.map(
      sharing.pieces(of: accounts, atLeast: 4096),
      { numbers in
        numbers.map {
          Draw(recipe: self, market: market, seed: seed, number: $0, leverage: leverage).account
        }
      })
    { drawn += piece }
    return openInterest.isEmpty ? drawn : scaled(drawn, market)
  }

  /// Scales sizes and equity of each account so that longs come to the stated open interest, coin by coin.
  private func scaled(
    _ accounts: [Population.Account], _ market: CascadeMarket
  ) -> [Population.Account] {
    var longs = [Double](repeating: 0, count: market.coins.count)
    var shorts = longs
    for account in accounts {
      for case (.perpetual(let coin), let quantity) in account.holdings.map({
        ($0.instrument, $0.quantity)
      }) {
        if quantity > 0 {
          longs[coin] += quantity * market.coins[coin].price
        } else {
          shorts[coin] -= quantity * market.coins[coin].price
        }
      }
    }
    return accounts.map { account in
      var equity = account.equity
      var notional = 0.0
      var scaledNotional = 0.0
      let holdings = account.holdings.map { holding -> Population.Holding in
        guard case .perpetual(let coin) = holding.instrument else { return holding }
        let side = holding.quantity > 0 ? longs[coin] : shorts[coin]
        let quantity = holding.quantity * (side > 0 ? openInterest[coin] / side : 1)
        notional += holding.quantity.magnitude * market.coins[coin].price
        scaledNotional += quantity.magnitude * market.coins[coin].price
        return Population.Holding(holding.instrument, quantity: quantity, entry: holding.entry)
      }
      let scale = notional > 0 ? scaledNotional / notional : 1
      equity *= scale
      let kept = holdings.map { holding -> Population.Holding in
        if case .perpetual = holding.instrument { return holding }
        return Population.Holding(
          holding.instrument, quantity: holding.quantity * scale, entry: holding.entry)
      }
      return Population.Account(
        name: account.name, owner: account.owner, venue: account.venue, mode: account.mode,
        equity: equity, holdings: kept)
    }
  }

  private func check(_ market: CascadeMarket) throws(SteelyardError) {
    guard (1...Population.accountsMax).contains(accounts) else {
      throw SteelyardError(
        .limitExceeded, "accounts is \(accounts).", remedy: "Give 1 to \(Population.accountsMax).",
        subject: .place(file: "", row: nil, field: "accounts"))
    }
    for (field, value) in [
      ("long_share", longShare), ("next_coin", nextCoin), ("second_venue", secondVenue),
      ("coin_collateral", coinCollateral), ("loans", loans), ("options", options),
      ("loans and options", loans + options),
    ] { try CascadeMarket.require(value, in: 0...1, field, "from 0 to 1") }
    try CascadeMarket.require(leverageMedian, in: 0.01...1000, "leverage_median", "above 0")
    try CascadeMarket.require(leverageSpread, in: 0...3, "leverage_spread", "from 0 to 3")
    try CascadeMarket.require(leverageExponent, in: 0...4, "leverage_exponent", "from 0 to 4")
    try CascadeMarket.require(leverageMax, in: 0.01...1000, "leverage_max", "above 0")
    try CascadeMarket.require(sizeMin, in: 1e-6...1e12, "size_min", "above 0")
    try CascadeMarket.require(sizeExponent, in: 0.1...20, "size_exponent", "from 0.1 to 20")
    try CascadeMarket.require(sizeMax, in: sizeMin...1e15, "size_max", "size_min or more")
    try CascadeMarket.require(entrySpread, in: 0...1, "entry_spread", "from 0 to 1")
    for (field, weights, count) in [
      ("coin_weights", coinWeights, market.coins.count),
      ("venue_weights", venueWeights, market.venues.count),
    ] {
      guard weights.count == count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
        weights.contains(where: { $0 > 0 })
      else {
        throw CascadeMarket.refusal(
          field, "has \(weights.count) weights", "\(count) of 0 or more, one above 0")
      }
    }
    guard openInterest.isEmpty || openInterest.count == market.coins.count,
      openInterest.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw CascadeMarket.refusal(
        "open_interest", "has \(openInterest.count) numbers", "none, or one for each coin")
    }
  }
}
