/// Where an order of the engine's own stands: a leg of a liquidation's round or of a mandate's decision.
public enum AutomaticLegState: String, Sendable, Hashable, CaseIterable {
  /// It has not been placed; of a decision that orders nothing it never is.
  case waiting
  /// It is placed, and may still fill.
  case working
  /// All of it is filled.
  case filled
  /// Its end came first: cancelled, or expired.
  case cancelled
  /// The venue refused it.
  case rejected
  /// The engine refused it: its margin, its limits, or the ledger.
  case refused
  /// The round or decision was over before it was placed.
  case dropped

  /// Whether nothing can happen to it any more.
  public var hasEnded: Bool {
    switch self {
    case .waiting, .working: false
    case .filled, .cancelled, .rejected, .refused, .dropped: true
    }
  }
}
