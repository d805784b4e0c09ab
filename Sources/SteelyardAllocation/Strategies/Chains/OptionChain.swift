public import SteelyardContracts

/// What a venue listed and quoted of the options on one coin at one instant, kept so that it can be carried on.
///
/// Options that are settled in the coin stand here as options of one coin settled in US dollars: the payoff in dollars
/// is the same, and a premium in coins is worth its coins at the index.
public struct OptionChain: Sendable, Hashable {
  /// Most options of one chain.
  public static let optionsMax = 20_000

  /// Quotes of one option, as shares of its mark: 0.97 is a bid 3 % below it.
  ///
  /// Nil where nobody quotes.
  public struct Quotes: Sendable, Hashable {
    /// Best bid over mark.
    public let bid: Double?
    /// Best ask over mark.
    public let ask: Double?

    /// Whether it can be bought and sold.
    public var hasBoth: Bool { bid != nil && ask != nil }
  }

  /// A listed strike.
  public struct Strike: Sendable, Hashable {
    /// The strike, in US dollars, exactly.
    public let exact: Amount
    /// The same as a number.
    public let strike: Double
    /// The mark volatility of the option that is out of the money there, decimal.
    public let volatility: Double
    /// Quotes of the call; nil where none is listed.
    public let call: Quotes?
    /// Quotes of the put; nil where none is listed.
    public let put: Quotes?

    /// Quotes of a right; nil where none is listed.
    public func quotes(_ right: OptionRight) -> Quotes? { right == .call ? call : put }
  }

  /// A listed expiry.
  public struct Expiry: Sendable, Hashable {
    /// When it settles.
    public let time: Timestamp
    /// ln(forward / index) over the years that were left: the rate that the forward grows by.
    public let rate: Double
    /// Volatility at the forward, decimal.
    public let volatility: Double
    /// Its strikes, ascending, at least one.
    public let strikes: [Strike]
    /// Where each strike stood: ln(K/F) in deviations of the volatility at the forward; ascending.
    let moneyness: [Double]
  }

  /// The coin.
  public let coin: Currency
  /// When all of it was known.
  public let time: Timestamp
  /// The index then, in US dollars.
  public let index: Double
  /// The expiries that were still ahead, ascending, at least one.
  public let expiries: [Expiry]

  /// The volatility at the forward in so many days, decimal: total variance along the line between two expiries, and
  /// the nearest expiry's volatility outside them.
  public func volatility(days: Double) -> Double {
    let years = days / 365
    let spans = expiries.map { time.years(to: $0.time) }
    guard let after = spans.firstIndex(where: { $0 >= years }) else {
      return expiries[expiries.count - 1].volatility
    }
    guard after > 0 else { return expiries[0].volatility }
    let (near, far) = (expiries[after - 1], expiries[after])
    let (start, end) = (spans[after - 1], spans[after])
    let share = (years - start) / (end - start)
    let variance =
      (1 - share) * near.volatility * near.volatility * start
      + share * far.volatility * far.volatility * end
    return (variance / years).squareRoot()
  }

  /// The expiry that prices options of a time: that one, or the nearest that is listed.
  func expiry(nearest wanted: Timestamp) -> Expiry {
    var best = expiries[0]
    for expiry in expiries.dropFirst()
    where abs(expiry.time.microseconds - wanted.microseconds)
      < abs(best.time.microseconds - wanted.microseconds)
    {
      best = expiry
    }
    return best
  }

  /// The quotes that the snapshot had of exactly this option; nil where it was not listed.
  public func listed(_ terms: OptionTerms) -> Quotes? {
    guard let expiry = expiries.first(where: { $0.time == terms.expiry }) else { return nil }
    return expiry.strikes.first { $0.exact == terms.strike }?.quotes(terms.right)
  }
}
