public import SteelyardContracts
public import SteelyardPricing

/// What a source publishes of one expiry as a whole, at the instant of the snapshot.
public struct ExpiryObservation: Sendable, Hashable {
  /// Interest rates taken, per year; beyond are typing errors, most often percent for a share.
  public static let rates = -10.0...10.0

  /// The underlying it belongs to.
  public let underlying: Underlying
  /// The expiry it belongs to.
  public let expiry: Timestamp
  /// Where it was read.
  public let origin: InstrumentObservation.Origin
  /// The whole forward, what a settlement average has fixed included, in quote currency.
  public var forward: Double?
  /// The continuously compounded interest rate to the expiry, per year; 0.04 is 4 %.
  public var rate: Double?
  /// The volatility slice.
  public var slice: PublishedSlice?
  /// How much of the settlement average is fixed at the instant of the snapshot.
  ///
  /// With all of it, elapsed 1, the average is the settlement price, and the expiry may have passed.
  public var settlementAverage: InstrumentObservation.SettlementAverage?
  /// How sure the source is.
  public var confidence: ExpiryConfidence

  /// An expiry with nothing published yet.
  public init(underlying: Underlying, expiry: Timestamp, origin: InstrumentObservation.Origin) {
    self.underlying = underlying
    self.expiry = expiry
    self.origin = origin
    confidence = ExpiryConfidence(forward: nil, rate: nil, volatility: nil)
  }
}
