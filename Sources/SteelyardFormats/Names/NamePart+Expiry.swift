import SteelyardContracts

/// The twelve months as names write them.
enum MonthText {
  static let codes = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]

  /// The codes as three bytes in one number, to find a month without making a string.
  static let keys = codes.map { code in code.utf8.reduce(0) { $0 << 8 | Int($1) } }
}

extension NamePart {
  /// The hour of the day, UTC, at which every venue settles.
  static let settlementHour = 8

  /// `D MON YY` run together, the day without a leading zero: `5AUG23`, 08:00 UTC.
  func dayMonthYear() throws(SteelyardError) -> Timestamp {
    guard let expiry = dayMonthYearIfAny() else {
      throw refusal(
        expected: "an expiry that exists, written as day without leading zero, month and year",
        remedy: "Write it as 27MAR26 or 5AUG23.")
    }
    return expiry
  }

  /// The same, or nil where the part is no such date.
  func dayMonthYearIfAny() -> Timestamp? {
    let dayLength = bytes.count - 5
    guard dayLength == 1 || dayLength == 2, bytes.first != UInt8(ascii: "0"),
      let day = digits(0..<dayLength), let year = digits(dayLength + 3..<dayLength + 5)
    else { return nil }
    let start = bytes.startIndex + dayLength
    let key = bytes[start..<start + 3].reduce(0) { $0 << 8 | Int($1) }
    guard let month = MonthText.keys.firstIndex(of: key) else { return nil }
    return CivilDate(year: 2000 + year, month: month + 1, day: day)?
      .at(hour: NamePart.settlementHour)
  }

  /// `YYMMDD`, 08:00 UTC.
  func yearMonthDay() throws(SteelyardError) -> Timestamp {
    guard bytes.count == 6, let date = date(century: 2000) else {
      throw refusal(
        expected: "an expiry that exists, written YYMMDD", remedy: "Write it as 260327.")
    }
    return date.at(hour: NamePart.settlementHour)
  }

  /// `YYYYMMDD` of this century, 08:00 UTC.
  func fullYearMonthDay() throws(SteelyardError) -> Timestamp {
    guard bytes.count == 8, digits(0..<2) == 20, let year = digits(2..<4),
      let month = digits(4..<6), let day = digits(6..<8),
      let date = CivilDate(year: 2000 + year, month: month, day: day)
    else {
      throw refusal(
        expected: "an expiry that exists, written YYYYMMDD from 2000 to 2099",
        remedy: "Write it as 20260627.")
    }
    return date.at(hour: NamePart.settlementHour)
  }

  /// `YYMMDD`, or `YYMMDDTHHMMSS` for an expiry at another time of day than 08:00:00 UTC.
  func yearMonthDayTime() throws(SteelyardError) -> Timestamp {
    guard bytes.count == 13 else { return try yearMonthDay() }
    guard let date = date(century: 2000), bytes[bytes.startIndex + 6] == UInt8(ascii: "T"),
      let hour = digits(7..<9), hour < 24, let minute = digits(9..<11), minute < 60,
      let second = digits(11..<13), second < 60
    else {
      throw refusal(
        expected: "an expiry that exists, written YYMMDD or YYMMDDTHHMMSS",
        remedy: "Write it as 260327 or 260327T160000.")
    }
    guard (hour, minute, second) != (NamePart.settlementHour, 0, 0) else {
      throw refusal(
        expected: "no time of day, because 08:00:00 UTC is understood",
        remedy: "Leave out T080000.")
    }
    return date.at(hour: hour, minute: minute, second: second)
  }

  private func date(century: Int) -> CivilDate? {
    guard let year = digits(0..<2), let month = digits(2..<4), let day = digits(4..<6) else {
      return nil
    }
    return CivilDate(year: century + year, month: month, day: day)
  }
}
