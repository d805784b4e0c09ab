import Glibc
public import SteelyardContracts
import SteelyardPricing

/// The options that a strategy can trade: as they would be listed, priced from a coin's volatility index and a stated
/// smile, or as a venue listed them in the chains that were seen.
///
/// Histories of whole chains are rare; an index of 30 days and a smile around it are what the backtest of margin
/// stands on too. Expiries are then Fridays at 08:00 UTC, strikes stand on a round grid of about 2 % of the price, the
/// forward is spot, and the level is taken alike for every expiry. Either way options are linear, one coin large, and
/// settled in USDC.
public struct OptionListing: Sendable, Hashable {
  /// Where prices and listings come from.
  public enum Source: String, Sendable, Hashable, CaseIterable {
    /// The volatility index and the stated smile.
    case prior
    /// The latest chain that was seen; without one no option of the coin trades.
    case chains
  }

  /// The smile around the index.
  public let smile: SmilePrior
  /// Where prices and listings come from.
  public let source: Source

  /// A listing with a smile, and where its prices come from.
  public init(smile: SmilePrior, source: Source = .prior) {
    self.smile = smile
    self.source = source
  }

  /// The smile that the backtest of margin uses: relative slope −0.085 and curvature 0.052 a deviation.
  public static let usual = OptionListing(
    smile: SmilePrior(slope: -0.085, curvature: 0.052, moneynessMax: 2.5))

  /// The first Friday, 08:00 UTC, at least so many days ahead.
  public static func expiry(atLeast days: Double, after time: Timestamp) -> Timestamp {
    let week: Int64 = 7 * 86_400_000_000
    // 1970-01-02 was a Friday.
    let first: Int64 = 86_400_000_000 + 8 * 3_600_000_000
    let wanted = time.microseconds + Int64(days * 86_400e6)
    let weeks = (wanted - first + week - 1) / week
    return Timestamp(microseconds: first + max(0, weeks) * week)
  }

  /// The distance between strikes at a price: the largest of 1, 2 and 5 times a power of ten that is at most 2 % of it.
  public static func strikeStep(at price: Double) -> Double {
    let most = price * 0.02
    let power = pow(10, floor(log10(most)))
    return [5.0, 2, 1].first { $0 * power <= most }.map { $0 * power } ?? power
  }

  /// An option with the strike of the grid nearest to a price.
  ///
  /// - Throws: `invalidInput` for a strike that is not above zero.
  public static func option(
    on market: CoinMarket, near strike: Double, _ right: OptionRight, expiry: Timestamp
  ) throws(SteelyardError) -> Instrument {
    let step = strikeStep(at: market.price ?? strike)
    let rounded = max(step, (strike / step).rounded() * step)
    guard let exact = Amount("\(rounded)") ?? Amount(String(Int64(rounded))) else {
      throw SteelyardError(
        .invalidInput, "A strike of \(rounded) can't be listed.", remedy: "Give another price.")
    }
    return try Instrument(
      market.spot.underlying,
      .option(OptionTerms(expiry: expiry, strike: exact, right: right)))
  }

  /// What an option is worth and how it moves; nil without a price or what it is priced from, and once it has expired.
  public func quote(of instrument: Instrument, in market: CoinMarket, at time: Timestamp)
    -> OptionQuote?
  {
    guard let terms = instrument.optionTerms else { return nil }
    return quote(terms, strike: terms.strike.doubleValue, in: market, at: time)
  }

  /// The same of terms, with the strike as a number.
  func quote(
    _ terms: OptionTerms, strike: Double, in market: CoinMarket, at time: Timestamp
  ) -> OptionQuote? {
    guard let spot = market.price else { return nil }
    switch source {
    case .prior:
      guard let level = market.impliedVolatility.last else { return nil }
      return quote(terms, strike: strike, forward: spot, level: level, at: time)
    case .chains:
      return market.carriedChain?.quote(terms, strike: strike, spot: spot, at: time)
    }
  }

  private func quote(
    _ terms: OptionTerms, strike: Double, forward: Double, level: Double, at time: Timestamp
  ) -> OptionQuote? {
    let years = time.years(to: terms.expiry)
    guard years > 0 else { return nil }
    let volatility = smile.volatility(
      level: level, logStrike: log(strike / forward), years: years)
    guard
      let option = try? Black76(
        forward: forward, strike: strike, timeToExpiry: years, volatility: volatility, rate: 0)
    else { return nil }
    let greeks = option.greeks(terms.right)
    return OptionQuote(
      forward: forward, volatility: volatility, value: option.value(terms.right),
      delta: greeks.forwardDelta, gamma: greeks.forwardGamma, vegaPerPoint: greeks.vega / 100,
      thetaPerDay: greeks.theta / 365)
  }

  /// The listed option nearest to a delta, at least so many days ahead; nil without what it is priced from.
  ///
  /// - Parameter delta: Its size, above 0, below 1.
  /// - Throws: `invalidInput` where the grid has no such strike.
  public func option(
    ofDelta delta: Double, _ right: OptionRight, days: Double, in market: CoinMarket,
    at time: Timestamp
  ) throws(SteelyardError) -> Instrument? {
    switch source {
    case .prior:
      let expiry = OptionListing.expiry(atLeast: days, after: time)
      guard
        let strike = strike(ofDelta: delta, right, in: market, at: time, expiry: expiry)
      else { return nil }
      return try OptionListing.option(on: market, near: strike, right, expiry: expiry)
    case .chains:
      guard let spot = market.price,
        let terms = market.carriedChain?.option(
          delta: delta, right, days: days, spot: spot, at: time)
      else { return nil }
      return try Instrument(market.spot.underlying, .option(terms))
    }
  }

  /// What a buyer pays and a seller gets over what an option is worth, by the chain; nil where only stated rates tell.
  ///
  /// - Returns: Shares of the value: 1.03 is an ask 3 % above it.
  package func quotedShare(
    of instrument: Instrument, isBuying: Bool, in market: CoinMarket, at time: Timestamp
  ) -> Double? {
    guard source == .chains, let terms = instrument.optionTerms, let spot = market.price,
      let shares = market.carriedChain?.shares(
        terms, strike: terms.strike.doubleValue, spot: spot, at: time)
    else { return nil }
    return isBuying ? shares.ask : shares.bid
  }

  /// Whether an option can be opened: every one of the grid, and of a chain what had a quote on that side.
  package func canOpen(
    _ instrument: Instrument, isBuying: Bool, in market: CoinMarket
  ) -> Bool {
    guard source == .chains else { return true }
    guard let terms = instrument.optionTerms, let quotes = market.chain?.listed(terms) else {
      return false
    }
    return (isBuying ? quotes.ask : quotes.bid) != nil
  }

  /// The strike of the stated smile at which an option has a delta, by halving; nil without a price or an index.
  ///
  /// - Parameter delta: Its size, above 0, below 1.
  public func strike(
    ofDelta delta: Double, _ right: OptionRight, in market: CoinMarket, at time: Timestamp,
    expiry: Timestamp
  ) -> Double? {
    guard let forward = market.price, let level = market.impliedVolatility.last,
      delta > 0, delta < 1
    else { return nil }
    let years = time.years(to: expiry)
    guard years > 0 else { return nil }
    // Delta falls in size as the strike goes out of the money; six deviations hold every delta that is traded.
    let reach = 6 * level * years.squareRoot()
    var (low, high) = (-reach, reach)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let strike = forward * exp(middle)
      let volatility = smile.volatility(level: level, logStrike: middle, years: years)
      guard
        let option = try? Black76(
          forward: forward, strike: strike, timeToExpiry: years, volatility: volatility, rate: 0)
      else { return nil }
      let size = abs(option.forwardDelta(right))
      if (size > delta) == (right == .call) { low = middle } else { high = middle }
    }
    return forward * exp((low + high) / 2)
  }
}

/// What an option is worth and how it moves, in US dollars for one coin.
public struct OptionQuote: Sendable, Hashable {
  /// The forward that it was priced on.
  public let forward: Double
  /// Its volatility, decimal.
  public let volatility: Double
  /// What it is worth.
  public let value: Double
  /// The change of value with the forward.
  public let delta: Double
  /// The change of delta with the forward, per US dollar.
  public let gamma: Double
  /// The change of value with a volatility point.
  public let vegaPerPoint: Double
  /// The change of value with a day.
  public let thetaPerDay: Double
}
