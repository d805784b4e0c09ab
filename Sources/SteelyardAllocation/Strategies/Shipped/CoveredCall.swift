public import SteelyardContracts

/// Holds the coin and sells calls on it where implied volatility stands above realised.
///
/// The call is held to its expiry; its loss is the coin's gain beyond the strike. Without the premium asked for only
/// the coin
/// is held.
///
/// - Source: R. Whaley, "Return and risk of CBOE buy write monthly index", J. Derivatives 10 (2002).
public struct CoveredCall: Strategy {
  /// Least implied less realised volatility for a sale, decimal.
  public let premiumMin: Double
  /// Delta of the call.
  public let delta: Double
  /// Least days to expiry.
  public let days: Double
  /// Share of equity in coins, above 0.
  public let share: Double
  /// Days of realised volatility.
  public let realisedDays: Double

  /// Calls by their parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    premiumMin: Double, delta: Double, days: Double, share: Double, realisedDays: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(
      above: 0, ["delta": delta, "days": days, "share": share, "realised": realisedDays])
    try StrategyParameter.check(from: -1000, ["premium": premiumMin])
    guard delta < 1 else {
      throw SteelyardError(
        .invalidInput, "A call has no delta of \(delta).", remedy: "Give one below 1.")
    }
    self.premiumMin = premiumMin
    self.delta = delta
    self.days = days
    self.share = share
    self.realisedDays = realisedDays
  }

  /// `covered_call`.
  public var name: String { "covered_call" }
  /// It needs no memory.
  public var initialMemory: NoMemory { NoMemory() }

  /// Buys the coin, and sells a call on it once the last one is gone.
  public func decision(
    for view: StrategyView, _ memory: NoMemory
  ) throws(SteelyardError) -> StrategyDecision<NoMemory> {
    var trades: [StrategyTrade] = []
    let budget = view.budget(ofShare: share)
    for coin in view.market.coins {
      guard let spot = coin.price, budget > 0 else { continue }
      let held = view.account.quantity(of: coin.spot)
      // Between calls the coins follow the equity; a sold call keeps them.
      guard view.account.options(on: coin.coin).isEmpty else { continue }
      var coins = held
      if abs(held * spot - budget) > 0.05 * budget {
        coins = budget / spot
        let trade = try view.trade(
          coin.spot, to: coins, held == 0 ? .entry : .hedge,
          "the coin is held with \(percent(share)) of equity")
        if let trade { trades.append(trade) }
      }
      guard let implied = coin.impliedVolatility.last,
        let realised = coin.realisedVolatility(days: realisedDays),
        implied - realised > premiumMin,
        let call = try view.option(on: coin, delta: delta, .call, days: days),
        let trade = try view.trade(
          call, by: -coins, .entry,
          "implied volatility stands \(percent(implied - realised)) above realised")
      else { continue }
      trades.append(trade)
    }
    return StrategyDecision(trades, memory: memory)
  }
}
