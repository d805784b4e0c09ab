/// What one venue says a price is: a source of the oracle.
///
/// An index of an underlying and the price of an asset are the same thing, the price of a pair.
public struct SourcePrice: Sendable, Hashable {
  /// Longest name of a venue, in bytes.
  public static let venueLengthMax = 64

  /// What is priced, and in what.
  public let pair: PricePair
  /// The venue; a venue has one voice however many feeds carry it.
  public let venue: String
  /// The price in the pair's quote currency, as the venue says it: the oracle judges it.
  public let price: Double
  /// How sure the venue is of it, 0 to 1; nil where it does not say.
  public let confidence: Double?

  /// A source's price from its parts.
  public init(pair: PricePair, venue: String, price: Double, confidence: Double? = nil) {
    self.pair = pair
    self.venue = venue
    self.price = price
    self.confidence = confidence
  }
}
