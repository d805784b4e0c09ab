/// An instant: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  /// An instant by its microseconds since 1970-01-01T00:00:00Z.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// An instant by its milliseconds since 1970-01-01T00:00:00Z.
  public init(milliseconds: Int64) { microseconds = milliseconds * 1000 }

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
