import Glibc
import SteelyardContracts
import SteelyardPricing

/// Moves the parts of one snapshot by one displacement.
struct SnapshotMove {
  /// The instant after it.
  let time: Timestamp
  private let start: MarketSnapshot
  private let displacement: MarketDisplacement
  private let marks: MarketSnapshot.MarkVolatility
  private let coins: Set<Currency>

  init(
    _ displacement: MarketDisplacement, of start: MarketSnapshot,
    marks: MarketSnapshot.MarkVolatility
  ) {
    self.displacement = displacement
    self.start = start
    self.marks = marks
    time = displacement.time(after: start.time)
    coins = start.coins
  }

  private func moved(_ coin: Currency) -> CoinDisplacement {
    displacement.coins[coin] ?? (coins.contains(coin) ? displacement.others : .none)
  }

  private func factor(of asset: Currency) -> Double {
    if let move = displacement.assets[asset] { return 1 + move }
    return 1 + moved(asset).spotMove
  }

  /// What the index of an underlying is multiplied with: base over quote.
  private func factor(of underlying: Underlying) -> Double {
    factor(of: underlying.base) / factor(of: underlying.quote)
  }

  /// What a perpetual is multiplied with beyond its index.
  private func perpetualFactor(of underlying: Underlying) -> Double {
    switch moved(underlying.base).perpetual {
    case .move(let move): return 1 + move
    case .premium(let premium):
      guard let market = start.market(of: underlying), let mark = market.perpetualMark else {
        return 1 + premium
      }
      return (1 + premium) / (mark / market.index)
    }
  }

  /// What the forward of an expiry is multiplied with: index and a change of the premium.
  private func factor(of underlying: Underlying, at expiry: ExpiryMarket) -> Double {
    let factor = factor(of: underlying)
    let basis = moved(underlying.base).basisMove
    return basis == 0 ? factor : factor * exp(basis * expiry.timeToExpiry)
  }

  func price(_ price: AssetPrice) -> AssetPrice {
    AssetPrice(
      asset: price.asset, priceUSD: price.priceUSD * factor(of: price.asset),
      source: price.source, confidence: price.confidence,
      // It follows slowly: right after a move it stands where it stood.
      stablePriceUSD: price.stablePriceUSD)
  }

  // MARK: Underlyings

  func market(_ market: UnderlyingMarket) throws(SteelyardError) -> UnderlyingMarket {
    let factor = factor(of: market.underlying)
    var expiries: [ExpiryMarket] = []
    var settlements = market.settlements
    for expiry in market.expiries {
      let forward = forward(expiry, self.factor(of: market.underlying, at: expiry))
      if expiry.expiry <= time {
        settlements[expiry.expiry] = forward.value
      } else {
        expiries.append(try self.expiry(expiry, forward))
      }
    }
    return UnderlyingMarket(
      underlying: market.underlying, index: market.index * factor, indexSource: market.indexSource,
      perpetualMark: market.perpetualMark.map {
        $0 * factor * perpetualFactor(of: market.underlying)
      },
      indexConfidence: market.indexConfidence, perpetualConfidence: market.perpetualConfidence,
      expiries: expiries, settlements: settlements)
  }

  /// The share of the time to an expiry that is left, 0 where it has passed.
  private func shareLeft(of expiry: Timestamp) -> Double {
    if displacement.days == 0 { return 1 }
    return max(0, time.years(to: expiry) / start.time.years(to: expiry))
  }

  /// The part of a price that is not fixed moves with spot; of the rest of a running average, the
  /// days that pass fix their share at the forward.
  private func forward(_ market: ExpiryMarket, _ factor: Double) -> ForwardPrice {
    let forward = market.forward
    let free = forward.value - forward.fixed
    let value = forward.fixed + free * factor
    guard forward.fixedShare > 0 else { return ForwardPrice(value: value, source: forward.source) }
    let left = shareLeft(of: market.expiry)
    return ForwardPrice(
      value: value, fixed: value - free * factor * left,
      fixedShare: 1 - (1 - forward.fixedShare) * left, source: forward.source)
  }

  private func expiry(
    _ market: ExpiryMarket, _ forward: ForwardPrice
  ) throws(SteelyardError) -> ExpiryMarket {
    // No rows: nobody fits or asks the parity of a market that was not observed.
    ExpiryMarket(
      expiry: market.expiry, timeToExpiry: time.years(to: market.expiry), forward: forward,
      options: [], future: nil,
      publishedSlice: try market.publishedSlice.flatMap { published throws(SteelyardError) in
        // A slice is read on the market before where each option has a share of its own.
        try displacement.volatility.factor.map { factor throws(SteelyardError) in
          try slice(published, from: market, to: forward, volatility: factor)
        }
      }, rate: market.rate, confidence: market.confidence)
  }

  /// The slice that gives every strike the volatility that it had, times the factor.
  ///
  /// One with a reference is read on that and not on the market; only the bounds of its wings, which
  /// grow with its variance, move with the factor.
  private func slice(
    _ published: PublishedSlice, from market: ExpiryMarket, to forward: ForwardPrice,
    volatility factor: Double
  ) throws(SteelyardError) -> PublishedSlice {
    let variance = factor * factor
    let isRead = published.reference == nil
    let scale = isRead ? variance * shareLeft(of: market.expiry) : variance
    let shift = isRead ? log(forward.value / market.forward.value) : 0
    let slice = published.slice
    return PublishedSlice(
      slice: try SVISlice(
        level: slice.level * scale, slope: slice.slope * scale, correlation: slice.correlation,
        centre: slice.centre - shift, width: slice.width),
      reference: published.reference)
  }

  // MARK: Rows

  /// The row after the displacement; nil for what has expired on the way.
  func row(_ row: InstrumentObservation) throws(SteelyardError) -> InstrumentObservation? {
    if let expiry = row.instrument.expiry, expiry <= time { return nil }
    let underlying = row.instrument.underlying
    let factor = factor(of: underlying)
    var moved = InstrumentObservation(instrument: row.instrument, time: time, origin: row.origin)
    moved.indexPrice = row.indexPrice.map { $0 * factor }
    moved.interestRate = row.interestRate
    moved.openInterest = row.openInterest
    moved.volume = row.volume
    moved.confidence = row.confidence
    moved.stableMarkPrice = row.stableMarkPrice
    let market = start.market(of: underlying)
    let expiry = row.instrument.expiry.flatMap { market?.market(at: $0) }
    guard let terms = row.instrument.optionTerms else {
      let fixed = expiry.map { $0.forward.fixed / $0.forward.value } ?? 0
      let factor =
        expiry.map { self.factor(of: underlying, at: $0) }
        ?? datedOrPerpetualFactor(of: row.instrument)
      moved.markPrice = row.markPrice.map { mark in
        fixed == 0 ? mark * factor : mark * fixed + (mark - mark * fixed) * factor
      }
      return moved
    }
    // Without a forward or a volatility of its own the option has no price before or after.
    guard let expiry, let volatility = volatility(of: row, expiry) else { return moved }
    let forward = forward(expiry, self.factor(of: underlying, at: expiry))
    let share = share(
      of: underlying, terms, expiry, volatility: volatility.priced)
    moved.underlyingPrice = forward.value
    moved.underlyingPriceSource = row.underlyingPriceSource
    moved.markVolatility = volatility.own * share
    guard let mark = row.markPrice else { return moved }
    let before = try modelValue(
      terms, underlying, expiry, forward: expiry.forward.value, at: start.time,
      volatility: volatility.priced)
    let after = try modelValue(
      terms, underlying, expiry, forward: forward.value, at: time,
      volatility: volatility.priced * share)
    moved.markPrice = max(0, mark + (after - before))
    return moved
  }

  /// What a row without an expiry in the market is multiplied with.
  private func datedOrPerpetualFactor(of instrument: Instrument) -> Double {
    let factor = factor(of: instrument.underlying)
    switch instrument.product {
    case .perpetual: return factor * perpetualFactor(of: instrument.underlying)
    case .future(let expiry):
      let basis = moved(instrument.underlying.base).basisMove
      return basis == 0 ? factor : factor * exp(basis * start.time.years(to: expiry))
    case .spot, .option, .barrierOption: return factor
    }
  }

  /// The row of a perpetual that the market has no row of and that leaves its index; nil where it
  /// does not: without a row it is taken to trade at its index.
  func perpetualRow(
    of market: UnderlyingMarket
  ) throws(SteelyardError) -> InstrumentObservation? {
    let factor = perpetualFactor(of: market.underlying)
    guard factor != 1 else { return nil }
    let perpetual = try Instrument(market.underlying, .perpetual)
    guard start.observation(of: perpetual) == nil else { return nil }
    var row = InstrumentObservation(
      instrument: perpetual, time: time, origin: .init(file: "displacement", row: 1))
    row.markPrice = market.index * self.factor(of: market.underlying) * factor
    return row
  }

  // MARK: Volatilities

  /// The volatility of an option after the displacement, which each has for itself: the one before,
  /// read where it was, times its share.
  func volatility(
    of instrument: Instrument, source: SurfaceSource, surfaces: [Underlying: VolatilitySurface]
  ) throws(SteelyardError) -> OptionVolatility {
    let expiry = instrument.expiry.flatMap {
      start.market(of: instrument.underlying)?.market(at: $0)
    }
    let before = try start.volatility(
      of: instrument, source: source, surfaces: surfaces,
      discount: expiry.map { discount($0, at: start.time) } ?? 1)
    guard let expiry, let terms = instrument.optionTerms else { return before }
    return OptionVolatility(
      value: before.value
        * share(of: instrument.underlying, terms, expiry, volatility: before.value),
      origin: before.origin)
  }

  /// The volatility of an option after the displacement over the one before.
  private func share(
    of underlying: Underlying, _ terms: OptionTerms, _ expiry: ExpiryMarket, volatility: Double
  ) -> Double {
    displacement.volatility.share(
      of: OptionPlace(
        coin: underlying.base, logStrike: log(terms.strike.doubleValue / expiry.forward.value),
        deviation: volatility * expiry.timeToExpiry.squareRoot(), days: expiry.timeToExpiry * 365))
  }

  /// The volatility that the row stands for, and the one that its source prices it with.
  private func volatility(
    of row: InstrumentObservation, _ expiry: ExpiryMarket
  ) -> (own: Double, priced: Double)? {
    let discount = discount(expiry, at: start.time)
    func value(_ source: SurfaceSource) -> Double? {
      let found = try? start.volatility(
        of: row.instrument, source: source, surfaces: marks.surfaces, discount: discount)
      return found?.value
    }
    guard let priced = value(marks.source) else { return nil }
    return (marks.source == .marks ? priced : value(.marks) ?? priced, priced)
  }

  private func discount(_ expiry: ExpiryMarket, at instant: Timestamp) -> Double {
    guard marks.isDiscounted, let rate = expiry.rate else { return 1 }
    return exp(-max(rate, 0) * instant.years(to: expiry.expiry))
  }

  private func modelValue(
    _ terms: OptionTerms, _ underlying: Underlying, _ expiry: ExpiryMarket, forward: Double,
    at instant: Timestamp, volatility: Double
  ) throws(SteelyardError) -> Double {
    let option = try InverseOption(
      forward: forward, strike: terms.strike.doubleValue,
      timeToExpiry: instant.years(to: terms.expiry), volatility: volatility)
    let value =
      underlying.isInverse ? option.value(terms.right) : option.quoteSettled.value(terms.right)
    return value * discount(expiry, at: instant)
  }
}
