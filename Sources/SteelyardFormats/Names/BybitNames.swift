import SteelyardContracts

/// Bybit's option names: settled in USDC, or in USDT where the name ends in `-USDT`.
enum BybitNames {
  static func instrument(_ name: NameText) throws(SteelyardError) -> Instrument {
    let parts = name.parts
    guard parts.count == 4 || parts.count == 5 else {
      throw name.wrongPartCount(parts.count, expected: "4, or 5 with USDT at the end")
    }
    if parts.count == 5, !parts[4].reads("USDT") {
      throw parts[4].refusal(expected: "USDT, or nothing for an option settled in USDC")
    }
    let settlement: Currency = parts.count == 5 ? .usdt : .usdc
    let terms = OptionTerms(
      expiry: try parts[1].dayMonthYear(), strike: try parts[2].price("strike", point: "."),
      right: try parts[3].right())
    return try name.instrument(
      base: try parts[0].currency("base"), quote: settlement, settlement: settlement,
      .option(terms))
  }

  static func name(_ printer: NamePrinter) throws(SteelyardError) -> String {
    guard case .option(let terms) = printer.instrument.product else {
      throw printer.unsupported("anything but vanilla options")
    }
    let underlying = printer.underlying
    guard !underlying.isInverse, [.usdc, .usdt].contains(underlying.settlement) else {
      throw printer.unsupported("the family \(underlying), only options settled in USDC or USDT")
    }
    let strike = try printer.text(terms.strike, point: ".")
    return printer.base + "-" + (try printer.dayMonthYear(terms.expiry)) + "-" + strike + "-"
      + printer.text(terms.right) + (underlying.settlement == .usdt ? "-USDT" : "")
  }
}
