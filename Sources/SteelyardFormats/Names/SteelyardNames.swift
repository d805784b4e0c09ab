import SteelyardContracts

/// Steelyard's own names: CCXT's, and what they leave out.
///
/// A barrier follows an option as `-UO-100000` (kind and level). An expiry at another time of day
/// than 08:00:00 UTC is written `260327T160000`.
enum SteelyardNames {
  static func instrument(_ name: NameText) throws(SteelyardError) -> Instrument {
    let parts = try UnifiedNameParts(name)
    guard parts.terms.count == 5 else {
      return try parts.instrument(name) { (part) throws(SteelyardError) in
        try part.yearMonthDayTime()
      }
    }
    let kindText = String(decoding: parts.terms[3].bytes, as: UTF8.self)
    guard let kind = BarrierKind(rawValue: kindText) else {
      throw parts.terms[3].refusal(
        expected: "UI (up and in), UO (up and out), DI (down and in) or DO (down and out)")
    }
    let option = try parts.optionTerms { (part) throws(SteelyardError) in
      try part.yearMonthDayTime()
    }
    let level = try parts.terms[4].price("barrier level", point: ".")
    return try parts.instrument(name, .barrierOption(option, Barrier(kind: kind, level: level)))
  }

  static func name(_ printer: NamePrinter) throws(SteelyardError) -> String {
    let pair = printer.base + "/" + printer.quote
    let swap = pair + ":" + printer.settlement
    switch printer.instrument.product {
    case .spot: return pair
    case .perpetual: return swap
    case .future(let expiry): return swap + "-" + (try text(printer, expiry))
    case .option(let terms): return swap + (try text(printer, terms))
    case .barrierOption(let terms, let barrier):
      return swap + (try text(printer, terms)) + "-" + barrier.kind.rawValue + "-"
        + (try printer.text(barrier.level, point: "."))
    }
  }

  private static func text(
    _ printer: NamePrinter, _ terms: OptionTerms
  ) throws(SteelyardError) -> String {
    "-" + (try text(printer, terms.expiry)) + "-" + (try printer.text(terms.strike, point: "."))
      + "-" + printer.text(terms.right)
  }

  private static func text(
    _ printer: NamePrinter, _ expiry: Timestamp
  ) throws(SteelyardError) -> String {
    let date = try printer.century(expiry)
    let ofDay = expiry.microseconds - date.at(hour: 0).microseconds
    guard ofDay % 1_000_000 == 0 else {
      throw printer.unsupported("an expiry within a second")
    }
    let second = Int(ofDay / 1_000_000)
    let day = NamePrinter.yearMonthDay(date)
    if second == NamePart.settlementHour * 3600 { return day }
    return day + "T" + NamePrinter.twoDigits(second / 3600)
      + NamePrinter.twoDigits(second / 60 % 60) + NamePrinter.twoDigits(second % 60)
  }
}
