import SteelyardContracts

/// Binance's option names: quoted and settled in USDT.
enum BinanceNames {
  static func instrument(_ name: NameText) throws(SteelyardError) -> Instrument {
    let parts = name.parts
    guard parts.count == 4 else { throw name.wrongPartCount(parts.count, expected: "4") }
    let terms = OptionTerms(
      expiry: try parts[1].yearMonthDay(), strike: try parts[2].price("strike", point: "."),
      right: try parts[3].right())
    return try name.instrument(
      base: try parts[0].currency("base"), quote: .usdt, settlement: .usdt, .option(terms))
  }

  static func name(_ printer: NamePrinter) throws(SteelyardError) -> String {
    guard case .option(let terms) = printer.instrument.product else {
      throw printer.unsupported("anything but vanilla options")
    }
    let underlying = printer.underlying
    guard !underlying.isInverse, underlying.settlement == .usdt else {
      throw printer.unsupported("the family \(underlying), only options settled in USDT")
    }
    let strike = try printer.text(terms.strike, point: ".")
    return printer.base + "-" + (try printer.yearMonthDay(terms.expiry)) + "-" + strike + "-"
      + printer.text(terms.right)
  }
}
