/// An order that stands in a book and may fill, whole, at any time.
public struct WorkingOrder: Sendable, Hashable {
  /// What it is for.
  public let instrument: Instrument
  /// What is left of it, in `Instrument.quantityCurrency`; to buy is positive, to sell negative;
  /// never zero.
  public let quantity: Amount
  /// The limit in `Instrument.priceCurrency`; nil for the mark, whatever it is.
  public let price: Amount?

  /// An order from its parts.
  ///
  /// - Throws: `invalidInput` for a quantity of zero, a negative price of an option, or a price of
  ///   anything else that is not above zero.
  public init(
    instrument: Instrument, quantity: Amount, price: Amount? = nil
  ) throws(SteelyardError) {
    try OrderTerms.check(instrument, quantity, price)
    self.instrument = instrument
    self.quantity = quantity
    self.price = price
  }
}

extension WorkingOrder: Codable {
  private enum CodingKeys: String, CodingKey { case instrument, quantity, price }

  /// Reads the parts and checks them as `init(instrument:quantity:price:)` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try WorkingOrder(
      instrument: try container.decode(Instrument.self, forKey: .instrument),
      quantity: try container.decode(Amount.self, forKey: .quantity),
      price: try container.decodeIfPresent(Amount.self, forKey: .price))
  }
}
