import SteelyardContracts

/// Deribit's names.
///
/// A bare coin is the inverse family (`BTC-PERPETUAL` is BTC/USD settled in BTC), a pair the linear
/// one (`SOL_USDC-PERPETUAL`); a pair alone is spot. `d` is the decimal point of a strike.
enum DeribitNames {
  static func instrument(_ name: NameText) throws(SteelyardError) -> Instrument {
    let parts = name.parts
    if parts.count == 1 {
      let pair = parts[0].split(at: "_")
      guard pair.count == 2 else {
        throw parts[0].refusal(expected: "BASE_QUOTE for spot, or an expiry or PERPETUAL after it")
      }
      let quote = try pair[1].currency("quote")
      return try name.instrument(
        base: try pair[0].currency("base"), quote: quote, settlement: quote, .spot)
    }
    try DeribitCombo.refuse(name, parts)
    let product: Instrument.Product
    switch parts.count {
    case 2 where parts[1].reads("PERPETUAL"): product = .perpetual
    case 2:
      guard let expiry = parts[1].dayMonthYearIfAny() else {
        throw parts[1].refusal(expected: "PERPETUAL or an expiry that exists, such as 27MAR26")
      }
      product = .future(expiry: expiry)
    case 4:
      product = .option(
        OptionTerms(
          expiry: try parts[1].dayMonthYear(), strike: try parts[2].price("strike", point: "d"),
          right: try parts[3].right()))
    default: throw name.wrongPartCount(parts.count, expected: "1, 2 or 4")
    }
    return try instrument(name, family: parts[0], product)
  }

  static func name(_ printer: NamePrinter) throws(SteelyardError) -> String {
    let underlying = printer.underlying
    let pair = printer.base + "_" + printer.quote
    if underlying.isInverse, underlying.quote != .usd {
      throw printer.unsupported("an inverse contract quoted in \(underlying.quote), only in USD")
    }
    let family = underlying.isInverse ? printer.base : pair
    switch printer.instrument.product {
    case .spot: return pair
    case .perpetual: return family + "-PERPETUAL"
    case .future(let expiry): return family + "-" + (try printer.dayMonthYear(expiry))
    case .option(let terms):
      let strike = try printer.text(terms.strike, point: "d")
      return family + "-" + (try printer.dayMonthYear(terms.expiry)) + "-" + strike + "-"
        + printer.text(terms.right)
    case .barrierOption: throw printer.unsupported("a barrier option")
    }
  }

  private static func instrument(
    _ name: NameText, family: NamePart, _ product: Instrument.Product
  ) throws(SteelyardError) -> Instrument {
    let pair = family.split(at: "_")
    guard pair.count <= 2 else {
      throw family.refusal(expected: "BASE (settled in it) or BASE_SETTLE (linear)")
    }
    let base = try pair[0].currency("base")
    if pair.count == 1 {
      return try name.instrument(base: base, quote: .usd, settlement: base, product)
    }
    let settlement = try pair[1].currency("settlement")
    return try name.instrument(base: base, quote: settlement, settlement: settlement, product)
  }
}
