import SteelyardContracts

/// A name of the form `BASE/QUOTE[:SETTLE[-TERMS...]]`, taken apart: CCXT's and Steelyard's.
struct UnifiedNameParts {
  let base: Currency
  let quote: Currency
  /// Nil for spot.
  let settlement: Currency?
  /// What follows the settlement currency, between hyphens.
  let terms: [NamePart]

  init(_ name: NameText) throws(SteelyardError) {
    let parts = name.parts
    let sides = parts[0].split(at: "/")
    guard sides.count == 2 else {
      throw parts[0].refusal(expected: "BASE/QUOTE, or BASE/QUOTE:SETTLE for a contract")
    }
    let currencies = sides[1].split(at: ":")
    guard currencies.count <= 2 else {
      throw parts[0].refusal(expected: "one \":\", before the settlement currency")
    }
    base = try sides[0].currency("base")
    quote = try currencies[0].currency("quote")
    settlement = currencies.count == 2 ? try currencies[1].currency("settlement") : nil
    terms = Array(parts.dropFirst())
    if settlement == nil, let stray = terms.first {
      throw stray.refusal(expected: "\":\" and the settlement currency before any terms")
    }
  }

  /// The spot, perpetual, future or option that both grammars write alike.
  func instrument(
    _ name: NameText, expiry: (NamePart) throws(SteelyardError) -> Timestamp
  ) throws(SteelyardError) -> Instrument {
    let product: Instrument.Product =
      switch terms.count {
      case 0: settlement == nil ? .spot : .perpetual
      case 1: .future(expiry: try expiry(terms[0]))
      case 3: .option(try optionTerms(expiry: expiry))
      default:
        throw name.wrongPartCount(
          terms.count + 1, expected: name.naming == .steelyard ? "1, 2, 4 or 6" : "1, 2 or 4")
      }
    return try instrument(name, product)
  }

  /// The terms of the option that the first three parts say.
  func optionTerms(
    expiry: (NamePart) throws(SteelyardError) -> Timestamp
  ) throws(SteelyardError) -> OptionTerms {
    OptionTerms(
      expiry: try expiry(terms[0]), strike: try terms[1].price("strike", point: "."),
      right: try terms[2].right())
  }

  /// The instrument of this family with a product.
  func instrument(
    _ name: NameText, _ product: Instrument.Product
  ) throws(SteelyardError) -> Instrument {
    try name.instrument(base: base, quote: quote, settlement: settlement ?? quote, product)
  }
}
