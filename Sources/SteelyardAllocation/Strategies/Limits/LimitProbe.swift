import SteelyardContracts
import SteelyardMargin

/// Tries shares of what a strategy wants to open against every limit.
struct LimitProbe {
  /// The first limit, from the top, that a share breaks.
  struct Broken {
    let level: RiskLimits.Level
    let reason: String
  }

  private let view: StrategyView
  private let opening: [StrategyTrade]
  private let provisions: [PoolHolding]
  private let provided: Double
  private let riskShare: Double
  private let moment: StrategyMargin.Moment
  private let reduced: Portfolio
  private let book: BookLines
  private let pools: [PoolHolding]
  private let before: StrategyExposure
  private let figuresBefore: AccountFigures

  init(
    _ gate: RiskGate, _ view: StrategyView, _ reducing: [StrategyTrade],
    _ opening: [StrategyTrade], _ provisions: [LiquidityChange], riskShare: Double
  ) throws(SteelyardError) {
    self.view = view
    self.opening = opening
    self.riskShare = riskShare
    moment = try gate.margin.moment(
      of: view.account.portfolio.positions.map(\.instrument) + opening.map(\.instrument),
      in: view.market, view.listing)
    reduced = try LimitProbe.portfolio(view.account.portfolio, after: reducing, share: 1, view)
    book = try BookLines(reduced, in: view.market)
    pools = view.account.pools
    before = StrategyExposure(book, pools, in: view.market, view.listing)
    figuresBefore = try moment.figures(of: reduced)
    var holdings: [PoolHolding] = []
    var provided = 0.0
    for change in provisions {
      guard case .provide(let value, let lower, let upper) = change.action,
        let price = view.market[change.coin]?.price
      else { continue }
      holdings.append(
        try PoolHolding.providing(
          valueUSD: value, coin: change.coin, lower: lower, upper: upper, at: price))
      provided += value
    }
    self.provisions = holdings
    self.provided = provided
  }

  /// The largest share of which nothing breaks a limit, and what the next larger one breaks.
  mutating func largestShare() throws(SteelyardError) -> (share: Double, broken: Broken) {
    guard var broken = try broken(by: 1) else {
      return (1, Broken(level: .expectedReturn, reason: ""))
    }
    // Risk grows with the share, but for hedges; the share below the first that breaks is found by halving.
    var (passes, breaks) = (0, RiskGate.shares)
    while breaks - passes > 1 {
      let middle = (passes + breaks) / 2
      if let found = try self.broken(by: Double(middle) / Double(RiskGate.shares)) {
        breaks = middle
        broken = found
      } else {
        passes = middle
      }
    }
    return (Double(passes) / Double(RiskGate.shares), broken)
  }

  /// The highest limit that a share breaks; nil where it breaks none.
  private func broken(by share: Double) throws(SteelyardError) -> Broken? {
    let after = try LimitProbe.portfolio(reduced, after: opening, share: share, view)
    let figures = try moment.figures(of: after)
    let equity = view.account.equity
    let limits = view.limits
    let excess = figures.initialExcess - provided * share
    let excessBefore = figuresBefore.initialExcess
    if excess < 0, excess < excessBefore {
      return Broken(
        level: .solvency,
        reason: "initial margin would exceed what counts for it by \(usd(-excess))")
    }
    let counted = figures.initialCountedEquity - provided * share
    let use = counted > 0 ? figures.initialMargin / counted : .infinity
    let useBefore =
      figuresBefore.initialCountedEquity > 0
      ? figuresBefore.initialMargin / figuresBefore.initialCountedEquity : .infinity
    if use > limits.marginUseMax, use > useBefore, figures.initialMargin > 0 {
      return Broken(
        level: .marginUse,
        reason: "initial margin would take \(percent(use)) of what counts, "
          + "and \(percent(limits.marginUseMax)) is the most")
    }
    var lines = book
    for trade in opening {
      try lines.add(
        trade.instrument, trade.quantity.doubleValue * share, in: view.market)
    }
    let exposure = StrategyExposure(
      lines, pools + provisions.map { $0.scaled(by: share) }, in: view.market, view.listing)
    let measures: [(RiskLimits.Level, Double, Double, Double)] = [
      (.leverage, exposure.gross, before.gross, limits.leverageMax),
      (.delta, exposure.delta, before.delta, limits.deltaMax),
      (.gamma, exposure.curvatureLoss, before.curvatureLoss, limits.gammaMax),
      (.vega, 10 * exposure.vegaPerPoint, 10 * before.vegaPerPoint, limits.vegaMax),
      (.concentration, exposure.largestCoin, before.largestCoin, limits.concentrationMax),
    ]
    for (level, measure, measureBefore, limit) in measures
    where measure > limit * riskShare * equity && measure > measureBefore {
      return Broken(
        level: riskShare < 1 && measure <= limit * equity ? .drawdown : level,
        reason: "\(level.rawValue) would be \(decimal(measure / equity)) of equity, and "
          + "\(decimal(limit * riskShare)) is the most"
          + (riskShare < 1 ? " while \(percent(1 - riskShare)) of the budget is used" : ""))
    }
    return nil
  }

  /// A portfolio once a share of trades is done at the marks.
  private static func portfolio(
    _ portfolio: Portfolio, after trades: [StrategyTrade], share: Double, _ view: StrategyView
  ) throws(SteelyardError) -> Portfolio {
    var done: [Trade] = []
    for trade in trades {
      let quantity =
        share == 1
        ? trade.quantity : try Amount(nearest: trade.quantity.doubleValue * share)
      guard !quantity.isZero, let price = view.price(of: trade.instrument) else { continue }
      done.append(
        try Trade(
          instrument: trade.instrument, quantity: quantity, price: try Amount(nearest: price)))
    }
    return done.isEmpty ? portfolio : try portfolio.after(done, paying: [])
  }
}

extension PoolHolding {
  fileprivate func scaled(by share: Double) -> PoolHolding {
    PoolHolding(
      coin: coin, lower: lower, upper: upper, liquidity: liquidity * share,
      entryPrice: entryPrice, fees: 0)
  }
}
