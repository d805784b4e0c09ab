import SteelyardMargin

/// An account after trades and what they cost, in US dollars.
struct PlanState: Sendable {
  /// How many lots of each candidate were traded.
  let lots: [Int]
  /// What the model says of the portfolio with trades done at the marks and costs paid, less what the impact takes
  /// from what is left.
  let figures: AccountFigures
  /// What the trades cost.
  let cost: TradingCost
  /// What the permanent part of the impact takes from what is left.
  let impactLoss: Double
  /// By how much the target is exceeded; negative where it is not reached.
  let surplus: Double

  /// What is to be spent least of: costs and what the impact takes.
  var price: Double { cost.total + impactLoss }
  /// Whether the target is reached.
  var isRestored: Bool { surplus >= 0 }
  /// The projected maintenance excess.
  var excess: Double { figures.maintenanceExcess }
}
