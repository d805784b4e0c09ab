public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// What an account gained from one market to a later one, by coin and by cause.
///
/// The holdings of the earlier book are carried into the later market. Of each position, with the sensitivities of the
/// earlier one (Black-76, exchange convention): delta x move of its own forward or mark, gamma / 2 x move squared,
/// vega x change of its volatility in points, theta x days that passed, the last three of options; what a coin held, or
/// a profit that waits in a coin, gains by the coin's price stands by itself; the rest is what these leave of the
/// revaluation: basis, higher orders, cross terms. What the account gained besides (trades, fees, funding, settlements, deposits) is the change of
/// equity less all of these, so that the parts add up to it.
///
/// Source: J. Hull, "Options, Futures, and Other Derivatives", 10th ed., section 19.7: the Taylor expansion of a
/// portfolio's value in price, volatility and time.
public struct ProfitExplained: Sendable, Hashable {
  /// What one cause or several brought, in US dollars.
  public struct Causes: Sendable, Hashable {
    /// Coins held, and profits that wait in coins, by the price of the coin.
    public var held = 0.0
    /// Delta times the move of the forward or mark.
    public var delta = 0.0
    /// Half of gamma times the move squared.
    public var gamma = 0.0
    /// Vega times the change of the volatility.
    public var vega = 0.0
    /// Theta times the days.
    public var theta = 0.0
    /// What these leave of the revaluation.
    public var rest = 0.0

    /// All of them.
    public var sum: Double { held + delta + gamma + vega + theta + rest }

    /// Their names for programs and people, in order.
    static let names: [(key: String, words: String, value: @Sendable (Causes) -> Double)] = [
      ("held", "coins held", { $0.held }), ("delta", "delta", { $0.delta }),
      ("gamma", "gamma", { $0.gamma }), ("vega", "vega", { $0.vega }),
      ("theta", "theta", { $0.theta }), ("rest", "rest", { $0.rest }),
    ]

    static func + (left: Causes, right: Causes) -> Causes {
      var sum = left
      sum.held += right.held
      sum.delta += right.delta
      sum.gamma += right.gamma
      sum.vega += right.vega
      sum.theta += right.theta
      sum.rest += right.rest
      return sum
    }
  }

  /// One position carried from the one market to the other.
  public struct Line: Sendable, Hashable {
    /// The instrument.
    public let instrument: Instrument
    /// What was held, in `Instrument.quantityCurrency`.
    public let quantity: Double
    /// What it brought.
    public let causes: Causes
  }

  /// What one coin brought.
  public struct Coin: Sendable, Hashable {
    /// The coin: base of contracts, or what is held.
    public let coin: Currency
    /// What it brought.
    public let causes: Causes
  }

  /// By coin, in the order of the codes.
  public let coins: [Coin]
  /// By position, in the order of the earlier book.
  public let positions: [Line]
  /// What could not be carried, because it expired on the way or has no price in one of the markets.
  public let left: [Instrument]
  /// What the account gained besides: trades, fees, funding, settlements, deposits, and what `left` names.
  public let other: Double
  /// Change of equity, in US dollars: the sum over the coins, and `other`.
  public let total: Double

  /// What changed from one market to another.
  ///
  /// - Parameters:
  ///   - before: The earlier book in the earlier market.
  ///   - carried: The same book in the later market, without what expired on the way.
  ///   - after: The later book in the later market.
  ///   - priceUSD: US dollars for one unit of a currency in the later market; nil where it has no price.
  public init(
    before: MarginExplanation, carried: MarginExplanation, after: MarginExplanation,
    priceUSD: (Currency) -> Double?
  ) {
    var coins: [Currency: Causes] = [:]
    var lines: [Line] = []
    var left: [Instrument] = []
    let days = before.time.days(to: carried.time)
    let later = Dictionary(
      carried.positions.map { ($0.instrument, $0) }, uniquingKeysWith: { first, _ in first })
    for position in before.positions {
      // Spot counts as a balance and stands among them.
      if position.instrument.product == .spot { continue }
      guard let end = later[position.instrument],
        let causes = ProfitExplained.causes(position, end, days: days, priceUSD)
      else {
        left.append(position.instrument)
        continue
      }
      coins[position.instrument.underlying.base, default: Causes()] =
        coins[position.instrument.underlying.base, default: Causes()] + causes
      lines.append(
        Line(instrument: position.instrument, quantity: position.quantity, causes: causes))
    }
    for balance in before.collateral {
      guard let start = balance.priceUSD, let end = priceUSD(balance.asset), balance.amount != 0
      else { continue }
      coins[balance.asset, default: Causes()].held += balance.amount * (end - start)
    }
    self.coins = coins.sorted { $0.key < $1.key }.map { Coin(coin: $0.key, causes: $0.value) }
    positions = lines
    self.left = left
    total = after.figures.equity - before.figures.equity
    other = total - self.coins.reduce(0) { $0 + $1.causes.sum }
  }

  /// The causes of one position; nil where one of the markets does not price it.
  private static func causes(
    _ start: PositionExplanation, _ end: PositionExplanation, days: Double,
    _ priceUSD: (Currency) -> Double?
  ) -> Causes? {
    let underlying = start.instrument.underlying
    guard let first = start.priced, let last = end.priced,
      let quoteUSD = priceUSD(underlying.quote), let settlementUSD = priceUSD(underlying.settlement)
    else { return nil }
    let move = last.price - first.price
    let greeks = first.greeks(of: start.quantity)
    var causes = Causes()
    causes.delta = quoteUSD * greeks.delta * move
    if let from = first.volatility?.value, let to = last.volatility?.value {
      causes.vega = quoteUSD * greeks.vega * 100 * (to - from)
    }
    // An inverse contract's delta falls in coins as the price rises, and its worth in dollars is a straight line.
    if start.instrument.isOption {
      causes.gamma = quoteUSD * 0.5 * greeks.gamma * move * move
      causes.theta = quoteUSD * greeks.theta * days
    }
    let profit: Double
    if start.instrument.isOption {
      profit = end.optionValueUSD - start.optionValueUSD
    } else if start.isEntryKnown {
      profit = end.unrealisedUSD - start.unrealisedUSD
      // A profit that waits in a coin is that many coins held.
      if underlying.isInverse, first.index > 0 {
        let coins = start.unrealisedUSD / first.index
        causes.held = coins * (settlementUSD - first.index)
      }
    } else {
      profit =
        start.quantity * last.unrealisedProfit(entryPrice: first.price) * settlementUSD
    }
    causes.rest = profit - causes.sum
    return causes
  }
}
