import SteelyardContracts

/// The pieces from which the grammars print an instrument, and the refusals they share.
struct NamePrinter {
  let instrument: Instrument
  let naming: InstrumentNaming

  var underlying: Underlying { instrument.underlying }
  var base: String { instrument.underlying.base.code }
  var quote: String { instrument.underlying.quote.code }
  var settlement: String { instrument.underlying.settlement.code }

  /// An error that says what of the instrument the grammar cannot say.
  func unsupported(_ what: String) -> SteelyardError {
    SteelyardError(
      .unsupported, "\(naming.title) names cannot say \(what).",
      remedy: naming == .steelyard
        ? "Leave this instrument out." : "Use the steelyard naming for this instrument.",
      subject: .instrument(instrument.description))
  }

  /// Refuses codes that would read as a date, a number or the word of a perpetual.
  func checkCurrencies() throws(SteelyardError) {
    // Settlement is one of the two.
    for currency in [underlying.base, underlying.quote]
    where try NameText(currency.code, naming: naming).whole.isTerm {
      throw unsupported("the currency \(currency), whose code reads as another term")
    }
  }

  /// `C` or `P`.
  func text(_ right: OptionRight) -> String { right == .call ? "C" : "P" }

  /// A strike or level with the grammar's decimal point.
  func text(
    _ price: Amount, point: Character, fractionDigitsMax: Int = Amount.scaleDigits
  ) throws(SteelyardError) -> String {
    let decimal = price.description
    guard let dot = decimal.utf8.firstIndex(of: UInt8(ascii: ".")) else { return decimal }
    let fraction = decimal[decimal.index(after: dot)...]
    guard fraction.utf8.count <= fractionDigitsMax else {
      throw unsupported("\(decimal), with more than \(fractionDigitsMax) digits after the point")
    }
    return decimal[..<dot] + String(point) + fraction
  }

  /// The day of an expiry that stands at 08:00:00 UTC in the years 2000 to 2099.
  func date(_ expiry: Timestamp) throws(SteelyardError) -> CivilDate {
    let date = try century(expiry)
    guard date.at(hour: NamePart.settlementHour) == expiry else {
      throw unsupported("an expiry at another time than 08:00:00 UTC")
    }
    return date
  }

  /// The day of an expiry in the years 2000 to 2099.
  func century(_ expiry: Timestamp) throws(SteelyardError) -> CivilDate {
    guard expiry.microseconds >= NamePrinter.centuryStart,
      expiry.microseconds < NamePrinter.centuryEnd
    else { throw unsupported("an expiry outside the years 2000 to 2099") }
    return CivilDate(of: expiry)
  }

  /// `5AUG23`.
  func dayMonthYear(_ expiry: Timestamp) throws(SteelyardError) -> String {
    let date = try date(expiry)
    return String(date.day) + MonthText.codes[date.month - 1]
      + NamePrinter.twoDigits(date.year % 100)
  }

  /// `230805`.
  func yearMonthDay(_ expiry: Timestamp) throws(SteelyardError) -> String {
    NamePrinter.yearMonthDay(try date(expiry))
  }

  /// `230805`.
  static func yearMonthDay(_ date: CivilDate) -> String {
    twoDigits(date.year % 100) + twoDigits(date.month) + twoDigits(date.day)
  }

  /// A number from 0 to 99 with its leading zero.
  static func twoDigits(_ number: Int) -> String {
    (number < 10 ? "0" : "") + String(number)
  }

  private static let centuryStart: Int64 = 946_684_800_000_000  // 2000-01-01T00:00:00Z
  private static let centuryEnd: Int64 = 4_102_444_800_000_000  // 2100-01-01T00:00:00Z
}
