public import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

/// What is left of a decision after the limits looked at it.
public struct GatedDecision: Sendable {
  /// Trades that may go.
  public let trades: [StrategyTrade]
  /// Liquidity that may change.
  public let liquidity: [LiquidityChange]
  /// What was cut, and why.
  public let cuts: [LimitCut]
}

/// Stands between a strategy and its orders: it cuts or refuses what breaks a limit, and says why.
///
/// What makes a holding smaller always passes, unless it would turn it. Of the rest the largest common share passes
/// that
/// breaks no limit, so that legs which belong together stay in proportion; a limit that is broken already may not be
/// broken
/// further. The limits on leverage, Greeks and concentration shrink with the budget of losses that an epoch has left.
public struct RiskGate: Sendable {
  /// Steps in which a share is found: 1/64 at least passes.
  static let shares = 64

  /// How margin is computed.
  public let margin: StrategyMargin

  /// A gate with a margin model.
  public init(margin: StrategyMargin) { self.margin = margin }

  /// What of a decision may go.
  ///
  /// - Throws: What margin and amounts throw.
  public func passed<Memory>(
    _ decision: StrategyDecision<Memory>, _ view: StrategyView
  ) throws(SteelyardError) -> GatedDecision {
    let (reducing, opening) = try split(decision.trades, view)
    let provisions = decision.liquidity.filter(\.isProvision)
    let withdrawals = decision.liquidity.filter { !$0.isProvision }
    guard !opening.isEmpty || !provisions.isEmpty else {
      return GatedDecision(trades: reducing, liquidity: withdrawals, cuts: [])
    }
    func refused(_ level: RiskLimits.Level, _ reason: String) -> GatedDecision {
      GatedDecision(
        trades: reducing, liquidity: withdrawals,
        cuts: [LimitCut(level: level, share: 0, reason: reason)])
    }
    let account = view.account
    let limits = view.limits
    if account.equity <= 0 {
      return refused(.solvency, "equity is \(usd(account.equity))")
    }
    if account.margin.health.isMarginCallOrWorse {
      return refused(
        .solvency, "the account is at \(account.margin.health.rawValue): nothing is opened")
    }
    let riskShare = account.epoch.riskShare(limits)
    if riskShare == 0 {
      return refused(
        .drawdown,
        "the epoch's budget of \(percent(limits.drawdownMax)) is used up since \(account.epoch.start)"
      )
    }
    if let expected = decision.expectedReturn, expected < limits.returnMin {
      return refused(
        .expectedReturn,
        "it would earn \(percent(expected)) a year, and \(percent(limits.returnMin)) are asked for")
    }
    var probe = try LimitProbe(self, view, reducing, opening, provisions, riskShare: riskShare)
    let (share, broken) = try probe.largestShare()
    if share == 1 {
      return GatedDecision(
        trades: reducing + opening, liquidity: withdrawals + provisions, cuts: [])
    }
    let cut = LimitCut(level: broken.level, share: share, reason: broken.reason)
    return GatedDecision(
      trades: reducing + (try scaled(opening, by: share, view)),
      liquidity: withdrawals + (share > 0 ? provisions.map { $0.scaled(by: share) } : []),
      cuts: [cut])
  }

  /// What the limits themselves ask for: everything is closed once the epoch's budget is used, and cut in proportion
  /// where
  /// it is more than what is left of the budget allows.
  ///
  /// - Throws: `limitExceeded` for amounts outside the exact range.
  public func forced(_ view: StrategyView) throws(SteelyardError) -> GatedDecision {
    let book =
      if let known = view.account.lines { known } else {
        try BookLines(view.account.portfolio, in: view.market)
      }
    let riskShare = view.account.epoch.riskShare(view.limits)
    let exposure = StrategyExposure(book, view.account.pools, in: view.market, view.listing)
    guard exposure.gross > 0 else { return GatedDecision(trades: [], liquidity: [], cuts: []) }
    let equity = max(view.account.equity, 0)
    let allowed = view.limits.leverageMax * riskShare * equity
    // A cut of less than a twentieth would trade at every price.
    guard exposure.gross > allowed * 1.05 else {
      return GatedDecision(trades: [], liquidity: [], cuts: [])
    }
    let kept = riskShare == 0 ? 0 : allowed / exposure.gross
    let epoch = view.account.epoch
    let allowedFall = percent(view.limits.drawdownMax)
    let reason =
      riskShare == 0
      ? "the epoch's budget of \(allowedFall) is used up: everything is closed"
      : "equity is \(percent(epoch.drawdown)) below its highest and \(allowedFall) are allowed: "
        + "holdings are cut to \(percent(kept))"
    var trades: [StrategyTrade] = []
    for line in book.lines where line.quantity != 0 {
      let trade = try view.trade(line.instrument, to: line.quantity * kept, .limit, reason)
      if let trade { trades.append(trade) }
    }
    // A pool cannot be cut to a share without being left: it is left.
    let liquidity = view.account.pools.map {
      LiquidityChange(coin: $0.coin, .withdraw, reason: reason)
    }
    return GatedDecision(
      trades: trades, liquidity: liquidity,
      cuts: trades.isEmpty && liquidity.isEmpty
        ? [] : [LimitCut(level: .drawdown, share: kept, reason: reason)])
  }

  /// Trades that only make a holding smaller, and the rest.
  private func split(
    _ trades: [StrategyTrade], _ view: StrategyView
  ) throws(SteelyardError) -> (reducing: [StrategyTrade], opening: [StrategyTrade]) {
    var held: [Instrument: Amount] = [:]
    var reducing: [StrategyTrade] = []
    var opening: [StrategyTrade] = []
    for trade in trades {
      let before = held[trade.instrument] ?? view.account.exactQuantity(of: trade.instrument)
      let after = try before.adding(trade.quantity)
      let shrinks =
        !before.isZero && before.isNegative != trade.quantity.isNegative
        && after.magnitude < before.magnitude
        && (after.isZero || after.isNegative == before.isNegative)
      if shrinks {
        reducing.append(trade)
        held[trade.instrument] = after
      } else {
        opening.append(trade)
      }
    }
    return (reducing, opening)
  }

  private func scaled(
    _ trades: [StrategyTrade], by share: Double, _ view: StrategyView
  ) throws(SteelyardError) -> [StrategyTrade] {
    guard share > 0 else { return [] }
    var kept: [StrategyTrade] = []
    for trade in trades {
      let part = try view.trade(
        trade.instrument, by: trade.quantity.doubleValue * share, trade.purpose, trade.reason)
      if let part { kept.append(part) }
    }
    return kept
  }
}

extension LiquidityChange {
  var isProvision: Bool {
    if case .provide = action { return true }
    return false
  }

  func scaled(by share: Double) -> LiquidityChange {
    guard case .provide(let value, let lower, let upper) = action else { return self }
    return LiquidityChange(
      coin: coin, .provide(valueUSD: value * share, lower: lower, upper: upper), reason: reason)
  }
}
