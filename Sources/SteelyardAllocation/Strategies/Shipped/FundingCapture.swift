import Glibc
public import SteelyardContracts

/// Long spot against a short perpetual while funding pays for it, without exposure to the price.
///
///     expected = funding of the look-back, a year - round trip of both legs x 365 / days held - basis risk
///     basis risk = aversion x deviation of the basis
///
/// A coin is entered where `expected` exceeds the entry rate, and left where the funding of the look-back falls below
/// the exit
/// rate: what was paid to enter is then spent and no longer asks. The legs are kept equal within a band, and near
/// their share of equity. Where the account owes dollars, what they cost is taken off too.
///
/// - Source: funding as the price of leverage, S. He, A. Manela, O. Ross, V. von Wachter, "Fundamentals of perpetual
///   futures"
///   (2022), arXiv:2212.06888.
public struct FundingCapture: Strategy {
  /// Days of funding that the next ones are expected to be like, > 0.
  public let lookbackDays: Double
  /// Least expected return a year for an entry, decimal.
  public let entryRate: Double
  /// Funding a year below which a coin is left, decimal.
  public let exitRate: Double
  /// Days over which the costs of a round trip are spread, > 0.
  public let daysHeld: Double
  /// Share of equity that goes into spot of all coins together, above 0.
  public let share: Double
  /// How much a year of expected return one deviation of the basis has to be paid with.
  public let basisAversion: Double

  /// Capture by its parameters.
  ///
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    lookbackDays: Double, entryRate: Double, exitRate: Double, daysHeld: Double, share: Double,
    basisAversion: Double
  ) throws(SteelyardError) {
    try StrategyParameter.check(
      above: 0, ["lookback": lookbackDays, "held": daysHeld, "share": share])
    try StrategyParameter.check(from: 0, ["basis_aversion": basisAversion])
    try StrategyParameter.check(from: -1000, ["entry": entryRate, "exit": exitRate])
    self.lookbackDays = lookbackDays
    self.entryRate = entryRate
    self.exitRate = exitRate
    self.daysHeld = daysHeld
    self.share = share
    self.basisAversion = basisAversion
  }

  /// `funding_capture`.
  public var name: String { "funding_capture" }
  /// It needs no memory: what it holds says whether it is in.
  public var initialMemory: NoMemory { NoMemory() }

  /// Enters, leaves, or keeps the legs equal.
  public func decision(
    for view: StrategyView, _ memory: NoMemory
  ) throws(SteelyardError) -> StrategyDecision<NoMemory> {
    var trades: [StrategyTrade] = []
    var best: Double?
    let budget = view.budget(ofShare: share)
    for coin in view.market.coins {
      guard let price = coin.price, let funding = coin.fundingPerYear(days: lookbackDays) else {
        continue
      }
      let held = view.account.quantity(of: coin.spot)
      let short = view.account.quantity(of: coin.perpetual)
      if held > 0 || short < 0 {
        if funding < exitRate {
          let reason = "funding of \(percent(funding)) a year is below \(percent(exitRate))"
          for leg in [coin.spot, coin.perpetual] {
            if let trade = try view.trade(leg, to: 0, .exit, reason) { trades.append(trade) }
          }
        } else if abs(held + short) > FundingCapture.band * max(held, -short) {
          // The smaller leg decides: legs drift apart where a limit or a liquidation cut one of them.
          let size = min(held, -short)
          let reason = "the legs are \(percent(abs(held + short) / max(held, -short))) apart"
          for (leg, target) in [(coin.spot, size), (coin.perpetual, -size)] {
            if let trade = try view.trade(leg, to: target, .hedge, reason) { trades.append(trade) }
          }
        } else if abs(held * price - budget) > FundingCapture.drift * budget, budget > 0 {
          // A coin that has risen leaves both legs too large for the equity that margins them.
          let reason = "spot has become \(percent(held * price / view.account.equity)) of equity"
          for (leg, target) in [(coin.spot, budget / price), (coin.perpetual, -budget / price)] {
            if let trade = try view.trade(leg, to: target, .hedge, reason) { trades.append(trade) }
          }
        }
        continue
      }
      let expected = expectedReturn(of: coin, funding, view)
      guard expected > entryRate, budget > 0 else { continue }
      best = min(best ?? expected, expected)
      let reason =
        "funding of \(percent(funding)) a year leaves \(percent(expected)) after costs and basis risk"
      for (leg, sign) in [(coin.spot, 1.0), (coin.perpetual, -1.0)] {
        let trade = try view.trade(leg, by: sign * budget / price, .entry, reason)
        if let trade { trades.append(trade) }
      }
    }
    return StrategyDecision(trades, expectedReturn: best, memory: memory)
  }

  /// How far the legs may be apart, as a share of the larger one.
  static let band = 0.02
  /// How far a leg may be from its share of equity before both are brought back.
  static let drift = 0.25

  /// What a year of it is expected to bring, on the money in spot.
  func expectedReturn(of coin: CoinMarket, _ funding: Double, _ view: StrategyView) -> Double {
    let costs = 2 * view.roundTrip(coin.coin) * 365 / daysHeld
    let owed = view.account.cash.isNegative ? view.borrowRate : 0
    return funding - costs - owed - basisAversion * basisDeviation(of: coin)
  }

  /// The deviation of the basis over the look-back; 0 where no marks of the perpetual are known.
  private func basisDeviation(of coin: CoinMarket) -> Double {
    guard let end = coin.perpetualPrices.lastTime else { return 0 }
    let start = Timestamp(microseconds: end.microseconds - Int64(lookbackDays * 86_400e6))
    let rows = min(coin.perpetualPrices.rows(after: start), coin.closes.count)
    guard rows > 2 else { return 0 }
    var (sum, squares) = (0.0, 0.0)
    for row in 0..<rows {
      guard let mark = coin.perpetualPrices.value(rowsBack: row),
        let price = coin.closes.value(rowsBack: row)
      else { return 0 }
      let basis = mark / price - 1
      sum += basis
      squares += basis * basis
    }
    let mean = sum / Double(rows)
    return max(0, squares / Double(rows) - mean * mean).squareRoot()
  }
}
