public import SteelyardContracts

/// What a source publishes of the index of one underlying, at the instant of the snapshot.
public struct IndexObservation: Sendable, Hashable {
  /// The underlying it belongs to.
  public let underlying: Underlying
  /// Where it was read.
  public let origin: InstrumentObservation.Origin
  /// The index, in quote currency; nil where only its confidence is published.
  public let price: Double?
  /// How sure the source is of the index, 0 to 1; nil where it does not say.
  public let confidence: Amount?

  /// A published index from its parts.
  public init(
    underlying: Underlying, origin: InstrumentObservation.Origin, price: Double?,
    confidence: Amount?
  ) {
    self.underlying = underlying
    self.origin = origin
    self.price = price
    self.confidence = confidence
  }
}
