/// What a screen says of one account: figures with requirements that are not less than those of `figures`,
/// and how much less the requirements may be.
package struct ScreenedFigures: Sendable {
  /// The figures, requirements at the most.
  package var figures = AccountFigures()
  /// Initial margin at the least.
  package var initialMarginMin = 0.0
  /// Maintenance margin at the least.
  package var maintenanceMarginMin = 0.0
  /// What equity may differ by from that of `figures`: the rounding of another order of adding.
  package var slack = 0.0
  /// Whether nothing but `figures` can evaluate the account.
  package var needsFigures = false

  /// The level that `figures` gives; nil where the bounds lie on both sides of a threshold.
  package var level: HealthLevel? {
    guard !needsFigures else { return nil }
    var best = figures
    var worst = figures
    best.initialMargin = initialMarginMin
    best.maintenanceMargin = maintenanceMarginMin
    best.move(by: slack)
    worst.move(by: -slack)
    let level = worst.health
    return best.health == level ? level : nil
  }

  /// Figures of an account that only `figures` can evaluate.
  static var unknown: ScreenedFigures {
    var screened = ScreenedFigures()
    screened.needsFigures = true
    return screened
  }
}

extension AccountFigures {
  /// Adds to everything that stands against a requirement.
  fileprivate mutating func move(by amount: Double) {
    equity += amount
    initialCountedEquity += amount
    maintenanceCountedEquity += amount
  }
}

extension ScreenedFigures {
  /// Whether exact figures of the account lie within the bounds.
  package func holds(_ exact: AccountFigures) -> Bool {
    guard !needsFigures else { return true }
    let equity = [
      figures.equity - exact.equity, figures.initialCountedEquity - exact.initialCountedEquity,
      figures.maintenanceCountedEquity - exact.maintenanceCountedEquity,
    ]
    return equity.allSatisfy { abs($0) <= slack }
      && (initialMarginMin...figures.initialMargin).contains(exact.initialMargin)
      && (maintenanceMarginMin...figures.maintenanceMargin).contains(exact.maintenanceMargin)
      && figures.isComplete == exact.isComplete && figures.isWithinLimits == exact.isWithinLimits
  }
}
