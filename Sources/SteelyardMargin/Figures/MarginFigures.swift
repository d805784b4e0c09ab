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

  /// Figures of an account that holds nothing.
  public init() {}

  /// Initial counted equity less initial margin.
  public var initialExcess: Double { initialCountedEquity - initialMargin }
  /// Maintenance counted equity less maintenance margin.
  public var maintenanceExcess: Double { maintenanceCountedEquity - maintenanceMargin }
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

  /// Columns of zeros.
  init(accountCount: Int) {
    let zeros = [Double](repeating: 0, count: accountCount)
    equity = zeros
    initialCountedEquity = zeros
    maintenanceCountedEquity = zeros
    initialMargin = zeros
    maintenanceMargin = zeros
    isComplete = [Bool](repeating: true, count: accountCount)
  }

  mutating func set(_ figures: AccountFigures, at account: Int) {
    equity[account] = figures.equity
    initialCountedEquity[account] = figures.initialCountedEquity
    maintenanceCountedEquity[account] = figures.maintenanceCountedEquity
    initialMargin[account] = figures.initialMargin
    maintenanceMargin[account] = figures.maintenanceMargin
    isComplete[account] = figures.isComplete
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
    return figures
  }
}
