public import SteelyardMargin

/// An account an earlier time and now.
public struct DailyChange: Sendable {
  /// The earlier book in the earlier market.
  public let before: MarginExplanation
  /// The book of today in the market of today.
  public let after: MarginExplanation
  /// What the account gained, by coin and cause.
  public let profit: ProfitExplained

  /// A change from its parts.
  public init(before: MarginExplanation, after: MarginExplanation, profit: ProfitExplained) {
    self.before = before
    self.after = after
    self.profit = profit
  }

  /// The figures that are told of both.
  static let figures: [(key: String, words: String, value: @Sendable (AccountFigures) -> Double)] =
    [
      ("equity", "equity", { $0.equity }),
      ("initial_counted_equity", "counted for initial margin", { $0.initialCountedEquity }),
      ("initial_margin", "initial margin", { $0.initialMargin }),
      ("initial_excess", "initial excess", { $0.initialExcess }),
      ("maintenance_counted_equity", "counted for maintenance", { $0.maintenanceCountedEquity }),
      ("maintenance_margin", "maintenance margin", { $0.maintenanceMargin }),
      ("maintenance_excess", "maintenance excess", { $0.maintenanceExcess }),
    ]
}
