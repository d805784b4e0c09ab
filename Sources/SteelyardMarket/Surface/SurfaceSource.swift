/// Which volatilities a model prices from; named by the model and printed in every answer.
public enum SurfaceSource: String, Sendable, Hashable, Codable, CaseIterable {
  /// Each instrument's own mark volatility.
  case marks
  /// The slices that the venue publishes.
  case venueParameters = "venue_parameters"
  /// Steelyard's fit to the quotes.
  case fitted
}
