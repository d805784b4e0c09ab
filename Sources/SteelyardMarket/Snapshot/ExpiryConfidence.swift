public import SteelyardContracts

/// How sure a source is of what it says of one expiry, 0 to 1 each; nil where it does not say.
///
/// Exact decimals: margin methods compare them with a threshold, and a confidence may lie one unit
/// of the eighteenth decimal below it.
public struct ExpiryConfidence: Sendable, Hashable {
  /// Of the forward.
  public let forward: Amount?
  /// Of the interest rate.
  public let rate: Amount?
  /// Of the volatilities.
  public let volatility: Amount?

  /// A confidence from its parts.
  public init(forward: Amount?, rate: Amount?, volatility: Amount?) {
    self.forward = forward
    self.rate = rate
    self.volatility = volatility
  }
}
