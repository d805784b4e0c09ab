public import SteelyardContracts

/// The split of money over lending markets that earns most, the fall of rates with what is supplied counted.
///
/// Maximises Σ x_i s_i(D_i / (S_i + x_i)) with Σ x_i at most the amount. What a market pays is concave in what is added
/// on either side of its bend, and its marginal income jumps up where supply brings use down to the bend: there it is
/// not concave, and equal marginal rates alone can be a worse answer. So for up to `enumeratedMax` markets that can
/// cross their bend both sides are tried in every combination, beyond it the sides that the dual takes are improved one
/// by one; `bound` is the dual, which no split exceeds.
///
/// - Source: Curves of Aave v3; S. Boyd, L. Vandenberghe, "Convex Optimization" (2004), 5.1.
public struct LendSplit: Sendable, Hashable {
  /// Most markets that can cross their bend of which every combination is tried.
  public static let enumeratedMax = 8

  /// What is supplied to each market.
  public let amounts: [Double]
  /// What each pays then, a year.
  public let rates: [Double]
  /// What the split earns a year, the fall of rates on what was supplied before taken off.
  public let annualIncome: Double
  /// What one more would earn a year.
  public let marginalRate: Double
  /// What is better left alone, since every market would pay less for all than it adds.
  public let idle: Double
  /// What no split can exceed.
  public let bound: Double
  /// Whether every combination was tried.
  public let isExhaustive: Bool

  /// How much more no split can earn.
  public var gap: Double { max(0, bound - annualIncome) }

  /// The side of its bend on which a market is used: from where to where.
  private struct Side {
    let lower: Double
    let upper: Double
  }

  /// The best split.
  ///
  /// - Throws: `invalidInput` for an amount not above 0, `limitExceeded` for more than the markets may take or too many
  ///   of them.
  public init(of amount: Double, over markets: [LendingMarket]) throws(SteelyardError) {
    let most = markets.reduce(0) { $0 + $1.suppliable }
    guard amount > 0, amount.isFinite else {
      throw SteelyardError(
        .invalidInput, "A sum of \(amount) can't be split.", remedy: "Give an amount above 0.")
    }
    guard (1...BorrowSplit.marketsMax).contains(markets.count), amount <= most else {
      throw SteelyardError(
        .limitExceeded, "\(amount) is to be lent, and \(markets.count) markets take \(most).",
        remedy:
          "Lend less or add markets: a market takes until half of it is ours, and up to its cap.")
    }
    let sides = markets.map(LendSplit.sides)
    let crossing = sides.indices.filter { sides[$0].count > 1 }
    isExhaustive = crossing.count <= LendSplit.enumeratedMax
    let relaxed = LendSplit.relaxed(amount, markets, sides)
    var best: (amounts: [Double], income: Double)?
    func consider(_ chosen: [Int]) -> Bool {
      guard
        let amounts = LendSplit.split(
          amount, markets, zip(sides, chosen).map { $0[min($1, $0.count - 1)] })
      else { return false }
      let income = zip(markets, amounts).reduce(0) { $0 + $1.0.addedIncome(supplying: $1.1) }
      if let best, income <= best.income { return false }
      best = (amounts, income)
      return true
    }
    if isExhaustive {
      for bits in 0..<(1 << crossing.count) {
        var chosen = [Int](repeating: 0, count: markets.count)
        for (place, market) in crossing.enumerated() where bits & (1 << place) != 0 {
          chosen[market] = 1
        }
        _ = consider(chosen)
      }
    } else {
      var chosen = relaxed.sides
      _ = consider(chosen)
      var isBetter = true
      while isBetter {
        isBetter = false
        for market in crossing {
          var next = chosen
          next[market] = 1 - next[market]
          if consider(next) { (chosen, isBetter) = (next, true) }
        }
      }
    }
    let amounts = best?.amounts ?? markets.map { _ in 0 }
    self.amounts = amounts
    rates = zip(markets, amounts).map { $0.curve.supplyRate(at: $0.debt / ($0.supply + $1)) }
    annualIncome = best?.income ?? 0
    idle = max(0, amount - amounts.reduce(0, +))
    marginalRate = zip(markets, amounts).reduce(0) { found, entry in
      let (market, own) = entry
      return own < market.suppliable ? max(found, LendSplit.marginal(market, own)) : found
    }
    bound = max(relaxed.bound, annualIncome)
  }

  private static func sides(_ market: LendingMarket) -> [Side] {
    let most = market.suppliable
    let bend = market.debt / market.curve.optimalUsage - market.supply
    return bend > 0 && bend < most
      ? [Side(lower: 0, upper: bend), Side(lower: bend, upper: most)]
      : [Side(lower: 0, upper: most)]
  }

  /// What one more supplied adds to the income of a year, on the side of the bend that it leads to.
  private static func marginal(_ market: LendingMarket, _ amount: Double) -> Double {
    let whole = market.supply + amount
    let usage = market.debt / whole
    // At the bend itself more supply leads below it.
    let beyond = usage > market.curve.optimalUsage * (1 + 1e-12)
    let steep = market.curve.steepness(beyondBend: beyond)
    let fall = (market.curve.borrowRate(at: usage) + steep * usage) * usage / whole
    return (1 - market.curve.reserveFactor)
      * (market.curve.borrowRate(at: usage) * usage - (market.ownSupply + amount) * fall)
  }

  /// The best amount on one side at a price of money.
  private static func amount(_ market: LendingMarket, _ side: Side, above rate: Double) -> Double {
    var (low, high) = (side.lower, side.upper)
    for _ in 0..<100 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if marginal(market, middle) > rate { low = middle } else { high = middle }
    }
    // The ends themselves may be best.
    return low == side.lower ? side.lower : high
  }

  /// The split of equal marginal incomes with every market on a given side; nil where they can't take part so.
  private static func split(
    _ amount: Double, _ markets: [LendingMarket], _ sides: [Side]
  ) -> [Double]? {
    guard sides.reduce(0, { $0 + $1.lower }) <= amount else { return nil }
    func amounts(_ rate: Double) -> [Double] {
      zip(markets, sides).map { LendSplit.amount($0, $1, above: rate) }
    }
    let atNothing = amounts(0)
    if atNothing.reduce(0, +) <= amount { return atNothing }
    var (low, high) = (0.0, 200.0)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if amounts(middle).reduce(0, +) > amount { low = middle } else { high = middle }
    }
    var found = amounts(high)
    // Between the last two rates only rounding is left: it goes where there is room.
    for (place, more) in amounts(low).enumerated() {
      let left = amount - found.reduce(0, +)
      if left > 0, more > found[place] { found[place] += min(left, more - found[place]) }
    }
    return found
  }

  /// The least of the dual, and the sides that it takes.
  private static func relaxed(
    _ amount: Double, _ markets: [LendingMarket], _ sides: [[Side]]
  ) -> (bound: Double, sides: [Int]) {
    func at(_ rate: Double) -> (value: Double, taken: Double, sides: [Int]) {
      var (value, taken) = (rate * amount, 0.0)
      var chosen: [Int] = []
      for (market, own) in zip(markets, sides) {
        var best = (gain: -Double.infinity, amount: 0.0, side: 0)
        for (place, side) in own.enumerated() {
          let amount = LendSplit.amount(market, side, above: rate)
          let gain = market.addedIncome(supplying: amount) - rate * amount
          if gain > best.gain { best = (gain, amount, place) }
        }
        value += best.gain
        taken += best.amount
        chosen.append(best.side)
      }
      return (value, taken, chosen)
    }
    var (low, high) = (0.0, 200.0)
    var best = at(0)
    for _ in 0..<100 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      let found = at(middle)
      if found.value < best.value { best = found }
      if found.taken > amount { low = middle } else { high = middle }
    }
    return (best.value, best.sides)
  }
}
