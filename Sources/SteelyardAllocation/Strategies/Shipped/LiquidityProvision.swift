public import SteelyardContracts

/// Provides liquidity to a pool of the coin against dollars, and sells the perpetual against the coins in it.
///
/// A pool share is short gamma: x = L (1/sqrt P - 1/sqrt Pu) coins, gamma = -L / (2 P^1.5). Hedged, what is left is
/// the fees less
/// the curvature, L sqrt(P) sigma^2 / 4 a year. A range that the price has left is provided anew around it. Width 0
/// is a pool of
/// constant product.
///
/// - Source: J. Milionis, C. Moallemi, T. Roughgarden, A. Zhang, "Automated market making and
///   loss-versus-rebalancing" (2022),
///   arXiv:2208.06046, examples 3 and 4.
public struct LiquidityProvision: Strategy {
  /// Since when a price has been outside each coin's range, in microseconds, by code.
  public struct Memory: Codable, Sendable, Hashable {
    var outsideSince: [String: Int64] = [:]
  }

  /// How far the range goes from the price either way, decimal: 0.2 from P / 1.2 to 1.2 P; 0 for everything.
  public let width: Double
  /// Share of equity in pools of all coins together, above 0.
  public let share: Double
  /// The share of the pool's delta that is hedged, 0 to 1.
  public let hedged: Double
  /// Delta over equity that is left unhedged.
  public let band: Double
  /// Days outside its range after which liquidity is provided anew.
  public let patienceDays: Double

  /// Provision by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    width: Double, share: Double, hedged: Double, band: Double, patienceDays: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(above: 0, ["share": share])
    try StrategyParameter.check(
      from: 0, ["width": width, "hedged": hedged, "band": band, "patience": patienceDays])
    guard hedged <= 1 else {
      throw SteelyardError(
        .invalidInput, "\(hedged) of a delta can't be hedged.", remedy: "Give 0 to 1.")
    }
    self.width = width
    self.share = share
    self.hedged = hedged
    self.band = band
    self.patienceDays = patienceDays
  }

  /// `liquidity_provision`.
  public var name: String { "liquidity_provision" }
  /// Every price is inside its range.
  public var initialMemory: Memory { Memory() }

  /// Provides, hedges, or takes back what earns nothing.
  public func decision(
    for view: StrategyView, _ memory: Memory
  ) throws(SteelyardError) -> StrategyDecision<Memory> {
    var memory = memory
    var trades: [StrategyTrade] = []
    var liquidity: [LiquidityChange] = []
    let budget = view.budget(ofShare: share)
    for coin in view.market.coins {
      guard let spot = coin.price, budget > 0 else { continue }
      let code = coin.coin.code
      guard let pool = view.account.pool(of: coin.coin) else {
        let (lower, upper) = width == 0 ? (0, nil) : (spot / (1 + width), spot * (1 + width))
        liquidity.append(
          LiquidityChange(
            coin: coin.coin, .provide(valueUSD: budget, lower: lower, upper: upper),
            reason: "liquidity is provided around \(decimal(spot))"))
        memory.outsideSince[code] = nil
        // The hedge comes with it: half the value of a pool around its price is coins.
        let coins =
          (try PoolHolding.providing(
            valueUSD: budget, coin: coin.coin, lower: lower, upper: upper, at: spot)).coins(
            at: spot)
        let trade = try view.trade(
          coin.perpetual, to: -hedged * coins, .hedge, "the coins of the pool are hedged")
        if let trade { trades.append(trade) }
        continue
      }
      if !pool.isInRange(at: spot) {
        let since = memory.outsideSince[code] ?? view.time.microseconds
        memory.outsideSince[code] = since
        if Timestamp(microseconds: since).days(to: view.time) >= patienceDays {
          liquidity.append(
            LiquidityChange(
              coin: coin.coin, .withdraw,
              reason: "\(decimal(spot)) is outside its range and earns nothing"))
          continue
        }
      } else {
        memory.outsideSince[code] = nil
      }
      let target = -hedged * pool.coins(at: spot)
      let short = view.account.quantity(of: coin.perpetual)
      guard abs(target - short) * spot > band * view.account.equity else { continue }
      let trade = try view.trade(
        coin.perpetual, by: target - short, .hedge,
        "the pool holds \(decimal(pool.coins(at: spot), 4)) coins")
      if let trade { trades.append(trade) }
    }
    return StrategyDecision(trades, liquidity: liquidity, memory: memory)
  }
}
