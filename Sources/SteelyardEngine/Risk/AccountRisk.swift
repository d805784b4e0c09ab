public import SteelyardContracts
import SteelyardLedger
public import SteelyardMargin

/// How figures of a cycle were come by.
public enum FigureBasis: String, Sendable, Hashable, CaseIterable {
  /// The model's own figures.
  case exact
  /// Requirements of a screen: not less than the model's, by a few percent at the most in all but the smallest
  /// books; the level is the model's. See `docs/risk-cycle.md`.
  case screened
}

/// The figures of one account as the last cycle that touched it left them.
public struct AccountRisk: Sendable, Hashable {
  /// Its figures, in US dollars.
  public let figures: AccountFigures
  /// How they were come by.
  public let basis: FigureBasis
  /// Number of the live frame that it was evaluated in.
  public let frame: UInt64
  /// Position of the journal whose holdings were evaluated.
  public let position: Int64
  /// When the frame was made.
  public let time: Timestamp

  /// Its level.
  public var level: HealthLevel { figures.health }
}

/// What became of a cycle.
public struct CycleReport: Sendable, Hashable {
  /// Number of the frame.
  public let frame: UInt64
  /// Position of the journal whose holdings were evaluated.
  public let position: Int64
  /// Accounts that were evaluated.
  public let evaluatedCount: Int
  /// Accounts of these whose figures are the model's own; those of the others are screened.
  public let exactCount: Int
  /// Accounts in all.
  public let accountCount: Int
  /// Seconds from the market's or the ledger's change to the end of the cycle.
  public let seconds: Double
  /// Seconds of it for the frame.
  public let frameSeconds: Double
}
