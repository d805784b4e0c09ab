/// The forward price of an underlying at one expiry, what of it is fixed, and how it was found.
public struct ForwardPrice: Sendable, Hashable {
  /// How a forward was found, best first.
  public enum Source: Sendable, Hashable {
    /// The forward that a source publishes for the expiry.
    case published
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

  /// The whole forward, in quote currency, > 0.
  public let value: Double
  /// The part of it that the settlement average has fixed, average x elapsed share, in quote
  /// currency, from 0 to `value`; 0 outside the settlement window.
  public let fixed: Double
  /// The share of the settlement window that has passed, 0 to 1; 0 where nothing is fixed.
  ///
  /// A unit of spot moves the forward by the rest.
  public let fixedShare: Double
  /// How it was found.
  public let source: Source

  /// A forward outside a settlement window.
  public init(value: Double, source: Source) {
    self.init(value: value, fixed: 0, fixedShare: 0, source: source)
  }

  /// A forward from its parts.
  public init(value: Double, fixed: Double, fixedShare: Double, source: Source) {
    self.value = value
    self.fixed = fixed
    self.fixedShare = fixedShare
    self.source = source
  }
}
