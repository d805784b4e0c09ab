public import SteelyardContracts

/// Sells strangles where implied volatility stands above realised, hedges their delta with the perpetual, and buys
/// wings
/// against the far tail.
///
/// A strangle is opened where the volatility index exceeds what was realised by the least premium; held to a few days
/// before
/// its expiry; bought back where realised volatility has overtaken implied by as much. The wings are bought with it,
/// in the
/// same quantity, so that a crash has a largest loss. Delta is brought back to zero once it leaves a band.
///
/// - Source: the variance premium, P. Carr, L. Wu, "Variance risk premiums", Review of Financial Studies 22 (2009);
///   hedging to a
///   band, A. Whalley, P. Wilmott, Mathematical Finance 7 (1997).
public struct ShortStrangle: Strategy {
  /// Least implied less realised volatility for an entry, decimal.
  public let premiumMin: Double
  /// Delta of what is sold, its size.
  public let delta: Double
  /// Delta of the wings, its size, below that of what is sold; 0 for none.
  public let tailDelta: Double
  /// Least days to expiry of what is sold.
  public let days: Double
  /// Days before expiry at which all is closed.
  public let daysExit: Double
  /// Coins sold on each side, in dollars over equity, of all coins together.
  public let share: Double
  /// Delta over equity that is left unhedged.
  public let band: Double
  /// Days of realised volatility.
  public let realisedDays: Double

  /// A strangle by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    premiumMin: Double, delta: Double, tailDelta: Double, days: Double, daysExit: Double,
    share: Double, band: Double, realisedDays: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(
      above: 0, ["delta": delta, "days": days, "share": share, "realised": realisedDays])
    try StrategyParameter.check(
      from: 0, ["tail_delta": tailDelta, "days_exit": daysExit, "band": band])
    try StrategyParameter.check(from: -1000, ["premium": premiumMin])
    guard delta < 0.5, tailDelta < delta, daysExit < days else {
      throw SteelyardError(
        .invalidInput,
        "A delta of \(delta) with wings of \(tailDelta), or \(daysExit) of \(days) days, make no strangle.",
        remedy: "Give a delta below 0.5, wings below it, and an exit before the expiry.")
    }
    self.premiumMin = premiumMin
    self.delta = delta
    self.tailDelta = tailDelta
    self.days = days
    self.daysExit = daysExit
    self.share = share
    self.band = band
    self.realisedDays = realisedDays
  }

  /// `short_strangle`.
  public var name: String { "short_strangle" }
  /// It needs no memory.
  public var initialMemory: NoMemory { NoMemory() }

  /// Opens, hedges or closes.
  public func decision(
    for view: StrategyView, _ memory: NoMemory
  ) throws(SteelyardError) -> StrategyDecision<NoMemory> {
    var trades: [StrategyTrade] = []
    let budget = view.budget(ofShare: share)
    for coin in view.market.coins {
      guard let spot = coin.price, let implied = coin.impliedVolatility.last,
        let realised = coin.realisedVolatility(days: realisedDays)
      else { continue }
      let options = view.account.options(on: coin.coin)
      if options.isEmpty {
        let stray = try view.trade(coin.perpetual, to: 0, .exit, "no option is left to hedge")
        if let stray { trades.append(stray) }
        guard implied - realised > premiumMin, budget > 0 else { continue }
        trades += try opening(coin, coins: budget / spot, implied - realised, view)
        continue
      }
      let left = options.compactMap { $0.instrument.expiry.map(view.time.days) }.min() ?? 0
      if left <= daysExit || realised - implied > premiumMin {
        let reason =
          left <= daysExit
          ? "\(decimal(left)) days are left"
          : "\(percent(realised)) were realised and \(percent(implied)) are implied"
        for leg in options.map(\.instrument) + [coin.perpetual] {
          if let trade = try view.trade(leg, to: 0, .exit, reason) { trades.append(trade) }
        }
        continue
      }
      if let hedge = try DeltaHedge.trade(coin, band: band, view) { trades.append(hedge) }
    }
    return StrategyDecision(trades, memory: memory)
  }

  private func opening(
    _ coin: CoinMarket, coins: Double, _ premium: Double, _ view: StrategyView
  ) throws(SteelyardError) -> [StrategyTrade] {
    var trades: [StrategyTrade] = []
    let reason = "implied volatility stands \(percent(premium)) above realised"
    for right in OptionRight.allCases {
      guard let sold = try view.option(on: coin, delta: delta, right, days: days) else { continue }
      if tailDelta > 0,
        let wing = try view.option(on: coin, delta: tailDelta, right, days: days), wing != sold,
        let trade = try view.trade(wing, by: coins, .tailHedge, "the far tail is insured")
      {
        trades.append(trade)
      }
      if let trade = try view.trade(sold, by: -coins, .entry, reason) { trades.append(trade) }
    }
    return trades
  }
}

/// The trade in a perpetual that brings what options and pools of a coin move like back to nothing.
enum DeltaHedge {
  /// The trade; nil while the delta is inside the band.
  ///
  /// - Parameter band: Delta in dollars over equity that is left alone.
  static func trade(
    _ coin: CoinMarket, band: Double, _ view: StrategyView
  ) throws(SteelyardError) -> StrategyTrade? {
    guard let spot = coin.price else { return nil }
    var delta =
      view.account.quantity(of: coin.spot) + view.account.quantity(of: coin.perpetual)
      + (view.account.pool(of: coin.coin)?.coins(at: spot) ?? 0)
    for position in view.account.options(on: coin.coin) {
      guard let quote = view.quote(of: position.instrument) else { return nil }
      delta += position.quantity.doubleValue * quote.delta
    }
    guard abs(delta) * spot > band * max(view.account.equity, 0) else { return nil }
    return try view.trade(
      coin.perpetual, by: -delta, .hedge, "delta is \(decimal(delta, 4)) coins")
  }
}
