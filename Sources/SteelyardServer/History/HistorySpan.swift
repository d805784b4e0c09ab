/// A stretch of the past with its own spacing: what was lately is kept finer.
enum HistorySpan: UInt8, CaseIterable {
  case hour, day, month

  /// How far back it goes.
  var seconds: Double {
    switch self {
    case .hour: 3_600
    case .day: 86_400
    case .month: 30 * 86_400
    }
  }

  /// Seconds between two of its samples while the budget permits.
  var spacingSecondsMin: Double {
    switch self {
    case .hour: 5
    case .day: 120
    case .month: 3_600
    }
  }
}
