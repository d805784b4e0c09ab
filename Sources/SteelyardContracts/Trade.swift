/// A quantity of an instrument that changes hands at a price: a fill, done or supposed.
public struct Trade: Sendable, Hashable {
  /// What is traded.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; bought is positive, sold negative; never zero.
  public let quantity: Amount
  /// The price in `Instrument.priceCurrency`; nil for the mark, whatever it is.
  public let price: Amount?

  /// A trade from its parts.
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

/// What trades and orders have in common.
enum OrderTerms {
  static func check(
    _ instrument: Instrument, _ quantity: Amount, _ price: Amount?
  ) throws(SteelyardError) {
    let subject = SteelyardError.Subject.instrument(instrument.description)
    guard !quantity.isZero else {
      throw SteelyardError(
        .invalidInput, "The quantity is zero.",
        remedy: "Write what is bought as a positive number, what is sold as a negative one.",
        subject: subject)
    }
    guard let price else { return }
    // An option may be worth nothing; a future at zero would be infinitely many coins.
    guard price.units > 0 || (instrument.isOption && price.isZero) else {
      throw SteelyardError(
        .invalidInput,
        "The price \(price) \(instrument.priceCurrency) is "
          + (instrument.isOption ? "negative." : "not above zero."),
        remedy: "Correct it, or leave it out to take the mark.", subject: subject)
    }
  }
}

extension Trade: Codable {
  private enum CodingKeys: String, CodingKey { case instrument, quantity, price }

  /// Reads the parts and checks them as `init(instrument:quantity:price:)` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try Trade(
      instrument: try container.decode(Instrument.self, forKey: .instrument),
      quantity: try container.decode(Amount.self, forKey: .quantity),
      price: try container.decodeIfPresent(Amount.self, forKey: .price))
  }
}
