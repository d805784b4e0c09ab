public import SteelyardContracts

/// A cascade from the first round to the last.
public struct CascadeRun: Sendable, Hashable {
  /// The policy that was in force.
  public let policy: CascadePolicy
  /// Every round.
  public let rounds: [CascadeRound]
  /// Prices before the shock, USD; shape `[coin]`.
  public let pricesBefore: [Double]
  /// Prices of every round without anybody's trades, USD; shape `[round][coin]`.
  public let fundamental: [[Double]]
  /// Notional closed for accounts, USD at the oracle's prices; shape `[coin]`.
  public let liquidated: [Double]
  /// Notional of winners closed against losers, USD; shape `[coin]`.
  public let deleveraged: [Double]
  /// How many such positions.
  public let deleveragings: Int
  /// Decisions to close something of an account; one account may have many.
  public let liquidations: Int
  /// Accounts that had something closed.
  public let accountsHit: Int
  /// Accounts taken by bidders.
  public let auctioned: Int
  /// Liquidations of loans above the frontier 1 / (1 + bonus), after which the loan was worse than before.
  public let toxicLiquidations: Int
  /// Stops by the circuit breaker.
  public let halts: Int
  /// Deficits of accounts that were closed whole, USD: `fundDraw`, `winnersLoss` and `socialised` together.
  public let badDebt: Double
  /// What funds paid of them, USD.
  public let fundDraw: Double
  /// What winners that were closed against losers got less than the oracle's price for it, USD.
  public let winnersLoss: Double
  /// What no fund had and everybody with equity paid at the end, USD.
  public let socialised: Double
  /// Liquidation fees, USD.
  public let fees: Double
  /// What owners moved between their accounts, USD.
  public let toppedUp: Double
  /// Deficits of the owners with the two largest, USD, largest first.
  public let largestShortfalls: [Double]
  /// Largest of what money, coins, perpetuals and options came to more or less than at the start, over their gross sum, of all rounds.
  public let conservationError: Double

  /// Runs a cascade.
  ///
  /// - Parameters:
  ///   - population: Made for the same market.
  ///   - rounds: 1 to `CascadeMarket.roundsMax`.
  /// - Throws: `invalidInput` for numbers of the market, the policy or the shock that can't be.
  public init(
    _ population: Population, market: CascadeMarket, shock: CascadeShock, policy: CascadePolicy,
    terms: CascadePolicyTerms, rounds count: Int
  ) throws(SteelyardError) {
    try market.check()
    try terms.check()
    try CascadeMarket.require(
      Double(count), in: 1...Double(CascadeMarket.roundsMax), "rounds",
      "1 to \(CascadeMarket.roundsMax) rounds")
    guard shock.moves.count == market.coins.count else {
      throw CascadeMarket.refusal(
        "shock", "has \(shock.moves.count) moves", "one for each coin of the market")
    }
    var state = CascadeState(
      market: market, population: population, policy: policy, terms: terms)
    let path = shock.path(of: market, rounds: count)
    let before = state.conserved
    var error = 0.0
    for round in 0..<count {
      state.run(round: round, fundamental: path[round])
      error = max(error, state.conserved.difference(from: before))
    }
    let socialised = state.socialise()
    error = max(error, state.conserved.difference(from: before))
    let tally = state.tally
    self.policy = policy
    self.rounds = tally.rounds
    pricesBefore = market.coins.map(\.price)
    fundamental = path
    liquidated = tally.liquidated
    deleveraged = tally.deleveraged
    deleveragings = tally.deleveragedCount
    liquidations = tally.liquidations
    accountsHit = tally.accountsHit
    auctioned = tally.auctioned
    toxicLiquidations = tally.toxic
    halts = tally.halts
    badDebt = tally.badDebt
    fundDraw = tally.fundDraw
    self.socialised = socialised
    winnersLoss = tally.winnersLoss
    fees = tally.fees
    toppedUp = tally.toppedUp
    largestShortfalls = Array(tally.shortfall.sorted(by: >).prefix(2))
    conservationError = error
  }

  /// The furthest that prices went over the furthest that they would have gone without anybody's trades.
  ///
  /// 1 where nothing was added, nil for a coin that was not shocked. Shape `[coin]`.
  public var amplification: [Double?] {
    pricesBefore.indices.map { coin in
      let start = pricesBefore[coin]
      let own = fundamental.map { $0[coin] }
      let all = rounds.map { $0.prices[coin] }
      let end = own.last ?? start
      guard end != start, let low = own.min(), let high = own.max(), let lowest = all.min(),
        let highest = all.max()
      else { return nil }
      return end < start
        ? (start - lowest) / (start - low) : (highest - start) / (high - start)
    }
  }

  /// Amplification of all shocked coins, each by what was closed in it; the plain mean where nothing was.
  public var meanAmplification: Double {
    var weighted = 0.0
    var weights = 0.0
    var plain: [Double] = []
    for (coin, value) in amplification.enumerated() {
      guard let value else { continue }
      plain.append(value)
      weighted += value * liquidated[coin]
      weights += liquidated[coin]
    }
    if weights > 0 { return weighted / weights }
    return plain.isEmpty ? 1 : plain.reduce(0, +) / Double(plain.count)
  }

  /// Rounds in which something was closed.
  public var activeRounds: Int { rounds.count { $0.liquidations > 0 } }
}
