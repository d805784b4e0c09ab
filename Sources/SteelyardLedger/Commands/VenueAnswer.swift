public import SteelyardContracts

/// What a venue, or its silence, says of an order or of a change to it.
public enum VenueAnswer: Sendable, Hashable {
  /// It stands in the book.
  case accepted
  /// It was refused, with the venue's reason.
  case rejected(reason: String)
  /// The change that was asked for is done.
  case amended
  /// The change that was asked for is refused; the order stands as it was.
  case amendRefused(reason: String)
  /// It is out of the book.
  case cancelled
  /// It could not be cancelled; it stands as it was.
  case cancelRefused(reason: String)
  /// Its time has passed.
  case expired
  /// No answer came in time: the order stays as it is, and any later answer resolves it.
  case overdue

  /// Longest reason kept, in bytes of UTF-8.
  public static let reasonLengthMax = 256
}

/// Something of an order that was filled at its venue.
public struct FillReport: Sendable, Hashable {
  /// The order.
  public let order: OrderIdentifier
  /// How much, in `Instrument.quantityCurrency`, with the order's sign.
  public let quantity: Amount
  /// The price, in `Instrument.priceCurrency`.
  public let price: Amount
  /// The order's fee.
  public let fee: FeeCharge

  /// A report from its parts; they are checked when it is booked.
  public init(order: OrderIdentifier, quantity: Amount, price: Amount, fee: FeeCharge) {
    self.order = order
    self.quantity = quantity
    self.price = price
    self.fee = fee
  }
}
