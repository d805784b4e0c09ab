/// What a cascade should do by theory: how much further fall the sales cause that a small further fall causes.
///
/// The ratio is impact slope x density of liquidation volume, taken at the price after the shock as a difference: the fall by
/// which the sales of all accounts reached by a further `step` would move the price, over that step. At 1 and above a small
/// fall feeds itself.
///
/// - Source: The branching ratio of a self-exciting process, A. Hawkes, "Spectra of some self-exciting and mutually exciting
///   point processes", Biometrika 58 (1971); volume reached by a price, as in the fixed point of `ThresholdCascade`.
public struct BranchingTheory: Sendable, Hashable {
  /// By coin; 0 where nothing more is reached.
  public let ratios: [Double]

  /// The relative step.
  static let step = 0.01

  /// - Parameters:
  ///   - moves: The shock, relative; shape `[coin]`.
  public init(_ population: Population, market: CascadeMarket, moves: [Double]) {
    var state = CascadeState(
      market: market, population: population, policy: CascadePolicy(.full), terms: .unused)
    let start = market.coins.map(\.price)
    let shocked = zip(start, moves).map { $0 * (1 + $1) }
    // Further in the direction of the shock.
    let further = zip(shocked, moves).map {
      $0 * (1 + ($1 < 0 ? -1.0 : $1 > 0 ? 1.0 : 0) * Self.step)
    }
    let first = state.coinsReached(at: shocked)
    let then = state.coinsReached(at: further)
    ratios = market.coins.indices.map { coin in
      let curve = PressureImpact(market.coins[coin].impact, depthShare: 1)
      let before = curve.price(from: shocked[coin], pressure: first[coin])
      let after = curve.price(from: shocked[coin], pressure: then[coin])
      let down = moves[coin] < 0 ? 1.0 : -1.0
      return moves[coin] == 0 ? 0 : max(down * (before - after) / (shocked[coin] * Self.step), 0)
    }
  }
}

extension CascadeState {
  /// Coins that all accounts below maintenance at some prices would sell net; shape `[coin]`.
  mutating func coinsReached(at prices: [Double]) -> [Double] {
    for venue in 0..<venueCount {
      for coin in 0..<coinCount { oracle[venue * coinCount + coin] = prices[coin] }
    }
    revalue()
    var coins = [Double](repeating: 0, count: coinCount)
    for account in 0..<population.count {
      let health = assessAny(account)
      guard health.equity <= health.requirement else { continue }
      for place in population.holdings(of: account) {
        let instrument = Int(population.instrument[place])
        if instrument < coinCount { coins[instrument] += quantity[place] }
      }
    }
    return coins
  }
}
