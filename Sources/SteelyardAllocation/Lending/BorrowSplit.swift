public import SteelyardContracts

/// The cheapest split of a loan over markets whose rates rise with what is borrowed.
///
/// Minimises Σ x_i r_i((D_i + x_i) / S_i). The marginal rate of a market, r + x r'/S, is a line on either side of its
/// bend and jumps up at it: used markets have the same marginal rate, except those that stand at their bend. Between
/// two rates at which a line begins or ends, the sum of what is borrowed is a line, so the rate is found exactly.
///
/// - Source: Conditions of Karush, Kuhn and Tucker for a separable convex cost; curves of Aave v3.
/// - Complexity: O(n log n).
public struct BorrowSplit: Sendable, Hashable {
  /// What is borrowed from each market.
  public let amounts: [Double]
  /// What each charges then, a year.
  public let rates: [Double]
  /// What the loan adds to the cost of a year, the rise of rates on what was owed before included.
  public let annualCost: Double
  /// What one more would cost a year.
  public let marginalRate: Double
  /// The markets that stand at their bend.
  public let atBend: [Bool]
  /// The largest violation of the conditions of an optimum, as a rate or as a share of the amount.
  public let residual: Double

  /// Most markets.
  public static let marketsMax = 1_000

  /// A part of a market on one side of its bend: marginal rates that begin at a rate and rise along a line.
  private struct Line {
    let market: Int
    let rate: Double
    /// What the marginal rate rises by for each unit.
    let rise: Double
    let capacity: Double

    var endRate: Double { rate + rise * capacity }

    func amount(below limit: Double) -> Double {
      rise > 0 ? min(capacity, max(0, (limit - rate) / rise)) : (rate < limit ? capacity : 0)
    }
  }

  /// The cheapest split.
  ///
  /// - Throws: `invalidInput` for an amount not above 0, `limitExceeded` for more than the markets have or too many of
  ///   them.
  public init(of amount: Double, over markets: [LendingMarket]) throws(SteelyardError) {
    try BorrowSplit.check(amount, markets.count)
    let lines = markets.indices.flatMap { BorrowSplit.lines($0, markets[$0]) }
    let capacity = lines.reduce(0) { $0 + $1.capacity }
    guard amount <= capacity else {
      throw SteelyardError(
        .limitExceeded, "\(amount) is to be borrowed, and there is \(capacity).",
        remedy: "Borrow less, or add markets.")
    }
    let rate = BorrowSplit.rate(lines, amount)
    var parts = lines.map { $0.amount(below: rate) }
    var left = amount - parts.reduce(0, +)
    // Markets of one rate whatever the amount take what is left, in their order.
    for (place, line) in lines.enumerated() where left > 0 && line.rise == 0 && line.rate == rate {
      parts[place] = min(left, line.capacity)
      left -= parts[place]
    }
    // What rounding left goes where it changes no rate: to a line that is neither empty nor full.
    let inside = parts.indices.filter { parts[$0] > 0 && parts[$0] < lines[$0].capacity }
    if left != 0, let place = inside.max(by: { parts[$0] < parts[$1] }) {
      parts[place] = min(lines[place].capacity, max(0, parts[place] + left))
    }
    var amounts = [Double](repeating: 0, count: markets.count)
    for (line, part) in zip(lines, parts) { amounts[line.market] += part }
    self.amounts = amounts
    rates = zip(markets, amounts).map { $0.curve.borrowRate(at: ($0.debt + $1) / $0.supply) }
    annualCost = zip(markets, amounts).reduce(0) { $0 + $1.0.addedCost(borrowing: $1.1) }
    marginalRate = rate
    atBend = zip(markets, amounts).map {
      $1 > 0 && abs(($0.debt + $1) / $0.supply - $0.curve.optimalUsage) <= 1e-12
    }
    residual = zip(lines, parts).reduce(abs(amounts.reduce(0, +) / amount - 1)) { worst, entry in
      let (line, part) = entry
      let own = line.rate + line.rise * part
      if part <= 0 { return max(worst, rate - own) }
      let isFull = part >= line.capacity * (1 - 1e-14)
      return max(worst, isFull ? own - rate : abs(own - rate))
    }
  }

  private static func check(_ amount: Double, _ count: Int) throws(SteelyardError) {
    guard amount > 0, amount.isFinite else {
      throw SteelyardError(
        .invalidInput, "A loan of \(amount) can't be split.", remedy: "Give an amount above 0.")
    }
    guard (1...marketsMax).contains(count) else {
      throw SteelyardError(
        .limitExceeded, "There are \(count) markets.", remedy: "Give 1 to \(marketsMax).")
    }
  }

  private static func lines(_ place: Int, _ market: LendingMarket) -> [Line] {
    let bend = market.curve.optimalUsage * market.supply - market.debt
    let most = market.borrowable
    var lines: [Line] = []
    func rise(_ beyondBend: Bool) -> Double {
      2 * market.curve.steepness(beyondBend: beyondBend) / market.supply
    }
    let before = min(max(bend, 0), most)
    if before > 0 {
      lines.append(
        Line(
          market: place, rate: market.marginalRate(borrowing: 0, beyondBend: false),
          rise: rise(false), capacity: before))
    }
    if most > before {
      lines.append(
        Line(
          market: place, rate: market.marginalRate(borrowing: before, beyondBend: true),
          rise: rise(true), capacity: most - before))
    }
    return lines
  }

  private static func rate(_ lines: [Line], _ amount: Double) -> Double {
    let events = Set(lines.flatMap { [$0.rate, $0.endRate] }).sorted()
    func taken(upTo rate: Double) -> Double {
      lines.reduce(0) {
        $0 + ($1.rise == 0 && $1.rate <= rate ? $1.capacity : $1.amount(below: rate))
      }
    }
    var low = 0
    var high = events.count - 1
    while low < high {
      let middle = (low + high) / 2
      if taken(upTo: events[middle]) >= amount { high = middle } else { low = middle + 1 }
    }
    let below = lines.reduce(0) { $0 + $1.amount(below: events[low]) }
    if below < amount || low == 0 { return events[low] }
    let (lower, upper) = (events[low - 1], events[low])
    var left = amount
    var speed = 0.0
    for line in lines where line.rate <= lower {
      if line.rise > 0, line.endRate >= upper {
        speed += 1 / line.rise
        left += line.rate / line.rise
      } else {
        left -= line.capacity
      }
    }
    return speed > 0 ? left / speed : upper
  }
}
