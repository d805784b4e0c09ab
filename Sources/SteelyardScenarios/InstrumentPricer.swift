import Glibc
public import SteelyardContracts
public import SteelyardMarket
import SteelyardPricing

/// Prices instruments in an undisplaced snapshot.
public struct InstrumentPricer: Sendable {
  /// Prices of coins that are computed with, in any currency; beyond lie typing errors, whose
  /// products with positions would overflow.
  public static let prices = 1e-15...1e15

  /// The snapshot priced in.
  public let snapshot: MarketSnapshot
  /// Which volatilities options are priced from.
  public let surfaceSource: SurfaceSource
  /// Fitted surfaces by underlying, where a source or a missing mark asks for them.
  public let surfaces: [Underlying: VolatilitySurface]
  /// Whether option prices are discounted.
  public let discounting: Discounting

  /// A pricer from its parts.
  public init(
    snapshot: MarketSnapshot, surfaceSource: SurfaceSource,
    surfaces: [Underlying: VolatilitySurface], discounting: Discounting
  ) {
    self.snapshot = snapshot
    self.surfaceSource = surfaceSource
    self.surfaces = surfaces
    self.discounting = discounting
  }

  /// The instrument's price, sensitivities and what they stand on.
  ///
  /// - Throws: `missingMarketData` where the snapshot has no index, forward, mark or volatility for
  ///   it; `invalidInput` where it has expired and its settlement price is not known, or its price
  ///   is outside `prices`; `unsupported` for barrier options, which no margin model here covers.
  public func price(_ instrument: Instrument) throws(SteelyardError) -> PricedInstrument {
    let priced = try unchecked(instrument)
    let numbers = [
      priced.value, priced.modelValue, priced.delta, priced.gamma, priced.vega, priced.theta,
      priced.rho, priced.netTransactionDelta,
    ]
    guard InstrumentPricer.prices.contains(priced.price),
      InstrumentPricer.prices.contains(priced.index), numbers.allSatisfy(\.isFinite),
      priced.value <= InstrumentPricer.prices.upperBound
    else {
      throw SteelyardError(
        .invalidInput,
        "\(instrument) has the price \(priced.price) and the index \(priced.index).",
        remedy: "Correct the market file: prices lie between \(InstrumentPricer.prices.lowerBound) "
          + "and \(InstrumentPricer.prices.upperBound).")
    }
    return priced
  }

  private func unchecked(_ instrument: Instrument) throws(SteelyardError) -> PricedInstrument {
    if let expiry = instrument.expiry, expiry <= snapshot.time {
      return try settled(instrument, at: expiry)
    }
    switch instrument.product {
    case .spot: return try asset(instrument)
    case .perpetual, .future: return try future(instrument)
    case .option(let terms): return try option(instrument, terms)
    case .barrierOption:
      throw SteelyardError(
        .unsupported, "No margin model covers barrier options.",
        remedy: "Price it with `steelyard price`; leave it out of the portfolio.")
    }
  }

  private func asset(_ instrument: Instrument) throws(SteelyardError) -> PricedInstrument {
    let price =
      try snapshot.priceUSD(of: instrument.underlying.base)
      / snapshot.priceUSD(of: instrument.underlying.quote)
    return PricedInstrument(
      instrument: instrument, index: price, price: price, priceSource: .assetPrice,
      fixedPrice: 0, fixedShare: 0, rate: 0, rateSource: .notDiscounted, discount: 1,
      volatility: nil, timeToExpiry: 0, observedMark: nil, value: price, modelValue: price,
      delta: 1, gamma: 0, vega: 0, theta: 0, rho: 0, netTransactionDelta: 1)
  }

  private func future(_ instrument: Instrument) throws(SteelyardError) -> PricedInstrument {
    let market = try market(of: instrument)
    let observed = snapshot.observation(of: instrument)?.markPrice
    let (price, source) = try futurePrice(instrument, observed: observed, in: market)
    // The forward's fixed part, carried over to a mark that may differ from the forward.
    let forward = instrument.expiry.flatMap { market.market(at: $0) }?.forward
    let fixedShare = forward?.fixedShare ?? 0
    let fixed = forward.map { price * ($0.fixed / $0.value) } ?? 0
    let free = 1 - fixedShare
    let size = (instrument.underlying.isInverse ? 1 / price : 1) * free
    return PricedInstrument(
      instrument: instrument, index: market.index, price: price, priceSource: source,
      fixedPrice: fixed, fixedShare: fixedShare, rate: 0, rateSource: .notDiscounted, discount: 1,
      volatility: nil, timeToExpiry: instrument.expiry.map { snapshot.time.years(to: $0) } ?? 0,
      observedMark: observed, value: 0, modelValue: 0, delta: size,
      gamma: instrument.underlying.isInverse ? -size / price * free : 0, vega: 0, theta: 0, rho: 0,
      netTransactionDelta: size)
  }

  private func option(
    _ instrument: Instrument, _ terms: OptionTerms
  ) throws(SteelyardError) -> PricedInstrument {
    let market = try market(of: instrument)
    let expiry = try expiryMarket(of: instrument, at: terms.expiry, in: market)
    let forward = expiry.forward
    let timeToExpiry = snapshot.time.years(to: terms.expiry)
    let (rate, rateSource) = rate(of: expiry)
    let discount = rate == 0 ? 1 : exp(-max(rate, 0) * timeToExpiry)
    let volatility = try snapshot.volatility(
      of: instrument, source: surfaceSource, surfaces: surfaces, discount: discount)
    let option = try InverseOption(
      forward: forward.value, strike: terms.strike.doubleValue, timeToExpiry: timeToExpiry,
      volatility: volatility.value)
    let isInverse = instrument.underlying.isInverse
    let greeks = option.greeks(terms.right, convention: .exchange)
    let model =
      (isInverse ? option.value(terms.right) : option.quoteSettled.value(terms.right)) * discount
    let free = 1 - forward.fixedShare
    let observed = snapshot.observation(of: instrument)?.markPrice
    return PricedInstrument(
      instrument: instrument, index: market.index, price: forward.value,
      priceSource: .forward(forward.source), fixedPrice: forward.fixed,
      fixedShare: forward.fixedShare, rate: rate, rateSource: rateSource, discount: discount,
      volatility: volatility, timeToExpiry: timeToExpiry,
      observedMark: observed, value: observed ?? model, modelValue: model,
      delta: greeks.forwardDelta * discount * free, gamma: greeks.gamma * discount * free * free,
      vega: greeks.vega * discount, theta: greeks.theta * discount, rho: greeks.rho * discount,
      netTransactionDelta: (isInverse ? greeks.netTransactionDelta : greeks.forwardDelta)
        * discount * free)
  }

  /// The rate that an expiry's options are discounted with, 0 where they are not or none is known.
  private func rate(of expiry: ExpiryMarket) -> (Double, RateSource) {
    switch discounting {
    case .none: (0, .notDiscounted)
    case .rate: expiry.rate.map { ($0, .published) } ?? (0, .unknown)
    }
  }

  private func market(of instrument: Instrument) throws(SteelyardError) -> UnderlyingMarket {
    guard let market = snapshot.market(of: instrument.underlying) else {
      throw SteelyardError(
        .missingMarketData, "The market has nothing on \(instrument.underlying).",
        remedy: "Add a market file with it.")
    }
    return market
  }

  private func futurePrice(
    _ instrument: Instrument, observed: Double?, in market: UnderlyingMarket
  ) throws(SteelyardError) -> (Double, PriceSource) {
    if let observed { return (observed, .mark) }
    if let expiry = instrument.expiry {
      let forward = try expiryMarket(of: instrument, at: expiry, in: market).forward
      return (forward.value, .forward(forward.source))
    }
    // Saved option chains seldom hold the perpetual; it trades within basis points of its index.
    return (market.index, .index)
  }

  private func expiryMarket(
    of instrument: Instrument, at expiry: Timestamp, in market: UnderlyingMarket
  ) throws(SteelyardError) -> ExpiryMarket {
    guard let expiryMarket = market.market(at: expiry) else {
      throw SteelyardError(
        .missingMarketData, "The market has no row of \(instrument.underlying) at \(expiry).",
        remedy: "Add a market file with options or the future of that expiry.")
    }
    return expiryMarket
  }
}
