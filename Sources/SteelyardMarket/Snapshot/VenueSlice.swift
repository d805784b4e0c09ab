public import SteelyardContracts
public import SteelyardPricing

/// A volatility slice as a venue publishes it.
public struct VenueSlice: Sendable, Hashable {
  /// The underlying it belongs to.
  public let underlying: Underlying
  /// The expiry it belongs to.
  public let expiry: Timestamp
  /// Total variance over log-moneyness.
  public let slice: SVISlice
  /// Where it was read.
  public let origin: InstrumentObservation.Origin

  /// A published slice from its parts.
  public init(
    underlying: Underlying, expiry: Timestamp, slice: SVISlice,
    origin: InstrumentObservation.Origin
  ) {
    self.underlying = underlying
    self.expiry = expiry
    self.slice = slice
    self.origin = origin
  }
}
