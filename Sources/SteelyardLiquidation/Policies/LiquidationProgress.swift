public import SteelyardContracts

/// What was done with an account since its liquidation began.
public struct LiquidationProgress: Sendable, Hashable {
  /// When it began.
  public let begun: Timestamp
  /// Rounds that were carried out.
  public private(set) var roundCount: Int
  /// When the last of them was decided; nil before the first.
  public private(set) var lastRound: Timestamp?
  /// What bidders of an auction have paid in, in US dollars, ≥ 0.
  public let paidIn: Amount
  /// Since when an auction pays whoever takes the account; nil while it does not.
  public let insolventSince: Timestamp?
  /// Why it was handed over, and with it what it is to reach; `TargetPolicy` has every policy obey it.
  public let cause: LiquidationCause

  /// A liquidation that begins.
  public init(begun: Timestamp, cause: LiquidationCause = .belowMaintenance) {
    self.init(begun: begun, roundCount: 0, lastRound: nil, cause: cause)
  }

  /// A liquidation that has come some way.
  public init(
    begun: Timestamp, roundCount: Int, lastRound: Timestamp?, paidIn: Amount = .zero,
    insolventSince: Timestamp? = nil, cause: LiquidationCause = .belowMaintenance
  ) {
    self.begun = begun
    self.roundCount = roundCount
    self.lastRound = lastRound
    self.paidIn = paidIn
    self.insolventSince = insolventSince
    self.cause = cause
  }

  /// Counts a round.
  public mutating func addRound(at time: Timestamp) {
    roundCount += 1
    lastRound = time
  }

  /// The same, with bidders being paid from now on.
  func insolvent(since time: Timestamp) -> LiquidationProgress {
    LiquidationProgress(
      begun: begun, roundCount: roundCount, lastRound: lastRound, paidIn: paidIn,
      insolventSince: time, cause: cause)
  }
}
