public import SteelyardContracts

/// How far apart the rows of a history are, on a calendar that never closes.
///
/// Days and hours are those of UTC; boundaries are multiples of the interval since
/// 1970-01-01T00:00:00Z, whatever the first row of a history is.
public struct HistoryInterval: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Longest interval accepted: a year of 366 days, in seconds.
  public static let secondsMax: Int64 = 366 * 86_400

  /// Seconds from row to row, > 0.
  public let seconds: Int64

  /// An interval by its seconds.
  ///
  /// - Throws: `invalidInput` unless it is from 1 to `secondsMax`.
  public init(seconds: Int64) throws(SteelyardError) {
    guard (1...HistoryInterval.secondsMax).contains(seconds) else {
      throw SteelyardError(
        .invalidInput, "An interval of \(seconds) s is not possible.",
        remedy: "Give 1 to \(HistoryInterval.secondsMax) seconds.")
    }
    self.seconds = seconds
  }

  private init(trusted seconds: Int64) { self.seconds = seconds }

  /// A day of 86,400 s, from midnight to midnight UTC.
  public static let daily = HistoryInterval(trusted: 86_400)
  /// Eight hours, as most venues pay funding.
  public static let eightHours = HistoryInterval(trusted: 8 * 3600)
  /// An hour.
  public static let hourly = HistoryInterval(trusted: 3600)

  /// Microseconds from row to row.
  package var microseconds: Int64 { seconds * 1_000_000 }

  /// The last boundary at or before an instant.
  public func boundary(atOrBefore instant: Timestamp) -> Timestamp {
    let offset = instant.microseconds % microseconds
    return Timestamp(
      microseconds: instant.microseconds - (offset < 0 ? offset + microseconds : offset))
  }

  /// Whether an instant is a boundary.
  public func isBoundary(_ instant: Timestamp) -> Bool { instant.microseconds % microseconds == 0 }

  /// The instant so many intervals later; earlier where the count is negative.
  public func advanced(_ instant: Timestamp, by count: Int) -> Timestamp {
    Timestamp(microseconds: instant.microseconds + Int64(count) * microseconds)
  }

  /// Intervals in a year of 365 days.
  public var perYear: Double { 365 * 86_400 / Double(seconds) }

  /// `daily`, `hourly`, or the seconds.
  public var description: String {
    switch self {
    case .daily: "daily"
    case .hourly: "hourly"
    default: seconds % 3600 == 0 ? "\(seconds / 3600) h" : "\(seconds) s"
    }
  }

  /// Orders by length.
  public static func < (left: HistoryInterval, right: HistoryInterval) -> Bool {
    left.seconds < right.seconds
  }
}
