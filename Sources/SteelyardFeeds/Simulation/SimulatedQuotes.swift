import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardMath
import SteelyardPricing

/// What the makers of a simulated market quote around a value.
struct SimulatedQuotes: Sendable {
  let parameters: SimulationParameters

  /// An option's ticker from its slice.
  ///
  /// Mark and mark volatility are the surface's own, unrounded, so that they are free of arbitrage; quotes are a
  /// spread in volatility away, rounded outwards to the tick.
  func option(
    _ instrument: Instrument, _ terms: OptionTerms, forward: Double, slice: SVISlice, years: Double,
    stress: Double, tick: Double, _ stream: inout NormalStream
  ) throws(SteelyardError) -> Ticker {
    let strike = terms.strike.doubleValue
    let moneyness = log(strike / forward)
    let volatility = slice.volatility(at: moneyness, timeToExpiry: years)
    let option = try Black76(
      forward: forward, strike: strike, timeToExpiry: years, volatility: volatility, rate: 0)
    let unit = instrument.underlying.isInverse ? forward : 1
    let mark = option.value(terms.right) / unit
    let deviation = volatility * years.squareRoot()
    let distance = -moneyness / deviation + 0.5 * deviation
    let vega =
      forward * years.squareRoot() * NormalDistribution.density(distance) / unit
    let halfSpread = 0.01 * parameters.spreadVolatilityPoints * stress
    let width = vega * halfSpread + 0.5 * tick
    // Rounded outwards; half a millionth of a tick forgives what binary fractions do to a round price.
    let bid = ((mark - width) / tick + 5e-7).rounded(.down) * tick
    let ask = ((mark + width) / tick - 5e-7).rounded(.up) * tick
    let depth = 10 / (stress * stress)
    var ticker = Ticker(instrument: instrument)
    ticker.markPrice = mark
    ticker.markVolatility = volatility
    ticker.underlyingPrice = forward
    ticker.interestRate = 0
    ticker.quotes = Ticker.Quotes(
      bid: bid < tick / 2
        ? nil
        : .init(
          price: bid, amount: (0.5 + stream.unit()) * depth,
          volatility: max(0.001, volatility - halfSpread)),
      ask: .init(
        price: max(tick, ask), amount: (0.5 + stream.unit()) * depth,
        volatility: volatility + halfSpread))
    return ticker
  }

  /// The levels of a perpetual's or future's book around its mark, best first.
  func levels(
    around mark: Double, count: Int, isInverse: Bool, stress: Double, tick: Double,
    _ stream: inout NormalStream
  ) -> (bids: [BookLevel], asks: [BookLevel]) {
    let half = max(0.5 * tick, mark * parameters.spreadRelative * stress)
    let depthUSD = parameters.depthUSD / (stress * stress)
    var (bids, asks): ([BookLevel], [BookLevel]) = ([], [])
    for level in 0..<count {
      let distance = half * Double(1 + level)
      let amounts = (0..<2).map { _ in
        let dollars = depthUSD * Double(1 + level) * (0.5 + stream.unit())
        return isInverse ? max(10, (dollars / 10).rounded() * 10) : dollars / mark
      }
      let bid = ((mark - distance) / tick).rounded(.down) * tick
      let ask = ((mark + distance) / tick).rounded(.up) * tick
      if bid > 0 { bids.append(BookLevel(price: bid, amount: amounts[0])) }
      asks.append(BookLevel(price: ask, amount: amounts[1]))
    }
    return (bids, asks)
  }
}
