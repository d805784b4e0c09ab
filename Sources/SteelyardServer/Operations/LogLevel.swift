/// How much a log line matters.
public enum LogLevel: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
  /// For whoever looks for a fault: one line per request.
  case debug
  /// What happened in the normal course: start, stop, a key made.
  case info
  /// Something is not as it should be, and the service goes on.
  case warning
  /// Something failed.
  case error

  private var rank: Int { LogLevel.allCases.firstIndex(of: self) ?? 0 }

  /// In the order of what matters more.
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
