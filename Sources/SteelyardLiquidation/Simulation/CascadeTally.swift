/// What is counted while a cascade runs.
struct CascadeTally {
  var rounds: [CascadeRound] = []
  /// USD at the oracle's prices; shape `[coin]`.
  var liquidated: [Double]
  var deleveraged: [Double]
  var deleveragedCount = 0
  var liquidations = 0
  var accountsHit = 0
  var badDebt = 0.0
  var fundDraw = 0.0
  var winnersLoss = 0.0
  var fees = 0.0
  var auctioned = 0
  var toxic = 0
  var halts = 0
  var toppedUp = 0.0
  /// Deficits by owner, USD.
  var shortfall: [Double]
  /// Of the round that runs.
  var round: CascadeRound
  private let coins: Int

  init(coins: Int, owners: Int) {
    self.coins = coins
    liquidated = [Double](repeating: 0, count: coins)
    deleveraged = liquidated
    shortfall = [Double](repeating: 0, count: owners)
    round = CascadeRound(coins: coins)
  }

  /// Counts notional that was closed for an account.
  mutating func close(_ notional: Double, coin: Int) {
    liquidated[coin] += notional
    round.liquidated[coin] += notional
  }

  /// Ends the round.
  mutating func endRound(prices: [Double], depth: Double, fund: Double) {
    round.prices = prices
    round.depth = depth
    round.fund = fund
    rounds.append(round)
    round = CascadeRound(coins: coins)
  }
}

/// One round of a cascade.
public struct CascadeRound: Sendable, Hashable {
  /// Mean prices over the venues at its end, USD; shape `[coin]`.
  public internal(set) var prices: [Double] = []
  /// How many accounts had something closed.
  public internal(set) var liquidations = 0
  /// What was closed, USD at the oracle's prices; shape `[coin]`.
  public internal(set) var liquidated: [Double]
  /// Positions of winners that were closed against losers.
  public internal(set) var deleveragings = 0
  /// Their notional, USD.
  public internal(set) var deleveraged = 0.0
  /// The least depth of all markets, as a share of the calm one.
  public internal(set) var depth = 1.0
  /// What is in all funds, USD.
  public internal(set) var fund = 0.0
  /// Whether closing was stopped.
  public internal(set) var isHalted = false

  init(coins: Int) { liquidated = [Double](repeating: 0, count: coins) }
}
