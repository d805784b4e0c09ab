import Glibc
import SteelyardContracts
import SteelyardMath

/// The dual of routing over a network, minimised by Newton's method with projection onto bounds.
///
/// Prices are in multiples of those that a tree of pools gives, so that a step means the same for every token. The
/// objective is convex and its gradient continuous; where pools stand still or at their end the Hessian has gaps, which
/// a small multiple of the identity fills.
struct NetworkDual {
  private static let stepsMax = 400

  private let objective: NetworkRoute.Objective
  private let pools: [NetworkPool]
  /// The prices of the tree.
  private let unit: [Double]
  /// The least multiple of each token.
  private let least: [Double]
  /// A token whose price is fixed.
  private let fixed: Int?
  /// The multiples.
  private var multiples: [Double]
  /// What the objective is measured against.
  let scale: Double

  init(
    _ objective: NetworkRoute.Objective, _ tokenCount: Int, _ pools: [NetworkPool]
  ) throws(SteelyardError) {
    guard (2...NetworkRoute.tokensMax).contains(tokenCount),
      (1...NetworkRoute.poolsMax).contains(pools.count)
    else {
      throw SteelyardError(
        .limitExceeded, "The network has \(tokenCount) tokens and \(pools.count) pools.",
        remedy:
          "Give 2 to \(NetworkRoute.tokensMax) tokens and 1 to \(NetworkRoute.poolsMax) pools.")
    }
    let tokens = 0..<tokenCount
    for pool in pools where !tokens.contains(pool.tokenA) || !tokens.contains(pool.tokenB) {
      throw SteelyardError(
        .invalidInput,
        "\(pool.name) trades tokens \(pool.tokenA) and \(pool.tokenB) of \(tokenCount).",
        remedy: "Number tokens from 0.")
    }
    self.objective = objective
    self.pools = pools
    switch objective {
    case .swap(let amount, let from, let into):
      guard tokens.contains(from), tokens.contains(into), from != into, amount > 0,
        amount.isFinite
      else {
        throw SteelyardError(
          .invalidInput, "\(amount) of token \(from) can't be swapped into token \(into).",
          remedy: "Give an amount above 0 and two tokens of the network.")
      }
      unit = try NetworkDual.tree(from: into, tokenCount, pools, needed: from)
      least = tokens.map { _ in 1e-12 }
      fixed = into
      multiples = tokens.map { _ in 1 }
      scale = amount * unit[from]
    case .arbitrage(let values):
      guard values.count == tokenCount, values.allSatisfy({ $0 >= 0 && $0.isFinite }),
        let first = values.firstIndex(where: { $0 > 0 })
      else {
        throw SteelyardError(
          .invalidInput,
          "\(values.count) prices for \(tokenCount) tokens can't value what is taken out.",
          remedy: "Give a price from 0 up for each token, one of them above 0.")
      }
      unit = try NetworkDual.tree(from: first, tokenCount, pools, needed: first).map {
        $0 * values[first]
      }
      let unit = unit
      least = tokens.map { max(values[$0] / unit[$0], 1e-12) }
      fixed = nil
      let least = least
      multiples = tokens.map { max(1, least[$0]) }
      scale = pools.reduce(0) {
        max($0, $1.heldA * unit[$1.tokenA], $1.heldB * unit[$1.tokenB])
      }
    }
  }

  /// Prices along a tree of pools, the price of its root being 1; a token that no pool reaches is worth 1.
  private static func tree(
    from root: Int, _ tokenCount: Int, _ pools: [NetworkPool], needed: Int
  ) throws(SteelyardError) -> [Double] {
    var prices = [Double?](repeating: nil, count: tokenCount)
    prices[root] = 1
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for pool in pools {
        switch (prices[pool.tokenA], prices[pool.tokenB]) {
        case (nil, let price?): (prices[pool.tokenA], isGrowing) = (price * pool.price, true)
        case (let price?, nil): (prices[pool.tokenB], isGrowing) = (price / pool.price, true)
        default: break
        }
      }
    }
    guard prices[needed] != nil else {
      throw SteelyardError(
        .invalidInput, "No pools lead from token \(needed) to token \(root).",
        remedy: "Add a pool that connects them.")
    }
    return prices.map { $0 ?? 1 }
  }

  var prices: [Double] { zip(unit, multiples).map { $0 * $1 } }

  var value: Double { value(at: multiples) }

  private func value(at multiples: [Double]) -> Double {
    var sum = 0.0
    if case .swap(let amount, let from, _) = objective {
      sum = amount * unit[from] * multiples[from]
    }
    for pool in pools {
      let (a, b) = (
        unit[pool.tokenA] * multiples[pool.tokenA], unit[pool.tokenB] * multiples[pool.tokenB]
      )
      let trade = pool.trade(a, b)
      sum += b * (trade.receivedB - trade.paidB) + a * (trade.receivedA - trade.paidA)
    }
    return sum
  }

  private func derivatives() -> (gradient: [Double], hessian: Matrix) {
    var gradient = [Double](repeating: 0, count: unit.count)
    var hessian = Matrix(
      rowCount: unit.count, columnCount: unit.count, repeating: 0)
    if case .swap(let amount, let from, _) = objective { gradient[from] = amount * unit[from] }
    for pool in pools {
      let (i, j) = (pool.tokenA, pool.tokenB)
      let (a, b) = (unit[i] * multiples[i], unit[j] * multiples[j])
      let trade = pool.trade(a, b)
      gradient[i] += unit[i] * (trade.receivedA - trade.paidA)
      gradient[j] += unit[j] * (trade.receivedB - trade.paidB)
      guard trade.isInside else { continue }
      // The gain at the best trade is a sum of prices times reserves less 2 sqrt(a b k / kept), k the product.
      let product = pool.reserveA * pool.reserveB
      let root = (product / pool.kept * a * b).squareRoot()
      hessian[i, i] += root / 2 / multiples[i] / multiples[i]
      hessian[j, j] += root / 2 / multiples[j] / multiples[j]
      hessian[i, j] -= root / 2 / multiples[i] / multiples[j]
      hessian[j, i] -= root / 2 / multiples[i] / multiples[j]
    }
    return (gradient, hessian)
  }

  /// Steps until prices stand still; how many.
  mutating func minimise() -> Int {
    var current = value
    for step in 0..<NetworkDual.stepsMax {
      let (gradient, hessian) = derivatives()
      let free = unit.indices.filter {
        $0 != fixed && !(multiples[$0] <= least[$0] && gradient[$0] >= 0)
      }
      let slope = free.reduce(0) { max($0, abs(gradient[$1] * multiples[$1])) }
      if free.isEmpty || slope <= 1e-15 * scale { return step }
      let direction = newton(gradient, hessian, free)
      guard let (next, lower) = better(than: current, along: direction, gradient, free) else {
        return step
      }
      multiples = next
      current = lower
    }
    return NetworkDual.stepsMax
  }

  private func newton(_ gradient: [Double], _ hessian: Matrix, _ free: [Int]) -> [Double] {
    let largest = free.reduce(0) { max($0, hessian[$1, $1]) }
    let ridge = max(largest * 1e-13, scale * 1e-14)
    var matrix = Matrix(rowCount: free.count, columnCount: free.count, repeating: 0)
    for (row, i) in free.enumerated() {
      for (column, j) in free.enumerated() {
        matrix[row, column] = hessian[i, j] + (row == column ? ridge : 0)
      }
    }
    let factor = choleskyFactor(matrix, tolerance: 1e-15)
    let right = free.map { -gradient[$0] }
    let step = factor.rank == free.count ? factor.solution(right) : right.map { $0 / largest }
    var direction = [Double](repeating: 0, count: unit.count)
    for (place, token) in free.enumerated() {
      // At most half or twice a price in one step, so that no price jumps past all pools.
      direction[token] = min(max(step[place], -multiples[token] / 2), multiples[token])
    }
    return direction
  }

  /// Halves a step until the objective falls enough; nil where it can't fall any more.
  private func better(
    than current: Double, along direction: [Double], _ gradient: [Double], _ free: [Int]
  ) -> (multiples: [Double], value: Double)? {
    var share = 1.0
    for _ in 0..<60 {
      var next = multiples
      for token in free {
        next[token] = max(least[token], multiples[token] + share * direction[token])
      }
      let found = value(at: next)
      let promised = free.reduce(0) { $0 + gradient[$1] * (next[$1] - multiples[$1]) }
      if promised < 0, found <= current + 1e-4 * promised { return (next, found) }
      // At the last digits the objective no longer shows what the gradient does.
      if promised < 0, -promised < 1e-13 * max(abs(current), scale * 1e-3),
        found <= current + 1e-15 * abs(current),
        next != multiples
      {
        return slopes(at: next) < slopes(at: multiples) ? (next, found) : nil
      }
      share /= 2
    }
    return nil
  }

  private func slopes(at point: [Double]) -> Double {
    var copy = self
    copy.multiples = point
    let gradient = copy.derivatives().gradient
    return unit.indices.reduce(0) {
      $1 == fixed || (point[$1] <= least[$1] && gradient[$1] >= 0)
        ? $0 : max($0, abs(gradient[$1] * point[$1]))
    }
  }
}
