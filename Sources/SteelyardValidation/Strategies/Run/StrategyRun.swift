public import SteelyardAllocation
public import SteelyardContracts
import SteelyardMargin

/// A strategy walked through a history, row by row.
///
/// A row: what became known is told; what has expired is settled; funding and interest are paid; what was decided
/// before is
/// done at this row's prices; the account is valued and margined, and liquidated where it has to be; the limits ask
/// for what
/// they ask; else the strategy is asked, and what the limits leave of its answer is done at the next row. The
/// strategy sees
/// a market that holds nothing after this row.
///
/// Balances, positions, fees, funding and interest are exact amounts by the rules of the ledger; prices, values and
/// margin
/// are doubles.
public struct StrategyRun<Walked: Strategy>: Sendable {
  /// What is walked.
  public let strategy: Walked
  /// What it is walked through.
  public let history: StrategyHistory
  /// The rules.
  public let settings: StrategySettings
  /// Where it stands.
  public internal(set) var state: StrategyState<Walked.Memory>

  let gate: RiskGate
  var feed: StrategyFeed
  var market: MarketPast
  /// What is held as numbers; nil once the portfolio has changed.
  var lines: BookLines?

  /// A run from its first row.
  ///
  /// - Throws: `invalidInput` for rules that can't be.
  public init(
    _ strategy: Walked, through history: StrategyHistory, _ settings: StrategySettings
  ) throws(SteelyardError) {
    let portfolio = try Portfolio(
      positions: [], balances: [AssetBalance(asset: .usdc, amount: settings.cash)])
    try self.init(
      strategy, through: history, settings,
      from: StrategyState(
        portfolio: portfolio, memory: strategy.initialMemory,
        epoch: DrawdownEpoch(start: history.rows[0], equity: settings.cash.doubleValue),
        margin: MarginMemo()))
  }

  /// A run that goes on where another stopped: the same rows follow as if it had not.
  ///
  /// - Throws: `invalidInput` for a state beyond the history's end, or rules that can't be.
  public init(
    _ strategy: Walked, through history: StrategyHistory, _ settings: StrategySettings,
    from state: StrategyState<Walked.Memory>
  ) throws(SteelyardError) {
    try settings.check()
    guard state.row <= history.rows.count else {
      throw SteelyardError(
        .invalidInput, "The run has \(state.row) rows done, and its history \(history.rows.count).",
        remedy: "Go on with the history that it was begun with.")
    }
    self.strategy = strategy
    self.history = history
    self.settings = settings
    self.state = state
    gate = RiskGate(margin: settings.margin)
    feed = StrategyFeed(history)
    market = try MarketPast(coins: history.coins, from: history.rows[0])
    for _ in 0..<state.row { _ = try feed.tell(&market) }
  }

  /// Whether every row is done.
  public var isDone: Bool { state.row >= history.rows.count }

  /// Walks to the end.
  ///
  /// - Throws: As `step()`.
  public mutating func finish() throws(SteelyardError) {
    while !isDone { try step() }
  }

  /// Tells a row without asking the strategy: what stands before a test stretch.
  mutating func skip() throws(SteelyardError) {
    _ = try feed.tell(&market)
    record(equity: settings.cash.doubleValue)
    state.row += 1
    state.epoch = DrawdownEpoch(start: market.time, equity: settings.cash.doubleValue)
  }

  /// Does one row.
  ///
  /// - Throws: What the strategy throws; `missingMarketData` for a holding without a price.
  /// - Precondition: There is one left.
  public mutating func step() throws(SteelyardError) {
    precondition(!isDone, "every row is done")
    let row = state.row
    let paid = try feed.tell(&market)
    defer { state.row = row + 1 }
    guard !state.isEnded else {
      record(equity: state.equity.last ?? 0)
      return
    }
    try settle()
    try pay(funding: paid)
    try accrueInterest()
    earnPoolFees()
    try fillPending()
    var equity = try value()
    equity = try margin(equity)
    state.epoch.update(equity, at: market.time, settings.limits)
    if !state.isEnded, row + 1 < history.rows.count {
      try decide(equity)
      if settings.delayRows == 0 {
        try fillPending()
        equity = try value()
      }
    }
    record(equity: equity)
  }

  /// Asks the limits, then the strategy.
  private mutating func decide(_ equity: Double) throws(SteelyardError) {
    let view = view(equity)
    let forced = try gate.forced(view)
    let gated: GatedDecision
    if forced.trades.isEmpty, forced.liquidity.isEmpty {
      let decision = try strategy.decision(for: view, state.memory)
      state.memory = decision.memory
      gated = try gate.passed(decision, view)
    } else {
      gated = forced
    }
    state.pending = gated.trades
    state.pendingLiquidity = gated.liquidity
    state.totals.cuts += gated.cuts.count
    for cut in gated.cuts {
      state.add(
        StrategyEvent(
          row: state.row, kind: .limit, subject: cut.level.rawValue, quantity: cut.share, price: 0,
          reason: cut.reason))
    }
  }

  /// What the strategy is told.
  private func view(_ equity: Double) -> StrategyView {
    StrategyView(
      market: market, listing: settings.listing,
      account: StrategyAccount(
        portfolio: state.portfolio, pools: state.pools, equity: equity,
        margin: state.margin.figures(atEquity: equity - poolValue), epoch: state.epoch,
        lines: lines),
      limits: settings.limits, rates: settings.rates, borrowRate: settings.borrowRate)
  }

  private mutating func record(equity: Double) {
    state.equity.append(equity)
    let figures = state.margin.figures(atEquity: equity - poolValue)
    let counted = figures.initialCountedEquity
    state.marginUse.append(
      figures.initialMargin == 0 ? 0 : counted > 0 ? min(figures.initialMargin / counted, 99) : 99)
    var gross = 0.0
    if let lines, equity > 0 {
      gross = StrategyExposure(lines, state.pools, in: market, settings.listing).gross / equity
    }
    state.leverage.append(min(gross, 999))
  }

  /// What the pools are worth, fees included.
  var poolValue: Double {
    var value = 0.0
    for pool in state.pools {
      guard let price = market[pool.coin]?.price else { continue }
      value += pool.value(at: price) + pool.fees
    }
    return value
  }

  /// What everything is worth at the marks.
  mutating func value() throws(SteelyardError) -> Double {
    try heldLines().value(in: market, settings.listing) + poolValue
  }

  mutating func heldLines() throws(SteelyardError) -> BookLines {
    if let lines { return lines }
    let made = try BookLines(state.portfolio, in: market)
    lines = made
    return made
  }

  /// Changes what is held, by exact fills and payments.
  mutating func book(
    _ trades: [Trade], paying payments: [AssetBalance] = []
  ) throws(SteelyardError) {
    state.portfolio = try state.portfolio.after(trades, paying: payments)
    lines = nil
    if !trades.isEmpty { state.isMarginStale = true }
  }
}
