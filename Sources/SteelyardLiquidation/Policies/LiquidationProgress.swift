public import SteelyardContracts

/// What was done with an account since its liquidation began.
public struct LiquidationProgress: Sendable, Hashable {
  /// When it began.
  public let begun: Timestamp
  /// Rounds that were carried out.
  public private(set) var roundCount: Int
  /// When the last of them was decided; nil before the first.
  public private(set) var lastRound: Timestamp?

  /// A liquidation that begins.
  public init(begun: Timestamp) {
    self.init(begun: begun, roundCount: 0, lastRound: nil)
  }

  /// A liquidation that has come some way.
  public init(begun: Timestamp, roundCount: Int, lastRound: Timestamp?) {
    self.begun = begun
    self.roundCount = roundCount
    self.lastRound = lastRound
  }

  /// Counts a round.
  public mutating func addRound(at time: Timestamp) {
    roundCount += 1
    lastRound = time
  }
}
