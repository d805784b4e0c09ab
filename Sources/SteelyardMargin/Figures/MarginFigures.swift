/// The figures of one account, in US dollars.
public struct AccountFigures: Sendable, Hashable {
  /// Balances, unrealised profit and option value: what the account is worth.
  public var equity = 0.0
  /// Equity that counts against initial margin.
  public var initialCountedEquity = 0.0
  /// Equity that counts against maintenance margin.
  public var maintenanceCountedEquity = 0.0
  /// Initial margin, >= maintenance margin.
  public var initialMargin = 0.0
  /// Maintenance margin, >= 0.
  public var maintenanceMargin = 0.0
  /// Whether every position could be priced.
  public var isComplete = true
  /// Whether a charge bounds the loss of everything that is not complete.
  public var isBounded = true
  /// Whether the account holds and owes only what the venue allows.
  public var isWithinLimits = true

  /// Figures of an account that holds nothing.
  public init() {}

  /// Initial counted equity less initial margin.
  public var initialExcess: Double { initialCountedEquity - initialMargin }
  /// Maintenance counted equity less maintenance margin.
  public var maintenanceExcess: Double { maintenanceCountedEquity - maintenanceMargin }
  /// How near the account is to being closed.
  public var health: HealthLevel {
    HealthLevel(
      equity: equity, initialCountedEquity: initialCountedEquity,
      maintenanceCountedEquity: maintenanceCountedEquity, initialMargin: initialMargin,
      maintenanceMargin: maintenanceMargin, isWithinLimits: isWithinLimits, isBounded: isBounded)
  }
  /// Maintenance margin over the equity that counts for it; 1 and above is liquidation.
  ///
  /// Nil where no equity counts.
  public var maintenanceRatio: Double? {
    maintenanceCountedEquity > 0 ? maintenanceMargin / maintenanceCountedEquity : nil
  }
}

/// The figures of a batch of accounts as columns, in US dollars; shape `[account]` each.
public struct MarginFigures: Sendable, Hashable {
  /// Worth of each account.
  public private(set) var equity: [Double]
  /// Equity that counts against initial margin.
  public private(set) var initialCountedEquity: [Double]
  /// Equity that counts against maintenance margin.
  public private(set) var maintenanceCountedEquity: [Double]
  /// Initial margin.
  public private(set) var initialMargin: [Double]
  /// Maintenance margin.
  public private(set) var maintenanceMargin: [Double]
  /// Whether every position could be priced.
  public private(set) var isComplete: [Bool]
  /// Whether a charge bounds the loss of everything that is not complete.
  public private(set) var isBounded: [Bool]
  /// Whether each account holds and owes only what the venue allows.
  public private(set) var isWithinLimits: [Bool]

  /// Columns of zeros.
  init(accountCount: Int) {
    let zeros = [Double](repeating: 0, count: accountCount)
    equity = zeros
    initialCountedEquity = zeros
    maintenanceCountedEquity = zeros
    initialMargin = zeros
    maintenanceMargin = zeros
    isComplete = [Bool](repeating: true, count: accountCount)
    isBounded = isComplete
    isWithinLimits = isComplete
  }

  mutating func set(_ figures: AccountFigures, at account: Int) {
    equity[account] = figures.equity
    initialCountedEquity[account] = figures.initialCountedEquity
    maintenanceCountedEquity[account] = figures.maintenanceCountedEquity
    initialMargin[account] = figures.initialMargin
    maintenanceMargin[account] = figures.maintenanceMargin
    isComplete[account] = figures.isComplete
    isBounded[account] = figures.isBounded
    isWithinLimits[account] = figures.isWithinLimits
  }

  /// The figures of one account.
  public subscript(account: Int) -> AccountFigures {
    var figures = AccountFigures()
    figures.equity = equity[account]
    figures.initialCountedEquity = initialCountedEquity[account]
    figures.maintenanceCountedEquity = maintenanceCountedEquity[account]
    figures.initialMargin = initialMargin[account]
    figures.maintenanceMargin = maintenanceMargin[account]
    figures.isComplete = isComplete[account]
    figures.isBounded = isBounded[account]
    figures.isWithinLimits = isWithinLimits[account]
    return figures
  }
}
