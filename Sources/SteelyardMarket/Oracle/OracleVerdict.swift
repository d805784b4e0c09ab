/// What became of one source.
public struct OracleVerdict: Sendable, Hashable {
  /// Whether it counts, and if not, why.
  public enum Ruling: String, Sendable, Hashable, CaseIterable {
    /// It counts.
    case accepted
    /// The price is no finite number above zero.
    case impossiblePrice = "impossible_price"
    /// Observed too long ago.
    case stale
    /// Observed later than the oracle's own time by more than clocks differ.
    case early
    /// The venue is too unsure of it, or its confidence is no number from 0 to 1.
    case unsure
    /// A later observation of the same venue counts in its place.
    case superseded
    /// The venue says two prices at one time; neither counts.
    case contradictory
    /// Too far from the median: its price does not count, only the side on which it stands.
    case outlier
  }

  /// The source.
  public let source: OracleSource
  /// Whether it counts.
  public let ruling: Ruling
  /// price / median − 1; nil for what was rejected before a median was taken.
  public let deviation: Double?

  init(source: OracleSource, ruling: Ruling, deviation: Double?) {
    self.source = source
    self.ruling = ruling
    self.deviation = deviation
  }
}
