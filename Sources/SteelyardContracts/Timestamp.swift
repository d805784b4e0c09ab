/// An instant: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  /// An instant by its microseconds since 1970-01-01T00:00:00Z.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// An instant by its milliseconds since 1970-01-01T00:00:00Z.
  ///
  /// - Precondition: The instant fits 64 bits of microseconds; data from outside goes through
  ///   `init(checkingMicroseconds:)` or `init(checkingMilliseconds:)`.
  public init(milliseconds: Int64) { microseconds = milliseconds * 1000 }

  /// An instant that came from outside: it must lie in the years 1970 to 9999.
  ///
  /// - Throws: `invalidInput` for any other, most often a time in the wrong unit.
  public init(checkingMicroseconds microseconds: Int64) throws(SteelyardError) {
    guard (0...Timestamp.microsecondsMax).contains(microseconds) else {
      throw Timestamp.outOfRange("\(microseconds) us")
    }
    self.microseconds = microseconds
  }

  /// The same by milliseconds.
  ///
  /// - Throws: `invalidInput` outside the years 1970 to 9999.
  public init(checkingMilliseconds milliseconds: Int64) throws(SteelyardError) {
    guard (0...Timestamp.microsecondsMax / 1000).contains(milliseconds) else {
      throw Timestamp.outOfRange("\(milliseconds) ms")
    }
    self.init(milliseconds: milliseconds)
  }

  /// The last microsecond of the year 9999.
  static let microsecondsMax: Int64 = 253_402_300_799_999_999

  private static func outOfRange(_ time: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\(time) since 1970 is outside the years 1970 to 9999.",
      remedy: "Check the unit: seconds, milliseconds or microseconds.")
  }

  /// Orders by time.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }

  /// Microseconds in a day.
  public static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Years of 365 days from `self` to `later`; negative if `later` is earlier.
  public func years(to later: Timestamp) -> Double {
    days(to: later) / 365
  }

  /// Days of 86,400 seconds from `self` to `later`; negative if `later` is earlier.
  public func days(to later: Timestamp) -> Double {
    Double(later.microseconds - microseconds) / Double(Timestamp.microsecondsPerDay)
  }

  /// The instant so many seconds later.
  public func advanced(bySeconds seconds: Int64) -> Timestamp {
    Timestamp(microseconds: microseconds + seconds * 1_000_000)
  }
}
