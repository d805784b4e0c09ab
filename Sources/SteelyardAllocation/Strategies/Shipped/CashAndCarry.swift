public import SteelyardContracts

/// Long spot against a short dated future, held to its settlement: the basis is locked in, funding plays no part.
///
///     expected = ((F / S - 1) - costs) x 365 / days,  costs = a round trip of spot and half of one of the future
///
/// Entered where `expected` exceeds the entry rate, what a debt costs included; closed early where the basis that is
/// left is
/// worth less than the exit rate; the coins of a settled future are sold, or stay for the next one where it pays.
///
/// - Source: cost of carry, J. Hull, "Options, Futures, and Other Derivatives", 11th ed. (2021), 5.9.
public struct CashAndCarry: Strategy {
  /// Least expected return a year for an entry, decimal.
  public let entryRate: Double
  /// Basis a year, costs left out, below which a future is bought back, decimal.
  public let exitRate: Double
  /// Least days to settlement for an entry.
  public let daysMin: Double
  /// Most days to settlement for an entry.
  public let daysMax: Double
  /// Share of equity that goes into spot of all coins together, above 0.
  public let share: Double

  /// Carry by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    entryRate: Double, exitRate: Double, daysMin: Double, daysMax: Double, share: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(above: 0, ["share": share, "days_max": daysMax])
    try StrategyParameter.check(from: 0, ["days_min": daysMin])
    try StrategyParameter.check(from: -1000, ["entry": entryRate, "exit": exitRate])
    self.entryRate = entryRate
    self.exitRate = exitRate
    self.daysMin = daysMin
    self.daysMax = daysMax
    self.share = share
  }

  /// `basis`.
  public var name: String { "basis" }
  /// It needs no memory.
  public var initialMemory: NoMemory { NoMemory() }

  /// Enters, leaves, or sells what a settled future leaves behind.
  public func decision(
    for view: StrategyView, _ memory: NoMemory
  ) throws(SteelyardError) -> StrategyDecision<NoMemory> {
    var trades: [StrategyTrade] = []
    var best: Double?
    let budget = view.budget(ofShare: share)
    for coin in view.market.coins {
      guard let spot = coin.price else { continue }
      let held = view.account.quantity(of: coin.spot)
      let sold = coin.futures.first { view.account.quantity(of: $0.instrument) < 0 }
      if let sold, let price = sold.prices.last {
        let left = (price / spot - 1) * 365 / max(view.time.days(to: sold.expiry), 0.5)
        guard left < exitRate else { continue }
        let reason = "\(percent(left)) a year of basis are left, less than \(percent(exitRate))"
        for leg in [coin.spot, sold.instrument] {
          if let trade = try view.trade(leg, to: 0, .exit, reason) { trades.append(trade) }
        }
        continue
      }
      guard let (future, expected) = richest(coin, spot, view), expected > entryRate, budget > 0
      else {
        let trade = try view.trade(coin.spot, to: 0, .exit, "no future pays for holding the coin")
        if let trade { trades.append(trade) }
        continue
      }
      best = min(best ?? expected, expected)
      let coins = budget / spot
      let reason = "\(future) leaves \(percent(expected)) a year after costs"
      if let trade = try view.trade(coin.spot, by: coins - held, held > 0 ? .roll : .entry, reason)
      {
        trades.append(trade)
      }
      let short = try view.trade(future, by: -coins, held > 0 ? .roll : .entry, reason)
      if let short { trades.append(short) }
    }
    return StrategyDecision(trades, expectedReturn: best, memory: memory)
  }

  /// The future that pays most for its time, and what it leaves a year.
  private func richest(
    _ coin: CoinMarket, _ spot: Double, _ view: StrategyView
  ) -> (future: Instrument, expected: Double)? {
    let costs = 1.5 * view.roundTrip(coin.coin)
    let owed = view.account.cash.isNegative ? view.borrowRate : 0
    var best: (future: Instrument, expected: Double)?
    for future in coin.futures {
      let days = view.time.days(to: future.expiry)
      guard days >= daysMin, days <= daysMax, days > 0, let price = future.prices.last else {
        continue
      }
      let expected = (price / spot - 1 - costs) * 365 / days - owed
      if expected > best?.expected ?? -.infinity { best = (future.instrument, expected) }
    }
    return best
  }
}
