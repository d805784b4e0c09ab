public import SteelyardContracts

/// What everything of one underlying and expiry settles at.
public struct SettlementUpdate: Sendable, Hashable {
  /// The underlying.
  public let underlying: Underlying
  /// The expiry that has come.
  public let expiry: Timestamp
  /// The delivery price in quote currency, exact: it is journaled.
  public let deliveryPrice: Amount

  /// A settlement from its parts.
  public init(underlying: Underlying, expiry: Timestamp, deliveryPrice: Amount) {
    self.underlying = underlying
    self.expiry = expiry
    self.deliveryPrice = deliveryPrice
  }
}
