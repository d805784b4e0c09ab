import SteelyardContracts

/// CCXT's unified symbols: inverse exactly where the quote and the settlement currency differ.
enum CCXTNames {
  static func instrument(_ name: NameText) throws(SteelyardError) -> Instrument {
    let parts = try UnifiedNameParts(name)
    guard parts.terms.count != 5 else {
      throw name.wrongPartCount(6, expected: "1, 2 or 4")
    }
    return try parts.instrument(name) { (part) throws(SteelyardError) in try part.yearMonthDay() }
  }

  static func name(_ printer: NamePrinter) throws(SteelyardError) -> String {
    let pair = printer.base + "/" + printer.quote
    let swap = pair + ":" + printer.settlement
    switch printer.instrument.product {
    case .spot: return pair
    case .perpetual: return swap
    case .future(let expiry): return swap + "-" + (try printer.yearMonthDay(expiry))
    case .option(let terms):
      let strike = try printer.text(terms.strike, point: ".")
      return swap + "-" + (try printer.yearMonthDay(terms.expiry)) + "-" + strike + "-"
        + printer.text(terms.right)
    case .barrierOption: throw printer.unsupported("a barrier option")
    }
  }
}
