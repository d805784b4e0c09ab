public import SteelyardContracts

/// Holds the coin with a put under it, and perhaps a call sold over it to pay for the put.
///
/// A put alone is a protective put, with a call a collar. Options are rolled a few days before their expiry. The
/// coins are as
/// many as equity buys together with their puts.
///
/// - Source: J. Hull, "Options, Futures, and Other Derivatives", 11th ed. (2021), 12.1.
public struct InsuredHolding: Strategy {
  /// Delta of the put, its size.
  public let putDelta: Double
  /// Delta of the call that is sold; 0 for none.
  public let callDelta: Double
  /// Least days to expiry of what is bought.
  public let days: Double
  /// Days before expiry at which it is replaced.
  public let daysRoll: Double
  /// Share of equity that is insured, above 0.
  public let share: Double

  /// A holding by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    putDelta: Double, callDelta: Double, days: Double, daysRoll: Double, share: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(
      above: 0, ["put_delta": putDelta, "days": days, "share": share])
    try StrategyParameter.check(from: 0, ["call_delta": callDelta, "days_roll": daysRoll])
    guard putDelta < 1, callDelta < 1, daysRoll < days else {
      throw SteelyardError(
        .invalidInput,
        "Deltas of \(putDelta) and \(callDelta), \(days) and \(daysRoll) days can't be.",
        remedy: "Give deltas below 1 and a roll before the expiry.")
    }
    self.putDelta = putDelta
    self.callDelta = callDelta
    self.days = days
    self.daysRoll = daysRoll
    self.share = share
  }

  /// `protective_put` or `collar`.
  public var name: String { callDelta > 0 ? "collar" : "protective_put" }
  /// It needs no memory.
  public var initialMemory: NoMemory { NoMemory() }

  /// Buys the coin with its insurance, and renews that.
  public func decision(
    for view: StrategyView, _ memory: NoMemory
  ) throws(SteelyardError) -> StrategyDecision<NoMemory> {
    var trades: [StrategyTrade] = []
    let budget = view.budget(ofShare: share)
    for coin in view.market.coins {
      guard let spot = coin.price, budget > 0 else { continue }
      let options = view.account.options(on: coin.coin)
      let left = options.compactMap { $0.instrument.expiry.map(view.time.days) }.min()
      if let left, left > daysRoll { continue }
      guard let put = try view.option(on: coin, delta: putDelta, .put, days: days),
        let quote = view.quote(of: put)
      else { continue }
      let coins = budget / (spot + quote.value)
      let held = view.account.quantity(of: coin.spot)
      let isNew = held == 0
      let reason =
        left.map { "\(decimal($0)) days are left of the insurance" }
        ?? "the coin is held with \(percent(share)) of equity, insured"
      for option in options where option.instrument != put {
        let trade = try view.trade(option.instrument, to: 0, .roll, reason)
        if let trade { trades.append(trade) }
      }
      // A coin that is not insured is not held: what the puts do not cover is sold first.
      let change = try view.trade(coin.spot, to: coins, isNew ? .entry : .roll, reason)
      if let change { trades.append(change) }
      if let trade = try view.trade(put, to: coins, isNew ? .tailHedge : .roll, reason) {
        trades.append(trade)
      }
      if callDelta > 0, let call = try view.option(on: coin, delta: callDelta, .call, days: days),
        let trade = try view.trade(call, to: -coins, isNew ? .entry : .roll, reason)
      {
        trades.append(trade)
      }
    }
    return StrategyDecision(trades, memory: memory)
  }
}
