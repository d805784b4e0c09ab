public import SteelyardContracts
public import SteelyardLiquidation
import SteelyardMargin

/// All that a strategy is told: an instant, what was seen of the market until then, how the account stands, and its
/// rules.
public struct StrategyView: Sendable {
  /// What was seen, and nothing later.
  public let market: MarketPast
  /// The options that could be traded.
  public let listing: OptionListing
  /// What is held, and how it stands.
  public let account: StrategyAccount
  /// The limits that trades are held to.
  public let limits: RiskLimits
  /// What trading costs.
  public let rates: TradingRates
  /// What a debt costs a year, decimal.
  public let borrowRate: Double

  /// A view from its parts.
  public init(
    market: MarketPast, listing: OptionListing, account: StrategyAccount, limits: RiskLimits,
    rates: TradingRates, borrowRate: Double
  ) {
    self.market = market
    self.listing = listing
    self.account = account
    self.limits = limits
    self.rates = rates
    self.borrowRate = borrowRate
  }

  /// The instant.
  public var time: Timestamp { market.time }

  /// What each coin has of a share of the equity, all coins alike, in US dollars.
  func budget(ofShare share: Double) -> Double {
    account.equity * share / Double(market.coins.count)
  }

  /// What an instrument stands at, in US dollars; nil where it is not known.
  public func price(of instrument: Instrument) -> Double? {
    guard instrument.isOption else { return market.price(of: instrument) }
    return quote(of: instrument)?.value
  }

  /// What an option is worth and how it moves; nil where it is not known.
  public func quote(of instrument: Instrument) -> OptionQuote? {
    guard let coin = market[instrument.underlying.base] else { return nil }
    return listing.quote(of: instrument, in: coin, at: time)
  }

  /// The listed option nearest to a delta, at least so many days ahead; nil without a price or a volatility index.
  ///
  /// - Throws: `invalidInput` where the grid has no such strike.
  public func option(
    on coin: CoinMarket, delta: Double, _ right: OptionRight, days: Double
  ) throws(SteelyardError) -> Instrument? {
    try listing.option(ofDelta: delta, right, days: days, in: coin, at: time)
  }

  /// The smallest quantity that is traded: the largest power of ten of coins that is worth 10 US dollars at most.
  public func lot(of coin: CoinMarket) -> Double {
    StrategyView.lot(at: coin.price ?? 1)
  }

  static func lot(at price: Double) -> Double {
    var lot = 1.0
    while lot * price > 10, lot > 1e-8 { lot /= 10 }
    while lot * price * 10 <= 10, lot < 1e8 { lot *= 10 }
    return lot
  }

  /// The trade that leads from what is held to a quantity, in whole lots; nil where less than a lot is missing.
  ///
  /// - Throws: `limitExceeded` for a quantity outside the exact range.
  public func trade(
    _ instrument: Instrument, to quantity: Double, _ purpose: StrategyTrade.Purpose,
    _ reason: @autoclosure () -> String
  ) throws(SteelyardError) -> StrategyTrade? {
    let held = account.exactQuantity(of: instrument)
    if quantity == 0 {
      return held.isZero
        ? nil
        : StrategyTrade(
          instrument: instrument, quantity: -held, purpose: purpose, reason: reason())
    }
    return try trade(instrument, by: quantity - held.doubleValue, purpose, reason())
  }

  /// The trade of a quantity, in whole lots; nil for less than one.
  ///
  /// - Throws: `limitExceeded` for a quantity outside the exact range.
  public func trade(
    _ instrument: Instrument, by quantity: Double, _ purpose: StrategyTrade.Purpose,
    _ reason: @autoclosure () -> String
  ) throws(SteelyardError) -> StrategyTrade? {
    guard let coin = market[instrument.underlying.base] else { return nil }
    let lot = lot(of: coin)
    let lots = StrategyView.wholeLots(quantity / lot)
    guard lots != 0 else { return nil }
    return StrategyTrade(
      instrument: instrument,
      quantity: try Amount(nearest: lots * lot).rounded(
        toMultipleOf: Amount(nearest: lot), .halfToEven),
      purpose: purpose, reason: reason())
  }

  /// Lots without their fraction; one that division has left a hair below a whole number is that number.
  static func wholeLots(_ lots: Double) -> Double {
    let nearest = lots.rounded()
    return abs(lots - nearest) <= 1e-9 * max(1, abs(nearest))
      ? nearest : lots.rounded(.towardZero)
  }

  /// What entering and leaving a dollar of an instrument that is no option costs together: fee and half the spread,
  /// twice.
  public func roundTrip(_ coin: Currency) -> Double {
    2 * (rates.takerFee + rates.halfSpread[coin])
  }
}
