extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC, with as many digits of the second as it has: `2026-03-14T09:25:21.212Z`.
  public var description: String {
    // The calendar of this module spans 1970 to 9999; an instant outside is told by its number.
    guard (0...Timestamp.microsecondsMax).contains(microseconds) else {
      return "\(microseconds) us since 1970"
    }
    let date = CivilDate(of: self)
    let ofDay = microseconds % Timestamp.microsecondsPerDay
    let second = Int(ofDay / 1_000_000)
    let fraction = Int(ofDay % 1_000_000)
    var text = Timestamp.padded(date.year, 4) + "-" + Timestamp.padded(date.month, 2) + "-"
    text += Timestamp.padded(date.day, 2) + "T" + Timestamp.padded(second / 3600, 2) + ":"
    text += Timestamp.padded(second / 60 % 60, 2) + ":" + Timestamp.padded(second % 60, 2)
    if fraction != 0 {
      text +=
        "."
        + (fraction % 1000 == 0
          ? Timestamp.padded(fraction / 1000, 3) : Timestamp.padded(fraction, 6))
    }
    return text + "Z"
  }

  /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction]Z` (a space for `T` and `+00:00` for `Z` are fine), or a
  /// bare `YYYY-MM-DD`, which is the start of that day.
  ///
  /// Digits of the second after the sixth are cut off.
  ///
  /// - Throws: `invalidInput` for anything else, for a day that does not exist, and for other
  ///   time zones.
  public init(parsing text: some StringProtocol) throws(SteelyardError) {
    guard let parsed = Timestamp.parsed(Array(text.utf8)) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is not a time in UTC.",
        remedy: "Write it as 2026-03-14T09:25:21Z.")
    }
    self = parsed
  }

  private static func parsed(_ bytes: [UInt8]) -> Timestamp? {
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    func has(_ character: Character, at index: Int) -> Bool {
      index < bytes.count && bytes[index] == character.asciiValue
    }
    guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7),
      has("-", at: 7), let day = number(8..<10),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    if bytes.count == 10 { return date.at(hour: 0) }
    guard has("T", at: 10) || has(" ", at: 10), let hour = number(11..<13), hour < 24,
      has(":", at: 13), let minute = number(14..<16), minute < 60, has(":", at: 16),
      let second = number(17..<19), second < 60
    else { return nil }
    var end = 19
    var fraction: Int64 = 0
    if has(".", at: 19) {
      end = 20
      var scale: Int64 = 100_000
      while end < bytes.count, let digit = number(end..<end + 1) {
        fraction += Int64(digit) * scale
        scale /= 10
        end += 1
      }
      guard end > 20 else { return nil }
    }
    let zone = String(decoding: bytes[end...], as: UTF8.self)
    guard zone == "Z" || zone == "+00:00" else { return nil }
    let whole = date.at(hour: hour, minute: minute, second: second)
    return Timestamp(microseconds: whole.microseconds + fraction)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
