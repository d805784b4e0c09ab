public import SteelyardContracts

/// One thing that became known about a market.
public enum MarketFact: Sendable, Hashable {
  /// The price of a coin, in US dollars.
  case spot(Currency, price: Double)
  /// The mark of a coin's perpetual, in US dollars.
  case perpetual(Currency, price: Double)
  /// A funding rate that was paid, decimal of the position for so many seconds; positive: the long pays.
  case funding(Currency, rate: Double, seconds: Double)
  /// A coin's volatility index of 30 days, decimal.
  case impliedVolatility(Currency, level: Double)
  /// The mark of a dated future, in US dollars.
  case future(Instrument, price: Double)
  /// The options of a coin as a venue listed and quoted them; told after the index of its row.
  case chain(OptionChain)
}
