import SteelyardContracts

/// What all pools do at prices, made to need nothing that is not there.
struct NetworkFlow {
  private static let sweepsMax = 200

  private let pools: [NetworkPool]
  private let tokenCount: Int
  private var trades: [NetworkPool.Trade]

  /// The trades at prices; where a token is paid out more than comes in, by rounding or an early end of the search,
  /// whatever is paid of it is scaled down, and what that brings less is passed on.
  init(
    _ objective: NetworkRoute.Objective, _ tokenCount: Int, _ pools: [NetworkPool],
    at prices: [Double]
  ) {
    self.pools = pools
    self.tokenCount = tokenCount
    trades = pools.map { $0.trade(prices[$0.tokenA], prices[$0.tokenB]) }
    var available = [Double](repeating: 0, count: tokenCount)
    if case .swap(let amount, let from, _) = objective { available[from] = amount }
    for _ in 0..<NetworkFlow.sweepsMax {
      let (paid, received) = totals
      var shares = [Double](repeating: 1, count: tokenCount)
      for token in 0..<tokenCount {
        let there = received[token] + available[token]
        if paid[token] > there { shares[token] = there / paid[token] }
      }
      if shares.allSatisfy({ $0 == 1 }) { break }
      for place in pools.indices {
        scale(place, shares[pools[place].tokenA], shares[pools[place].tokenB])
      }
    }
  }

  private mutating func scale(_ place: Int, _ shareA: Double, _ shareB: Double) {
    if trades[place].paidA > 0 {
      trades[place].paidA *= shareA
      trades[place].receivedB = pools[place].received(forA: trades[place].paidA)
    } else if trades[place].paidB > 0 {
      trades[place].paidB *= shareB
      trades[place].receivedA = pools[place].received(forB: trades[place].paidB)
    }
  }

  private var totals: (paid: [Double], received: [Double]) {
    var paid = [Double](repeating: 0, count: tokenCount)
    var received = paid
    for (pool, trade) in zip(pools, trades) {
      paid[pool.tokenA] += trade.paidA
      paid[pool.tokenB] += trade.paidB
      received[pool.tokenA] += trade.receivedA
      received[pool.tokenB] += trade.receivedB
    }
    return (paid, received)
  }

  var net: [Double] {
    let (paid, received) = totals
    return zip(received, paid).map { $0 - $1 }
  }

  func value(_ objective: NetworkRoute.Objective) -> Double {
    let net = net
    switch objective {
    case .swap(_, _, let into): return net[into]
    case .arbitrage(let prices): return zip(net, prices).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// The trades in an order in which a token is paid once it has come in, and whether there was none.
  var hops: (hops: [NetworkRoute.Hop], isCyclic: Bool) {
    var left: [NetworkRoute.Hop] = []
    for (place, trade) in trades.enumerated() {
      if trade.paidA > 0 {
        left.append(
          .init(
            pool: place, tokenIn: pools[place].tokenA, tokenOut: pools[place].tokenB,
            paid: trade.paidA, received: trade.receivedB))
      } else if trade.paidB > 0 {
        left.append(
          .init(
            pool: place, tokenIn: pools[place].tokenB, tokenOut: pools[place].tokenA,
            paid: trade.paidB, received: trade.receivedA))
      }
    }
    var ordered: [NetworkRoute.Hop] = []
    while !left.isEmpty {
      let wanted = Set(left.map(\.tokenOut))
      let ready = left.filter { !wanted.contains($0.tokenIn) }
      if ready.isEmpty { return (ordered + left, true) }
      ordered += ready
      left.removeAll { !wanted.contains($0.tokenIn) }
    }
    return (ordered, false)
  }
}
