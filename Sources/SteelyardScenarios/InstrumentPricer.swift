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

  /// A pricer from its parts.
  public init(
    snapshot: MarketSnapshot, surfaceSource: SurfaceSource,
    surfaces: [Underlying: VolatilitySurface]
  ) {
    self.snapshot = snapshot
    self.surfaceSource = surfaceSource
    self.surfaces = surfaces
  }

  /// The instrument's price, sensitivities and what they stand on.
  ///
  /// - Throws: `missingMarketData` where the snapshot has no index, forward, mark or volatility for
  ///   it; `invalidInput` where it has expired or its price is outside `prices`; `unsupported` for
  ///   barrier options, which no margin model here covers.
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
      throw SteelyardError(
        .invalidInput, "It expired at \(expiry), before the market's time \(snapshot.time).",
        remedy: "Remove it, or use an earlier market file.")
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
      fixedPrice: 0, rate: 0, discount: 1, volatility: nil, timeToExpiry: 0, observedMark: nil,
      value: price, modelValue: price,
      delta: 1, gamma: 0,
      vega: 0, theta: 0, rho: 0, netTransactionDelta: 1)
  }

  private func future(_ instrument: Instrument) throws(SteelyardError) -> PricedInstrument {
    let market = try market(of: instrument)
    let observed = snapshot.observation(of: instrument)?.markPrice
    let (price, source) = try futurePrice(instrument, observed: observed, in: market)
    let size = instrument.underlying.isInverse ? 1 / price : 1
    return PricedInstrument(
      instrument: instrument, index: market.index, price: price, priceSource: source,
      fixedPrice: 0, rate: 0, discount: 1, volatility: nil,
      timeToExpiry: instrument.expiry.map { snapshot.time.years(to: $0) } ?? 0,
      observedMark: observed, value: 0, modelValue: 0, delta: size,
      gamma: instrument.underlying.isInverse ? -size / price : 0, vega: 0, theta: 0, rho: 0,
      netTransactionDelta: size)
  }

  private func option(
    _ instrument: Instrument, _ terms: OptionTerms
  ) throws(SteelyardError) -> PricedInstrument {
    let market = try market(of: instrument)
    let forward = try forward(of: instrument, at: terms.expiry, in: market)
    let volatility = try snapshot.volatility(
      of: instrument, source: surfaceSource, surfaces: surfaces)
    let timeToExpiry = snapshot.time.years(to: terms.expiry)
    let option = try InverseOption(
      forward: forward.value, strike: terms.strike.doubleValue, timeToExpiry: timeToExpiry,
      volatility: volatility.value)
    let isInverse = instrument.underlying.isInverse
    let greeks = option.greeks(terms.right, convention: .exchange)
    let model = isInverse ? option.value(terms.right) : option.quoteSettled.value(terms.right)
    let observed = snapshot.observation(of: instrument)?.markPrice
    return PricedInstrument(
      instrument: instrument, index: market.index, price: forward.value,
      priceSource: .forward(forward.source), fixedPrice: 0, rate: 0, discount: 1,
      volatility: volatility, timeToExpiry: timeToExpiry,
      observedMark: observed, value: observed ?? model, modelValue: model,
      delta: greeks.forwardDelta, gamma: greeks.gamma, vega: greeks.vega, theta: greeks.theta,
      rho: greeks.rho,
      netTransactionDelta: isInverse ? greeks.netTransactionDelta : greeks.forwardDelta)
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
      let forward = try forward(of: instrument, at: expiry, in: market)
      return (forward.value, .forward(forward.source))
    }
    // Saved option chains seldom hold the perpetual; it trades within basis points of its index.
    return (market.index, .index)
  }

  private func forward(
    of instrument: Instrument, at expiry: Timestamp, in market: UnderlyingMarket
  ) throws(SteelyardError) -> ForwardPrice {
    guard let expiryMarket = market.market(at: expiry) else {
      throw SteelyardError(
        .missingMarketData, "The market has no row of \(instrument.underlying) at \(expiry).",
        remedy: "Add a market file with options or the future of that expiry.")
    }
    return expiryMarket.forward
  }
}
