import Glibc
public import SteelyardContracts

/// What happens to prices from outside, whatever accounts do: the same for every policy.
public struct CascadeShock: Sendable, Hashable {
  /// Relative move of each coin; shape `[coin]`.
  public let moves: [Double]
  /// Rounds in which it comes, in equal steps.
  public let rounds: Int
  /// Noise on top, as a multiple of each coin's calm volatility; 0 for none.
  public let noise: Double
  /// Correlation of the noise of two coins.
  public let correlation: Double
  /// What the noise is drawn from.
  public let seed: UInt64

  /// A shock.
  ///
  /// - Throws: `invalidInput` for a move of -1 or less, less than a round, or noise that is negative.
  public init(
    moves: [Double], rounds: Int, noise: Double, correlation: Double, seed: UInt64
  ) throws(SteelyardError) {
    for move in moves {
      try CascadeMarket.require(move, in: -0.99...10, "shock", "a move from -0.99 to 10")
    }
    try CascadeMarket.require(
      Double(rounds), in: 1...Double(CascadeMarket.roundsMax), "shock rounds",
      "1 to \(CascadeMarket.roundsMax) rounds")
    try CascadeMarket.require(noise, in: 0...100, "noise", "from 0 to 100")
    try CascadeMarket.require(correlation, in: 0...1, "correlation", "from 0 to 1")
    self.moves = moves
    self.rounds = rounds
    self.noise = noise
    self.correlation = correlation
    self.seed = seed
  }

  /// The same shock with another seed.
  public func seeded(_ seed: UInt64) throws(SteelyardError) -> CascadeShock {
    try CascadeShock(
      moves: moves, rounds: rounds, noise: noise, correlation: correlation, seed: seed)
  }

  /// Prices without anybody's trades, round by round; shape `[round][coin]`.
  func path(of market: CascadeMarket, rounds count: Int) -> [[Double]] {
    var sums = [Double](repeating: 0, count: moves.count)
    let years = market.roundSeconds / (365 * 86_400)
    return (0..<count).map { round in
      let part = min(Double(round + 1) / Double(rounds), 1)
      var common = PlacedNumbers(seed: seed, purpose: 12, round)
      let shared = noise > 0 ? common.normal() : 0
      return market.coins.indices.map { coin in
        let shocked = market.coins[coin].price * (1 + moves[coin] * part)
        guard noise > 0 else { return shocked }
        var own = PlacedNumbers(seed: seed, purpose: 11, round, coin)
        let normal =
          correlation.squareRoot() * shared + (1 - correlation).squareRoot() * own.normal()
        sums[coin] += noise * market.coins[coin].volatility * years.squareRoot() * normal
        return shocked * exp(sums[coin])
      }
    }
  }
}
