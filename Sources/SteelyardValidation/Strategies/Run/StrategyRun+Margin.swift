import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

extension StrategyRun {
  /// Between two computations of margin, what counts follows the account's value; margin is computed anew after every
  /// trade, where a coin that is held has moved by this share, after a day, and in every row where less than a fifth of
  /// the requirement is left over it.
  static var marginMove: Double { 0.01 }

  /// Values the account by its margin model where that is due, and liquidates it where it has to be.
  ///
  /// - Returns: The equity after that.
  mutating func margin(_ equity: Double) throws(SteelyardError) -> Double {
    let account = equity - poolValue
    guard
      !state.portfolio.positions.isEmpty
        || state.portfolio.balances.contains(where: { $0.amount.isNegative })
    else {
      state.margin = MarginMemo(
        plainFigures(account), row: state.row, prices: [], accountEquity: account)
      state.isCalled = false
      return equity
    }
    guard isMarginDue(account) else { return equity }
    let moment = try settings.margin.moment(
      of: state.portfolio.positions.map(\.instrument), in: market, settings.listing)
    let figures = try moment.figures(of: state.portfolio)
    state.isMarginStale = false
    state.margin = MarginMemo(
      figures, row: state.row, prices: market.coins.map { $0.price ?? 0 }, accountEquity: account)
    let wasCalled = state.isCalled
    state.isCalled = figures.health == .marginCall
    guard figures.health.isMarginCallOrWorse else { return equity }
    if state.isCalled {
      if !wasCalled { call(figures) }
      return equity
    }
    return try liquidate(moment, figures)
  }

  private mutating func call(_ figures: AccountFigures) {
    state.totals.marginCalls += 1
    state.add(
      StrategyEvent(
        row: state.row, kind: .marginCall, subject: settings.margin.model.name, quantity: 0,
        price: 0,
        reason: "initial margin of \(usd(figures.initialMargin)) exceeds the "
          + "\(usd(figures.initialCountedEquity)) that count"))
  }

  /// The figures of an account that holds coins and cash and owes nothing.
  private func plainFigures(_ account: Double) -> AccountFigures {
    var figures = AccountFigures()
    figures.equity = account
    figures.initialCountedEquity = account
    figures.maintenanceCountedEquity = account
    return figures
  }

  private func isMarginDue(_ account: Double) -> Bool {
    let memo = state.margin
    guard memo.row >= 0, !memo.prices.isEmpty, !state.isMarginStale,
      history.rows[memo.row].days(to: market.time) < 1
    else { return true }
    for line in lines?.lines ?? [] {
      guard let now = market.coins[line.coin].price else { continue }
      let before = memo.prices[line.coin]
      if before == 0 || abs(now / before - 1) > StrategyRun.marginMove { return true }
    }
    let figures = memo.figures(atEquity: account)
    return figures.initialExcess < 0.2 * figures.initialMargin
      || figures.maintenanceExcess < 0.2 * figures.maintenanceMargin
  }

  /// Lets the policy close what it closes, round after round, at this row's prices.
  private mutating func liquidate(
    _ first: StrategyMargin.Moment, _ figures: AccountFigures
  ) throws(SteelyardError) -> Double {
    state.totals.liquidations += 1
    state.pending = []
    state.pendingLiquidity = []
    var progress = LiquidationProgress(begun: market.time)
    var figures = figures
    rounds: for _ in 0..<StrategyRun.roundsMax {
      let decision = try settings.policy.decision(
        for: LiquidationAccount(portfolio: state.portfolio, figures: figures),
        in: LiquidationMarket(
          model: first.model, frame: first.frame, universe: first.universe, time: market.time),
        progress)
      switch decision.action {
      case .end: break rounds
      case .wait: break rounds
      case .trade(let trades):
        for trade in trades {
          try fill(trade.instrument, trade.quantity, .liquidation, decision.reason)
        }
        progress.addRound(at: market.time)
      case .takeOver, .auction, .repayment:
        // Nobody is simulated who would bid or take over: what is left is closed at this row's prices.
        try closeEverything(decision.reason)
        break rounds
      }
      figures = try first.figures(of: state.portfolio)
    }
    let equity = try value()
    let account = equity - poolValue
    state.margin = MarginMemo(
      try first.figures(of: state.portfolio), row: state.row,
      prices: market.coins.map { $0.price ?? 0 }, accountEquity: account)
    guard account <= 0, state.portfolio.positions.isEmpty else { return equity }
    return try end(account)
  }

  /// Most rounds of a liquidation within a row.
  static var roundsMax: Int { 200 }

  private mutating func closeEverything(_ reason: String) throws(SteelyardError) {
    for position in state.portfolio.positions {
      try fill(position.instrument, -position.quantity, .liquidation, reason)
    }
    for balance in state.portfolio.balances where balance.asset != .usdc {
      guard let coin = market[balance.asset] else { continue }
      try fill(coin.spot, -balance.amount, .liquidation, reason)
    }
  }

  /// An account that is worth nothing any more: what it still owes is written off.
  private mutating func end(_ account: Double) throws(SteelyardError) -> Double {
    try closeEverything("nothing is left")
    let cash = state.portfolio.balances.first { $0.asset == .usdc }?.amount ?? .zero
    if cash.isNegative {
      state.totals.badDebt += -cash.doubleValue
      try book([], paying: [AssetBalance(asset: .usdc, amount: cash)])
    }
    state.isEnded = state.pools.isEmpty
    return try value()
  }
}
