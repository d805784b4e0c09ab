public import SteelyardContracts

extension MarketSnapshot {
  /// Which volatilities the marks of a displaced market move by.
  public struct MarkVolatility: Sendable {
    /// The source that the caller prices options from.
    public let source: SurfaceSource
    /// Fitted surfaces by underlying, of the undisplaced market.
    public let surfaces: [Underlying: VolatilitySurface]
    /// Whether marks hold a discount at the interest rate of their expiry.
    public let isDiscounted: Bool

    /// A source with what it needs.
    public init(
      source: SurfaceSource, surfaces: [Underlying: VolatilitySurface], isDiscounted: Bool
    ) {
      self.source = source
      self.surfaces = surfaces
      self.isDiscounted = isDiscounted
    }
  }

  /// The market after a displacement; without one, this very market.
  ///
  /// - Each coin's spot multiplies index, perpetuals, asset prices of the coins it takes along, and of forwards
  ///   and futures the part that no settlement average has fixed. An asset that has a price of its
  ///   own but no contracts (a staking token, a stablecoin) stays unless the displacement moves it by
  ///   name: the market does not know what it moves with. Where the quote moves, so does the index.
  /// - A change of the annualised premium multiplies forwards and futures with e^(change x years), the
  ///   years being those before the displacement. The perpetual moves against its index.
  /// - Every option keeps its own volatility, times the volatility factor, wherever spot and time go
  ///   (sticky strike), as it does in the scenarios of the margin models. Published slices are moved
  ///   along so that they say the same. Where each option's volatility has a share of its own, it is
  ///   read from the undisplaced market, by whichever source is asked, and multiplied with that.
  /// - An option's mark moves by what Black-76 on that volatility moves, and never below zero:
  ///   mark + model after - model before. So no jump stands between the market and its neighbours.
  /// - Days leave index and forwards as they are and bring expiries nearer. Of a settlement average
  ///   that is running, the forward fixes its share of the rest. What expires on the way settles at
  ///   its forward.
  /// - Quotes are dropped, and what was published of expiries and indices stands in `underlyings`
  ///   alone: a displaced market was not observed.
  ///
  /// Fitted surfaces stay valid as they are, scaled by the volatility factor
  /// (`VolatilitySurface.scaled(volatility:)`), because they are asked by strike and expiry.
  ///
  /// - Throws: `invalidInput` where a displaced slice or option can't be computed with.
  public func displaced(
    by displacement: MarketDisplacement, marks: MarkVolatility
  ) throws(SteelyardError) -> MarketSnapshot {
    if displacement.isNone { return self }
    let move = SnapshotMove(displacement, of: self, marks: marks)
    var moved: [InstrumentObservation] = []
    moved.reserveCapacity(observations.count)
    for row in observations {
      if let row = try move.row(row) { moved.append(row) }
    }
    var markets: [UnderlyingMarket] = []
    for market in underlyings { markets.append(try move.market(market)) }
    let rowCount = moved.count
    for market in underlyings {
      if let row = try move.perpetualRow(of: market) { moved.append(row) }
    }
    if moved.count > rowCount { moved.sort { $0.instrument < $1.instrument } }
    var reading: VolatilityReading?
    if displacement.volatility.factor == nil { reading = move.volatility }
    return MarketSnapshot(
      time: move.time, observations: moved, expiryObservations: [], indexObservations: [],
      underlyings: markets, assetPrices: assetPrices.map(move.price), volatilityReading: reading)
  }

  /// The same market without the rows of other instruments; index, forwards and prices stay.
  ///
  /// What a walk displaces at every step are then only the rows that its book reads.
  package func keeping(_ instruments: Set<Instrument>) -> MarketSnapshot {
    MarketSnapshot(
      time: time, observations: observations.filter { instruments.contains($0.instrument) },
      expiryObservations: expiryObservations, indexObservations: indexObservations,
      underlyings: underlyings, assetPrices: assetPrices, volatilityReading: volatilityReading)
  }

  /// The coins that a move of all spot takes along: bases of contracts, but not an asset that is
  /// only traded spot and quotes others, as a stablecoin is.
  public var coins: Set<Currency> {
    let quotes = Set(underlyings.map(\.underlying.quote))
    let written = underlyings.filter { $0.perpetualMark != nil || !$0.expiries.isEmpty }
    return Set(underlyings.map(\.underlying.base)).subtracting(quotes)
      .union(written.map(\.underlying.base))
  }
}
