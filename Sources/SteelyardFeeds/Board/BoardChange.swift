/// Why an underlying is worth telling of.
public enum BoardChange: String, Sendable, Hashable, CaseIterable {
  /// It was not in any snapshot before.
  case appeared
  /// Its index moved.
  case indexMoved = "index_moved"
  /// A forward, or the mark of a perpetual or future, moved.
  case forwardMoved = "forward_moved"
  /// A mark volatility moved.
  case volatilityMoved = "volatility_moved"
  /// An instrument is new, or one that was left out is back.
  case instrumentAdded = "instrument_added"
  /// An instrument is gone, or is left out for want of a mark that is fresh.
  case instrumentRemoved = "instrument_removed"
  /// An expiry has its delivery price.
  case settled
  /// The state of its oracle is another one.
  case oracleState = "oracle_state"
}
