/// Where a walk leaves or enters what an account must keep.
public struct WalkCrossing: Sendable {
  /// What an account must keep.
  public enum Threshold: String, Sendable, Hashable, Codable, CaseIterable {
    /// Counted equity covers initial margin: else no new position may be opened.
    case initialMargin = "initial_margin"
    /// Counted equity covers maintenance margin: else the account is liquidated.
    case maintenanceMargin = "maintenance_margin"
    /// Equity is not below zero.
    case equity

    /// Whether an account keeps it, as its health level judges.
    package func isKept(by figures: AccountFigures) -> Bool {
      switch self {
      case .initialMargin:
        figures.initialCountedEquity >= figures.initialMargin * (1 - HealthLevel.roundingShare)
      case .maintenanceMargin:
        figures.maintenanceCountedEquity
          >= figures.maintenanceMargin * (1 - HealthLevel.roundingShare)
      case .equity: figures.equity >= 0
      }
    }
  }

  /// On which side of the value it is no longer kept.
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    /// From the value down.
    case downwards
    /// From the value up.
    case upwards
  }

  /// What is crossed.
  public let threshold: Threshold
  /// Which side is the bad one.
  public let direction: Direction
  /// The point, on the bad side, at most the walk's resolution beyond the crossing.
  public let point: WalkPoint
  /// The nearest value that was found to be good.
  public let keptValue: Double
}
