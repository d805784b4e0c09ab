public import SteelyardContracts

/// A far future against a near one where the slope between them is far from its own past.
///
///     slope = (F2 - F1) / S x 365 / days between,  z = (slope - mean) / deviation, weights halving every half-life
///
/// Sells the far and buys the near one above the entry, the other way round below minus the entry, and leaves inside
/// the exit
/// or as the near one comes to its settlement. What it remembers is the mean and the variance of each coin's slope.
///
/// - Source: mean reversion of spreads, E. Gatev, W. Goetzmann, K. Rouwenhorst, "Pairs trading", Review of Financial
///   Studies
///   19 (2006); the running moments, J. P. Morgan, "RiskMetrics Technical Document", 4th ed. (1996), 5.2.
public struct CalendarSpread: Strategy {
  /// The mean and variance of each coin's slope, by code.
  public struct Memory: Codable, Sendable, Hashable {
    /// Of one coin.
    struct Slope: Codable, Sendable, Hashable {
      var mean: Double
      var variance: Double
      var weight: Double
      var time: Int64
    }
    var slopes: [String: Slope] = [:]
  }

  /// Deviations at which a spread is entered, above the exit.
  public let entryDeviations: Double
  /// Deviations inside which it is left, ≥ 0.
  public let exitDeviations: Double
  /// Days after which a slope counts half.
  public let halfLifeDays: Double
  /// Days before the near settlement at which a spread is left.
  public let daysExit: Double
  /// Share of equity in each leg, of all coins together, above 0.
  public let share: Double

  /// A spread by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    entryDeviations: Double, exitDeviations: Double, halfLifeDays: Double, daysExit: Double,
    share: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(above: 0, ["half_life": halfLifeDays, "share": share])
    try StrategyParameter.check(from: 0, ["exit": exitDeviations, "days_exit": daysExit])
    try StrategyParameter.check(above: exitDeviations, ["entry": entryDeviations])
    self.entryDeviations = entryDeviations
    self.exitDeviations = exitDeviations
    self.halfLifeDays = halfLifeDays
    self.daysExit = daysExit
    self.share = share
  }

  /// `calendar`.
  public var name: String { "calendar" }
  /// No slope was seen yet.
  public var initialMemory: Memory { Memory() }

  /// Enters or leaves spreads, and remembers the slopes.
  public func decision(
    for view: StrategyView, _ memory: Memory
  ) throws(SteelyardError) -> StrategyDecision<Memory> {
    var memory = memory
    var trades: [StrategyTrade] = []
    let budget = view.budget(ofShare: share)
    for coin in view.market.coins {
      let held = coin.futures.filter { !view.account.exactQuantity(of: $0.instrument).isZero }
      let listed = coin.futures.filter { view.time.days(to: $0.expiry) > daysExit }
      guard let spot = coin.price, listed.count >= 2, let near = listed.first,
        let far = listed.last, let nearPrice = near.prices.last, let farPrice = far.prices.last
      else {
        trades += try closing(held, "fewer than two futures are far from their settlement", view)
        continue
      }
      let slope = (farPrice - nearPrice) / spot * 365 / near.expiry.days(to: far.expiry)
      let past = memory.slopes[coin.coin.code]
      memory.slopes[coin.coin.code] = moved(past, slope, at: view.time)
      // A past of less than a half-life tells little of what is usual.
      guard let past, past.weight >= 0.5, past.variance > 0 else { continue }
      let deviations = (slope - past.mean) / past.variance.squareRoot()
      let isHeld = !held.isEmpty
      if isHeld {
        let isNear = held.contains { view.time.days(to: $0.expiry) <= daysExit }
        if abs(deviations) < exitDeviations || isNear || held.count == 1 {
          trades += try closing(
            held, "the slope of \(percent(slope)) a year is \(decimal(deviations)) deviations off",
            view)
        }
      } else if abs(deviations) > entryDeviations {
        let side = deviations > 0 ? 1.0 : -1.0
        let reason =
          "the slope of \(percent(slope)) a year is \(decimal(deviations)) deviations from "
          + "its mean of \(percent(past.mean))"
        for (leg, sign) in [(near.instrument, side), (far.instrument, -side)] {
          let trade = try view.trade(leg, by: sign * budget / spot, .entry, reason)
          if let trade { trades.append(trade) }
        }
      }
    }
    return StrategyDecision(trades, memory: memory)
  }

  private func closing(
    _ held: [CoinMarket.Future], _ reason: String, _ view: StrategyView
  ) throws(SteelyardError) -> [StrategyTrade] {
    var trades: [StrategyTrade] = []
    for future in held {
      if let trade = try view.trade(future.instrument, to: 0, .exit, reason) {
        trades.append(trade)
      }
    }
    return trades
  }

  private func moved(
    _ past: Memory.Slope?, _ slope: Double, at time: Timestamp
  ) -> Memory.Slope {
    guard let past else {
      return Memory.Slope(mean: slope, variance: 0, weight: 0, time: time.microseconds)
    }
    let days = Timestamp(microseconds: past.time).days(to: time)
    // 2^-x of a small x by its series would do; a rational keeps the strategy free of the C library's rounding.
    let kept = halfLifeDays / (halfLifeDays + days * 0.6931471805599453)
    let gap = slope - past.mean
    return Memory.Slope(
      mean: past.mean + (1 - kept) * gap,
      variance: kept * (past.variance + (1 - kept) * gap * gap),
      weight: kept * past.weight + (1 - kept), time: time.microseconds)
  }
}
