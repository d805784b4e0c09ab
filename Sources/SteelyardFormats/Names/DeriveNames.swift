import SteelyardContracts

/// Derive's names: everything is quoted and settled in USDC; `_` is the decimal point of a strike.
enum DeriveNames {
  /// The venue's strikes step by 1e-6 at least.
  static let strikeFractionDigitsMax = 6

  static func instrument(_ name: NameText) throws(SteelyardError) -> Instrument {
    let parts = name.parts
    let product: Instrument.Product
    switch parts.count {
    case 2 where parts[1].reads("PERP"): product = .perpetual
    case 2:
      let quote = try parts[1].currency("quote")
      return try name.instrument(
        base: try parts[0].currency("base"), quote: quote, settlement: quote, .spot)
    case 4:
      product = .option(
        OptionTerms(
          expiry: try parts[1].fullYearMonthDay(),
          strike: try parts[2].price(
            "strike", point: "_", fractionDigitsMax: strikeFractionDigitsMax),
          right: try parts[3].right()))
    default: throw name.wrongPartCount(parts.count, expected: "2 or 4")
    }
    return try name.instrument(
      base: try parts[0].currency("base"), quote: .usdc, settlement: .usdc, product)
  }

  static func name(_ printer: NamePrinter) throws(SteelyardError) -> String {
    let underlying = printer.underlying
    if printer.instrument.product == .spot { return printer.base + "-" + printer.quote }
    guard underlying.quote == .usdc, underlying.settlement == .usdc else {
      throw printer.unsupported("the family \(underlying), only contracts settled in USDC")
    }
    switch printer.instrument.product {
    case .spot, .perpetual: return printer.base + "-PERP"
    case .future: throw printer.unsupported("a future")
    case .option(let terms):
      let strike = try printer.text(
        terms.strike, point: "_", fractionDigitsMax: strikeFractionDigitsMax)
      return printer.base + "-20" + (try printer.yearMonthDay(terms.expiry)) + "-" + strike + "-"
        + printer.text(terms.right)
    case .barrierOption: throw printer.unsupported("a barrier option")
    }
  }
}
