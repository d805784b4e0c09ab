import Glibc
public import SteelyardContracts

/// What happens to prices from outside, whatever accounts do: the same for every policy.
public struct CascadeShock: Sendable, Hashable {
  /// When it comes.
  public enum Timing: Sendable, Hashable {
    /// In so many rounds, in equal steps.
    case even(rounds: Int)
    /// As a course says.
    case course(ShockCourse)
  }

  /// Relative move of each coin; shape `[coin]`.
  public private(set) var moves: [Double]
  /// When it comes.
  public let timing: Timing
  /// Noise on top, as a multiple of each coin's calm volatility; 0 for none.
  public let noise: Double
  /// Correlation of the noise of two coins.
  public let correlation: Double
  /// What the noise is drawn from.
  public private(set) var seed: UInt64

  /// A shock.
  ///
  /// - Throws: `invalidInput` for a move of -1 or less, a course that can't be, or noise that is negative.
  public init(
    moves: [Double], timing: Timing, noise: Double, correlation: Double, seed: UInt64
  ) throws(SteelyardError) {
    for move in moves { try Self.check(move) }
    switch timing {
    case .even(let rounds):
      try CascadeMarket.require(
        Double(rounds), in: 1...Double(CascadeMarket.roundsMax), "shock rounds",
        "1 to \(CascadeMarket.roundsMax) rounds")
    case .course(let course):
      try course.check()
      for move in moves {
        for point in course.points { try Self.check(move * point.share) }
      }
    }
    try CascadeMarket.require(noise, in: 0...100, "noise", "from 0 to 100")
    try CascadeMarket.require(correlation, in: 0...1, "correlation", "from 0 to 1")
    self.moves = moves
    self.timing = timing
    self.noise = noise
    self.correlation = correlation
    self.seed = seed
  }

  /// A shock that comes in so many rounds, in equal steps.
  ///
  /// - Throws: As the other.
  public init(
    moves: [Double], rounds: Int, noise: Double, correlation: Double, seed: UInt64
  ) throws(SteelyardError) {
    try self.init(
      moves: moves, timing: .even(rounds: rounds), noise: noise, correlation: correlation,
      seed: seed)
  }

  private static func check(_ move: Double) throws(SteelyardError) {
    try CascadeMarket.require(move, in: -0.99...10, "shock", "a move from -0.99 to 10")
  }

  /// The same shock with another seed.
  public func seeded(_ seed: UInt64) -> CascadeShock {
    var shock = self
    shock.seed = seed
    return shock
  }

  /// The same shock with its moves multiplied.
  ///
  /// - Throws: `invalidInput` where a move becomes one that can't be.
  public func scaled(by multiple: Double) throws(SteelyardError) -> CascadeShock {
    try CascadeShock(
      moves: moves.map { $0 * multiple }, timing: timing, noise: noise, correlation: correlation,
      seed: seed)
  }

  /// The same shock at other times.
  ///
  /// - Throws: `invalidInput` for a course that can't be.
  public func timed(_ timing: Timing) throws(SteelyardError) -> CascadeShock {
    try CascadeShock(
      moves: moves, timing: timing, noise: noise, correlation: correlation, seed: seed)
  }

  /// Prices without anybody's trades, round by round; shape `[round][coin]`.
  func path(of market: CascadeMarket, rounds count: Int) -> [[Double]] {
    var sums = [Double](repeating: 0, count: moves.count)
    let years = market.roundSeconds / (365 * 86_400)
    return (0..<count).map { round in
      let part =
        switch timing {
        case .even(let rounds): min(Double(round + 1) / Double(rounds), 1)
        case .course(let course): course.share(at: Double(round + 1) * market.roundSeconds)
        }
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
