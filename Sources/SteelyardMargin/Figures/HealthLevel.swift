/// How near an account is to being closed, from its figures alone.
public enum HealthLevel: String, Sendable, Hashable, Codable, CaseIterable {
  /// Counted equity exceeds initial margin by more than the warning share.
  case healthy
  /// Initial margin takes more than `warningShare` of counted equity.
  case warning
  /// Counted equity is below initial margin.
  case marginCall = "margin_call"
  /// Counted equity is below maintenance margin.
  case liquidation
  /// Full equity is below zero.
  case bankrupt

  /// Whether the account no longer meets its initial margin.
  public var isMarginCallOrWorse: Bool {
    switch self {
    case .healthy, .warning: false
    case .marginCall, .liquidation, .bankrupt: true
    }
  }

  /// The level where something is missing whose loss nothing bounds: a margin call at best.
  public var withoutBound: HealthLevel { isMarginCallOrWorse ? self : .marginCall }

  /// Share of counted equity that initial margin may take before a warning.
  ///
  /// A fifth of free equity is about one daily standard deviation of BTC at 60 % volatility for a
  /// book at five times leverage.
  public static let warningShare = 0.8

  /// Share of a requirement by which equity may fall short and still cover it.
  ///
  /// Bought options alone may need exactly what they are worth; sums of the two in different orders
  /// differ by rounding, which must not call for margin.
  public static let roundingShare = 1e-12

  /// The level of an account.
  ///
  /// - Parameters:
  ///   - isWithinLimits: False where the account holds or owes what the venue does not allow; then
  ///     the level is a margin call at best, because the venue will have it undone.
  ///   - isBounded: False where something was left out whose loss no charge bounds; then the level
  ///     is a margin call at best.
  public init(
    equity: Double, initialCountedEquity: Double, maintenanceCountedEquity: Double,
    initialMargin: Double, maintenanceMargin: Double, isWithinLimits: Bool, isBounded: Bool
  ) {
    self =
      if equity < 0 {
        .bankrupt
      } else if maintenanceCountedEquity < maintenanceMargin * (1 - HealthLevel.roundingShare) {
        .liquidation
      } else if initialCountedEquity < initialMargin * (1 - HealthLevel.roundingShare)
        || !isBounded || !isWithinLimits
      {
        .marginCall
      } else if initialMargin > HealthLevel.warningShare * initialCountedEquity {
        .warning
      } else {
        .healthy
      }
  }
}
