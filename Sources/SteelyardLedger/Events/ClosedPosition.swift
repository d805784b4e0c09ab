public import SteelyardContracts

/// A position, or a part of one, that its account gave up at a price.
public struct ClosedPosition: Sendable, Hashable {
  /// In what.
  public let instrument: InstrumentIndex
  /// How much, in `Instrument.quantityCurrency`, with the sign that the position had.
  public let quantity: Amount
  /// The price, in `Instrument.priceCurrency`.
  public let price: Amount

  /// A closed position from its parts.
  public init(instrument: InstrumentIndex, quantity: Amount, price: Amount) {
    self.instrument = instrument
    self.quantity = quantity
    self.price = price
  }
}
