public import SteelyardAllocation
public import SteelyardContracts
import SteelyardMargin

/// Where a backtest stands between two rows: everything that it needs to go on but the history itself.
public struct StrategyState<Memory: Codable & Sendable>: Sendable, Codable {
  /// How many rows are done.
  public internal(set) var row = 0
  /// What is held, exactly.
  public internal(set) var portfolio: Portfolio
  /// Liquidity in pools.
  public internal(set) var pools: [PoolHolding] = []
  /// What the strategy wrote down.
  public internal(set) var memory: Memory
  /// What was decided and not done yet.
  var pending: [StrategyTrade] = []
  var pendingLiquidity: [LiquidityChange] = []
  /// The budget of losses.
  public internal(set) var epoch: DrawdownEpoch
  /// The margin as last computed.
  var margin: MarginMemo
  /// Whether the account was below its initial margin when that was computed.
  var isCalled = false
  /// Whether something was traded since.
  var isMarginStale = true
  /// Where the money went.
  public internal(set) var totals = StrategyTotals()
  /// Equity after each row, in US dollars.
  public internal(set) var equity: [Double] = []
  /// Initial margin over what counts for it after each row.
  public internal(set) var marginUse: [Double] = []
  /// Gross holdings over equity after each row.
  public internal(set) var leverage: [Double] = []
  /// What happened, at most `eventsMax`; the totals count everything.
  public internal(set) var events: [StrategyEvent] = []
  /// Whether nothing is left to go on with.
  public internal(set) var isEnded = false

  /// Most events that are kept.
  public static var eventsMax: Int { 200_000 }

  mutating func add(_ event: StrategyEvent) {
    if events.count < StrategyState.eventsMax { events.append(event) }
  }
}

/// The margin of an account as it was last computed, and at which prices.
struct MarginMemo: Sendable, Codable, Hashable {
  /// The row; −1 before the first.
  var row = -1
  var equity = 0.0
  var initialCountedEquity = 0.0
  var maintenanceCountedEquity = 0.0
  var initialMargin = 0.0
  var maintenanceMargin = 0.0
  var isComplete = true
  var isBounded = true
  var isWithinLimits = true
  /// Prices by coin at that row; 0 where not known.
  var prices: [Double] = []
  /// What the account was worth then, pools left out.
  var accountEquity = 0.0

  init() {}

  init(_ figures: AccountFigures, row: Int, prices: [Double], accountEquity: Double) {
    self.row = row
    equity = figures.equity
    initialCountedEquity = figures.initialCountedEquity
    maintenanceCountedEquity = figures.maintenanceCountedEquity
    initialMargin = figures.initialMargin
    maintenanceMargin = figures.maintenanceMargin
    isComplete = figures.isComplete
    isBounded = figures.isBounded
    isWithinLimits = figures.isWithinLimits
    self.prices = prices
    self.accountEquity = accountEquity
  }

  /// The figures, what counts moved by what the account has gained since.
  func figures(atEquity now: Double) -> AccountFigures {
    let gain = now - accountEquity
    var figures = AccountFigures()
    figures.equity = equity + gain
    figures.initialCountedEquity = initialCountedEquity + gain
    figures.maintenanceCountedEquity = maintenanceCountedEquity + gain
    figures.initialMargin = initialMargin
    figures.maintenanceMargin = maintenanceMargin
    figures.isComplete = isComplete
    figures.isBounded = isBounded
    figures.isWithinLimits = isWithinLimits
    return figures
  }
}
