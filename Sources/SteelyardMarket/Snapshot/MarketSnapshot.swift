public import SteelyardContracts

/// Everything observed about the market at one instant, immutable.
///
/// It keeps what was observed (`observations` and its two companions) apart from what was chosen from it (`underlyings`:
/// index, forwards). Which volatilities a model prices from is the model's choice
/// (`SurfaceSource`), not the snapshot's.
public struct MarketSnapshot: Sendable {
  /// The instant that every answer from this snapshot is dated with.
  public let time: Timestamp
  /// One observation an instrument, in the order of the instruments.
  public let observations: [InstrumentObservation]
  /// What is published of whole expiries, those that have settled included, in their order.
  public let expiryObservations: [ExpiryObservation]
  /// What is published of indices, in the order of the underlyings.
  public let indexObservations: [IndexObservation]
  /// What is known of each underlying, in their order.
  public let underlyings: [UnderlyingMarket]
  /// Prices of assets in US dollars, in the order of the assets.
  public let assetPrices: [AssetPrice]

  /// Reads the volatility of an option in a displaced market; nil where it is read from the rows,
  /// slices and surfaces themselves.
  let volatilityReading: VolatilityReading?

  private let observationIndex: [Instrument: Int]
  private let underlyingIndex: [Underlying: Int]
  private let assetIndex: [Currency: Int]

  /// A snapshot from parts that are sorted and unique; see `MarketSnapshotBuilder`.
  package init(
    time: Timestamp, observations: [InstrumentObservation],
    expiryObservations: [ExpiryObservation], indexObservations: [IndexObservation],
    underlyings: [UnderlyingMarket], assetPrices: [AssetPrice],
    volatilityReading: VolatilityReading? = nil
  ) {
    self.volatilityReading = volatilityReading
    self.time = time
    self.observations = observations
    self.expiryObservations = expiryObservations
    self.indexObservations = indexObservations
    self.underlyings = underlyings
    self.assetPrices = assetPrices
    observationIndex = Dictionary(
      observations.enumerated().map { ($1.instrument, $0) }, uniquingKeysWith: { first, _ in first }
    )
    underlyingIndex = Dictionary(
      underlyings.enumerated().map { ($1.underlying, $0) }, uniquingKeysWith: { first, _ in first })
    assetIndex = Dictionary(
      assetPrices.enumerated().map { ($1.asset, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What was observed about an instrument, or nil.
  public func observation(of instrument: Instrument) -> InstrumentObservation? {
    observationIndex[instrument].map { observations[$0] }
  }

  /// What is known of an underlying, or nil.
  public func market(of underlying: Underlying) -> UnderlyingMarket? {
    underlyingIndex[underlying].map { underlyings[$0] }
  }

  /// The price of an asset in US dollars.
  ///
  /// - Throws: `missingMarketData` where no source gave one; a stablecoin is not taken to be worth
  ///   a dollar.
  public func priceUSD(of asset: Currency) throws(SteelyardError) -> Double {
    if asset == .usd { return 1 }
    guard let index = assetIndex[asset] else {
      throw SteelyardError(
        .missingMarketData, "No US dollar price of \(asset) at \(time).",
        remedy: "Add a market file with it, or pass --price \(asset)=PRICE.")
    }
    return assetPrices[index].priceUSD
  }

  /// A price of an asset in US dollars that follows it only slowly; nil where there is none.
  public func stablePriceUSD(of asset: Currency) -> Double? {
    assetIndex[asset].flatMap { assetPrices[$0].stablePriceUSD }
  }

  /// How sure the source of an asset's price is, 0 to 1; nil where it does not say, or where there is
  /// no price.
  public func priceConfidence(of asset: Currency) -> Amount? {
    assetIndex[asset].flatMap { assetPrices[$0].confidence }
  }
}

/// The volatility of an option by a source, with the fitted surfaces of the undisplaced market.
package typealias VolatilityReading =
  @Sendable (Instrument, SurfaceSource, [Underlying: VolatilitySurface]) throws(SteelyardError)
  -> OptionVolatility

/// The price of an asset in US dollars and where it came from.
public struct AssetPrice: Sendable, Hashable {
  /// The asset.
  public let asset: Currency
  /// US dollars for one unit, > 0.
  public let priceUSD: Double
  /// What it was read or derived from, for people: "index of BTC/USD:BTC", "--price".
  public let source: String
  /// How sure the source is, 0 to 1; nil where it does not say.
  public let confidence: Amount?

  /// A price that follows it only slowly, in US dollars; nil where there is none.
  public let stablePriceUSD: Double?

  /// An asset price from its parts.
  public init(
    asset: Currency, priceUSD: Double, source: String, confidence: Amount? = nil,
    stablePriceUSD: Double? = nil
  ) {
    self.asset = asset
    self.priceUSD = priceUSD
    self.source = source
    self.confidence = confidence
    self.stablePriceUSD = stablePriceUSD
  }
}
