public import SteelyardContracts
public import SteelyardMargin
public import SteelyardMarket

/// What one risk frame says of one account, as far as margin calls need it.
public struct MarginCallObservation: Sendable, Hashable {
  /// The same account on the same market under the parameters that were replaced.
  public struct UnderOldParameters: Sendable, Hashable {
    /// Its level there.
    public let level: HealthLevel
    /// When the new ones came into force.
    public let replacedAt: Timestamp

    /// What the old parameters say.
    public init(level: HealthLevel, replacedAt: Timestamp) {
      self.level = level
      self.replacedAt = replacedAt
    }
  }

  /// Number of the risk frame.
  public let frame: UInt64
  /// When the frame was evaluated.
  public let time: Timestamp
  /// The account's level.
  public let level: HealthLevel
  /// The account's figures, in US dollars.
  public let figures: AccountFigures
  /// What the worst oracle among the account's coins permits.
  public let liquidations: OracleEffects.Liquidations
  /// The level at the stable prices; nil agrees to nothing.
  ///
  /// Needed where liquidations are allowed only where it agrees.
  public let levelAtStablePrice: HealthLevel?
  /// What the parameters before the last change say; nil where none was changed lately.
  ///
  /// The caller hands it in for at least the grace period.
  public let underOldParameters: UnderOldParameters?

  /// An observation from its parts.
  public init(
    frame: UInt64, time: Timestamp, level: HealthLevel, figures: AccountFigures,
    liquidations: OracleEffects.Liquidations = .allowed,
    levelAtStablePrice: HealthLevel? = nil, underOldParameters: UnderOldParameters? = nil
  ) {
    self.frame = frame
    self.time = time
    self.level = level
    self.figures = figures
    self.liquidations = liquidations
    self.levelAtStablePrice = levelAtStablePrice
    self.underOldParameters = underOldParameters
  }

  /// Whether every number is there and finite.
  var isTrusted: Bool {
    figures.isComplete && figures.equity.isFinite && figures.initialCountedEquity.isFinite
      && figures.maintenanceCountedEquity.isFinite && figures.initialMargin.isFinite
      && figures.maintenanceMargin.isFinite
  }

  /// Initial margin over the equity that counts for it; infinite where none counts against a
  /// requirement or a debt.
  var initialRatio: Double { figures.initialRatio }
}

extension HealthLevel {
  /// Whether an account no longer meets its maintenance margin.
  var isLiquidationOrWorse: Bool { self == .liquidation || self == .bankrupt }
}

extension AccountFigures {
  /// Initial margin over the equity that counts for it; 0 where nothing is required and nothing owed,
  /// infinite where no equity counts otherwise.
  public var initialRatio: Double {
    if initialCountedEquity > 0 { return initialMargin / initialCountedEquity }
    return initialMargin > 0 || initialCountedEquity < 0 ? .infinity : 0
  }

  /// US dollars of cash that would bring `initialRatio` down to a ratio above zero; 0 where it is there.
  ///
  /// Cash is taken to count in full and to change no requirement.
  public func cashUSD(toReach ratio: Double) -> Double {
    max(initialMargin / ratio - initialCountedEquity, 0)
  }
}
