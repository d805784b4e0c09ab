public import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

/// A trade or a filled order with its price found.
public struct Fill: Sendable, Hashable {
  /// What changes hands.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; sold is negative.
  public let quantity: Amount
  /// The price it is done at, in `Instrument.priceCurrency`.
  public let price: Amount
  /// What the frame counts it at, in `Instrument.priceCurrency`; nil where it has no price.
  public let mark: Amount?
  /// Whether `price` is the mark because no other was stated.
  public let isAtMark: Bool

  /// A fill at the mark, which changes nothing that an account is worth.
  init(_ instrument: Instrument, _ quantity: Amount, atMark mark: Amount) {
    self.instrument = instrument
    self.quantity = quantity
    self.mark = mark
    price = mark
    isAtMark = true
  }

  /// A fill that was done at a price, whatever the mark.
  init(_ instrument: Instrument, _ quantity: Amount, done price: Amount) {
    self.instrument = instrument
    self.quantity = quantity
    self.price = price
    mark = nil
    isAtMark = false
  }

  /// The fill of a quantity in a frame.
  ///
  /// - Throws: `missingMarketData` where neither a price is stated nor the frame has one,
  ///   `notApplicable` for an instrument that has expired.
  init(
    _ instrument: Instrument, _ quantity: Amount, at stated: Amount?, in frame: RiskFrame,
    index: Int?
  ) throws(SteelyardError) {
    // Its text is long in the making and stands in refusals only.
    var subject: SteelyardError.Subject { .instrument(instrument.description) }
    if let expiry = instrument.expiry, expiry <= frame.snapshot.time {
      throw SteelyardError(
        .notApplicable, "\(instrument) expired at \(expiry) and cannot be traded.",
        remedy: "Leave it out.", subject: subject)
    }
    self.instrument = instrument
    self.quantity = quantity
    mark = try index.flatMap { frame.prices[$0] }.map { priced throws(SteelyardError) in
      try priced.exactMark
    }
    isAtMark = stated == nil
    guard let price = stated ?? mark else {
      throw SteelyardError(
        .missingMarketData, "\(instrument) has no mark to be traded at.",
        remedy: "State a price, or add a market file with the instrument.", subject: subject)
    }
    guard price.units > 0 || instrument.isOption else {
      throw SteelyardError(
        .invalidInput, "The mark of \(instrument) is \(price).",
        remedy: "State a price above zero.",
        subject: subject)
    }
    self.price = price
  }
}

extension PricedInstrument {
  /// What an account counts one unit at, in `Instrument.priceCurrency`, as an exact amount.
  var exactMark: Amount {
    get throws(SteelyardError) {
      try Amount(nearest: instrument.isOption ? value : price)
    }
  }
}
