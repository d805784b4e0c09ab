/// The forward price of an underlying at one expiry, and how it was found.
public struct ForwardPrice: Sendable, Hashable {
  /// How a forward was found, best first.
  public enum Source: Sendable, Hashable {
    /// Put-call parity on the marks of so many strikes.
    case putCallParity(strikes: Int)
    /// The forward that the venue printed with its options of this expiry.
    case underlyingPrice
    /// The mark of the listed future of this expiry.
    case future
    /// Interpolated in log-forward over time between neighbouring expiries.
    case interpolated
    /// The index, for want of anything better.
    case index
  }

  /// The forward, in quote currency, > 0.
  public let value: Double
  /// How it was found.
  public let source: Source

  /// A forward from its parts.
  public init(value: Double, source: Source) {
    self.value = value
    self.source = source
  }
}
