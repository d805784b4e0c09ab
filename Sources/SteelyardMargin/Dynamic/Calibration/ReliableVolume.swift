/// The volume of a day that can be relied on, out of volumes that somebody may have traded with himself.
///
/// Meant is the genuine lowest tenth of 30 days, the fourth smallest: what is there on a thin day. What
/// counts is the smallest. Raising any three days lifts the smallest to at most the fourth smallest of
/// the genuine ones, so **three washed days in thirty never take the figure above the genuine lowest
/// tenth**, however much is washed; to lift it further, a volume above it has to be traded on every day
/// of the month but the highest.
public enum ReliableVolume {
  /// Days that count.
  public static let days = 30
  /// Days that may be washed without the figure rising above the genuine lowest tenth.
  public static let washedDaysMax = 3

  /// The smallest volume of the last days; days without one are left out.
  ///
  /// - Parameter volumes: By day, the last one last, in any one unit.
  /// - Returns: Nil where none of the days has a volume above 0.
  public static func perDay(_ volumes: ArraySlice<Double>) -> Double? {
    volumes.suffix(days).filter { $0.isFinite && $0 > 0 }.min()
  }

  /// The genuine lowest tenth of the last days: what the figure is meant to stay below.
  ///
  /// - Returns: Nil where none of the days has a volume above 0.
  public static func lowestTenth(_ volumes: ArraySlice<Double>) -> Double? {
    let known = volumes.suffix(days).filter { $0.isFinite && $0 > 0 }.sorted()
    return known.isEmpty ? nil : known[known.count / 10]
  }
}
