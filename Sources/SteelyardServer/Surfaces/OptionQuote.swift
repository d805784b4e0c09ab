import SteelyardContracts
import SteelyardEngine
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// One option of a live chain: its quotes, their volatilities and what it does, for one unit.
struct OptionQuote: Sendable {
  /// What the market says of it.
  let row: InstrumentObservation
  /// Price and sensitivities at its mark volatility; nil where it can't be priced.
  let priced: PricedInstrument?
  /// Volatility at which Black-76 gives the bid, decimal; nil without a bid, and for one that no volatility gives.
  let bidVolatility: Double?
  /// The same of the ask.
  let askVolatility: Double?
  /// US dollars for one unit of its quote currency; nil where no source says.
  let quoteUSD: Double?

  /// An option in a snapshot.
  init(_ row: InstrumentObservation, in expiry: ExpiryMarket, of market: MarketSnapshot) {
    self.row = row
    priced = try? InstrumentPricer(
      snapshot: market, surfaceSource: .marks, surfaces: [:], discounting: .none
    ).price(row.instrument)
    bidVolatility = OptionQuote.volatility(row.bid, row.instrument, expiry)
    askVolatility = OptionQuote.volatility(row.ask, row.instrument, expiry)
    quoteUSD = try? market.priceUSD(of: row.instrument.underlying.quote)
  }

  /// The volatility of a price, undiscounted, on the forward of the expiry: as marks are priced.
  private static func volatility(
    _ quote: InstrumentObservation.Quote?, _ instrument: Instrument, _ expiry: ExpiryMarket
  ) -> Double? {
    guard let price = quote?.price, price > 0, let terms = instrument.optionTerms else {
      return nil
    }
    let forward = expiry.forward.value
    return
      (try? Black76.impliedVolatility(
        price: instrument.underlying.isInverse ? price * forward : price, right: terms.right,
        forward: forward, strike: terms.strike.doubleValue, timeToExpiry: expiry.timeToExpiry,
        discountFactor: 1))?.volatility
  }

  /// The volatility of its mark, decimal; nil where the mark has none.
  var markVolatility: Double? { priced?.volatility?.value }

  /// US dollars for one unit of what its prices are quoted in.
  var priceUSD: Double? {
    guard let quoteUSD, let priced else { return quoteUSD }
    return row.instrument.underlying.isInverse ? priced.index * quoteUSD : quoteUSD
  }

  /// US dollars gained where the coin rises by all of its price, at the present delta.
  var deltaUSD: Double? {
    guard let priced, let quoteUSD else { return nil }
    return priced.delta * priced.index * quoteUSD
  }

  /// US dollars by which `deltaUSD` changes where the coin rises by 1 %, the coins' own price held.
  var gammaUSD: Double? {
    guard let priced, let quoteUSD else { return nil }
    return priced.gamma * priced.index * priced.index / 100 * quoteUSD
  }

  /// US dollars for one volatility point.
  var vegaUSD: Double? {
    guard let priced, let quoteUSD else { return nil }
    return priced.vega * quoteUSD
  }

  /// US dollars for one day.
  var thetaUSD: Double? {
    guard let priced, let quoteUSD else { return nil }
    return priced.theta * quoteUSD
  }
}
