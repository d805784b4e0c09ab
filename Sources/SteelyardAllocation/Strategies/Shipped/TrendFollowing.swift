public import SteelyardContracts

/// Long what rose, short what fell, each coin at the same volatility.
///
///     signal = mean of the signs of the returns over the look-backs,  weight = signal x target / (realised x coins)
///
/// Traded in perpetuals, and only where a weight has left its band.
///
/// - Source: T. Moskowitz, Y. H. Ooi, L. H. Pedersen, "Time series momentum", J. Financial Economics 104 (2012), eq. 5.
public struct TrendFollowing: Strategy {
  /// Days of the shorter look-back.
  public let fastDays: Double
  /// Days of the longer one.
  public let slowDays: Double
  /// The volatility that is aimed at for all coins together, were they one, decimal a year.
  public let target: Double
  /// Days of realised volatility.
  public let realisedDays: Double
  /// Largest size of one coin over equity.
  public let weightMax: Double
  /// The change of a weight that is not traded, as a share of the largest.
  public let band: Double

  /// A trend by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    fastDays: Double, slowDays: Double, target: Double, realisedDays: Double, weightMax: Double,
    band: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(
      above: 0,
      [
        "fast": fastDays, "slow": slowDays, "target": target, "realised": realisedDays,
        "weight_max": weightMax,
      ])
    try StrategyParameter.check(from: 0, ["band": band])
    self.fastDays = fastDays
    self.slowDays = slowDays
    self.target = target
    self.realisedDays = realisedDays
    self.weightMax = weightMax
    self.band = band
  }

  /// `trend`.
  public var name: String { "trend" }
  /// It needs no memory.
  public var initialMemory: NoMemory { NoMemory() }

  /// Brings every coin to its weight.
  public func decision(
    for view: StrategyView, _ memory: NoMemory
  ) throws(SteelyardError) -> StrategyDecision<NoMemory> {
    var trades: [StrategyTrade] = []
    let count = Double(view.market.coins.count)
    let equity = view.account.equity
    for coin in view.market.coins {
      guard let price = coin.perpetualPrice, equity > 0,
        let fast = coin.logReturn(days: fastDays), let slow = coin.logReturn(days: slowDays),
        let realised = coin.realisedVolatility(days: realisedDays), realised > 0
      else { continue }
      let signal = (TrendFollowing.sign(fast) + TrendFollowing.sign(slow)) / 2
      let weight = min(max(signal * target / realised / count, -weightMax), weightMax)
      let held = view.account.quantity(of: coin.perpetual)
      let change = weight - held * price / equity
      guard abs(change) > band * weightMax || (weight == 0 && held != 0) else { continue }
      let quantity = weight * equity / price
      let trade = try view.trade(
        coin.perpetual, to: quantity, abs(weight) * equity < abs(held) * price ? .exit : .entry,
        "\(percent(fast)) in \(decimal(fastDays, 0)) days, \(percent(slow)) in \(decimal(slowDays, 0)), "
          + "volatility \(percent(realised)): weight \(percent(weight))")
      if let trade { trades.append(trade) }
    }
    return StrategyDecision(trades, memory: memory)
  }

  private static func sign(_ number: Double) -> Double { number > 0 ? 1 : number < 0 ? -1 : 0 }
}
