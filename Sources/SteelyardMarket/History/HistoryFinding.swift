public import SteelyardContracts

/// One thing that is odd about a history, and what was done about it.
public struct HistoryFinding: Sendable, Hashable {
  /// What is odd.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Rows are missing; `rowCount` says how many.
    case gap
    /// The same time and value again.
    case duplicate
    /// The same time with another value.
    case conflict
    /// An earlier time than that of a row before it.
    case outOfOrder = "out_of_order"
    /// A time that is no whole number of intervals after the row before it.
    case offGrid = "off_grid"
    /// A value that this quantity can't have: not finite, or a price not above zero.
    case impossibleValue = "impossible_value"
    /// A close outside its own low and high.
    case outsideRange = "outside_range"
    /// A jump that comes back within a few rows.
    case spike
    /// A run of equal values.
    case staleRun = "stale_run"
    /// Away from the median of the other venues for one row or more, without coming back at once.
    case deviation
  }

  /// What was done about it.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// The rows are not in the checked history.
    case dropped
    /// The rows are in the checked history: something speaks for them.
    case kept
    /// The rows are as they were, and nothing decides whether they are right: a person has to look.
    case unresolved
  }

  /// What is odd.
  public let kind: Kind
  /// The first time concerned; of a gap, the first that is missing.
  public let time: Timestamp
  /// The last time concerned.
  public let lastTime: Timestamp
  /// How many rows are concerned; of a gap, how many are missing.
  public let rowCount: Int
  /// The value at `time`, in the unit of the history; nil for a gap.
  public let value: Double?
  /// What it was held against: the other venues' median, else the value before; nil where neither.
  public let reference: Double?
  /// What was done.
  public let action: Action

  init(
    _ kind: Kind, from time: Timestamp, to lastTime: Timestamp? = nil, rowCount: Int = 1,
    value: Double? = nil, reference: Double? = nil, _ action: Action
  ) {
    self.kind = kind
    self.time = time
    self.lastTime = lastTime ?? time
    self.rowCount = rowCount
    self.value = value
    self.reference = reference
    self.action = action
  }
}

extension HistoryFinding: CustomStringConvertible {
  /// One line for people: `2023-03-24T11:00:00Z spike 27800 against 28300: dropped`.
  public var description: String {
    var text = "\(time) \(kind.rawValue)"
    if rowCount > 1 { text += " of \(rowCount) rows to \(lastTime)" }
    if let value { text += " \(value)" }
    if let reference { text += " against \(reference)" }
    return text + ": \(action.rawValue)"
  }
}
