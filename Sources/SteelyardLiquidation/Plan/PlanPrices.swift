import SteelyardContracts

/// What lots cost with what their impact takes from the rest, by sums that a change of one candidate adds to.
///
/// The same numbers as `PlanCandidates.cost` and `losses` but for rounding: searches ask for very many.
struct PlanPrices: Sendable {
  /// The sums of some lots.
  struct Sums: Sendable {
    /// Costs in proportion to lots.
    var linear = 0.0
    /// The sizes of the pools.
    var sizes: [Double]
    /// The net delta and gamma that are traded of each coin.
    var traded: [Double]
    var gammas: [Double]
  }

  private let pools: [ImpactPool]
  private let coins: [CoinHolding]
  private let lotTotals: [Double]
  private let members: [[(pool: Int, size: Double)]]
  private let coinOf: [Int]
  private let deltas: [Double]
  private let gammas: [Double]

  init(_ candidates: PlanCandidates) {
    pools = candidates.pools
    coins = candidates.coins
    lotTotals = candidates.all.map(\.lotCost.total)
    members = candidates.all.map(\.pools)
    coinOf = candidates.all.map { candidate in
      candidates.coins.firstIndex { $0.coin == candidate.instrument.underlying.base } ?? -1
    }
    deltas = candidates.all.map { $0.lotSize * $0.unit.delta }
    gammas = candidates.all.map { $0.lotSize * $0.unit.gamma }
  }

  /// Sums of nothing.
  var zero: Sums {
    Sums(
      sizes: [Double](repeating: 0, count: pools.count),
      traded: [Double](repeating: 0, count: coins.count),
      gammas: [Double](repeating: 0, count: coins.count))
  }

  /// Adds lots of a candidate; a negative number takes them away.
  func add(_ count: Double, of place: Int, to sums: inout Sums) {
    sums.linear += count * lotTotals[place]
    for (pool, size) in members[place] {
      sums.sizes[pool] = max(0, sums.sizes[pool] + count * size)
    }
    guard coinOf[place] >= 0 else { return }
    sums.traded[coinOf[place]] += count * deltas[place]
    sums.gammas[coinOf[place]] += count * gammas[place]
  }

  /// What the costs come to without the loss of the rest: it never falls with more lots.
  func cost(of sums: Sums) -> Double {
    var total = sums.linear
    for pool in pools.indices where sums.sizes[pool] > 0 {
      total += pools[pool].cost(of: sums.sizes[pool])
    }
    return total
  }

  /// What is spent: costs and the loss of the rest.
  func price(of sums: Sums) -> Double { price(of: sums, adding: 0, of: 0) }

  /// What would be spent with so many lots of a candidate more.
  func price(of sums: Sums, adding count: Double, of place: Int) -> Double {
    var total = sums.linear + count * lotTotals[place]
    for pool in pools.indices {
      var size = sums.sizes[pool]
      for member in members[place] where member.pool == pool { size += count * member.size }
      if size > 0 { total += pools[pool].cost(of: size) }
    }
    for coin in coins.indices {
      let isMoved = coin == coinOf[place]
      let traded = sums.traded[coin] + (isMoved ? count * deltas[place] : 0)
      guard traded != 0 else { continue }
      let gamma = coins[coin].gammaUSD + sums.gammas[coin] + (isMoved ? count * gammas[place] : 0)
      let move = coins[coin].move(by: traded)
      let delta = coins[coin].deltaUSD + traded
      total += max(0, -(delta * move + 0.5 * gamma * move * move))
    }
    return total
  }
}
