public import SteelyardContracts

/// What one venue says a price is.
///
/// There is no weight: a source that could buy one, with volume traded against itself, would buy the
/// price.
public struct OracleSource: Sendable, Hashable {
  /// The venue; of several observations of one venue only the latest counts.
  public let venue: String
  /// The price, in quote currency; anything that is no finite number above zero is rejected.
  public let price: Double
  /// When it was observed.
  public let time: Timestamp
  /// How sure the venue is of it, 0 to 1; nil where it does not say.
  public let confidence: Double?

  /// An observation from its parts.
  public init(venue: String, price: Double, time: Timestamp, confidence: Double?) {
    self.venue = venue
    self.price = price
    self.time = time
    self.confidence = confidence
  }
}
