import Glibc
public import SteelyardContracts

/// The split of an amount over venues side by side that brings most, without fixed costs.
///
/// All used venues have the same marginal price λ. Between two prices at which a stretch begins or ends, the set A of
/// pools that are being walked is known, and
///
///     1 / sqrt(λ) = (D' + Σ_A x/g) / Σ_A sqrt(x y / g)
///
/// with D' what the finished stretches and better levels leave: exact, after a bisection over the sorted prices.
///
/// - Source: G. Angeris, A. Evans, T. Chitra, S. Boyd, "Optimal routing for constant function market makers" (2022), 3;
///   conditions of Karush, Kuhn and Tucker for a sum of concave functions.
/// - Complexity: O(n log n) for n stretches.
public struct ParallelSplit: Sendable, Hashable {
  /// What each venue is paid.
  public let amounts: [Double]
  /// What each venue gives.
  public let received: [Double]
  /// λ: what one more unit would bring.
  public let marginalPrice: Double
  /// The largest relative violation of the conditions of an optimum: of the price on what is used, of it on what is
  /// not, of the sum.
  public let residual: Double

  /// The best split.
  ///
  /// - Throws: `invalidInput` for an amount that is not above 0 or no venues, `limitExceeded` for more than they take.
  public init(of amount: Double, over curves: [SwapCurve]) throws(SteelyardError) {
    guard amount > 0, amount.isFinite, !curves.isEmpty else {
      throw SteelyardError(
        .invalidInput, "\(amount) can't be split over \(curves.count) venues.",
        remedy: "Give an amount above 0 and at least one venue.")
    }
    let segments = curves.flatMap(\.segments)
    let capacity = segments.reduce(0) { $0 + $1.capacity }
    guard amount <= capacity else { throw SwapCurve.tooMuch(amount, capacity) }
    let price = ParallelSplit.price(segments, amount)
    var parts = ParallelSplit.parts(segments, amount, at: price)
    ParallelSplit.settle(&parts, segments, amount)
    var amounts: [Double] = []
    var received: [Double] = []
    var first = 0
    for curve in curves {
      let range = first..<first + curve.segments.count
      amounts.append(range.reduce(0) { $0 + parts[$1] })
      received.append(
        range.reduce(0) { parts[$1] > 0 ? $0 + segments[$1].received(for: parts[$1]) : $0 })
      first = range.upperBound
    }
    self.amounts = amounts
    self.received = received
    marginalPrice = price
    residual = ParallelSplit.residual(segments, parts, amount, price)
  }

  /// What all venues give.
  public var total: Double { received.reduce(0, +) }

  private static func price(_ segments: [SwapSegment], _ amount: Double) -> Double {
    var prices = Set(segments.map(\.startPrice))
    for segment in segments where segment.capacity.isFinite { prices.insert(segment.endPrice) }
    let events = prices.sorted(by: >)
    func taken(atLeast price: Double) -> Double {
      segments.reduce(0) { sum, segment in
        if case .level(let own) = segment.rule {
          return sum + (own >= price ? segment.capacity : 0)
        }
        return sum + segment.amount(above: price)
      }
    }
    // The first price at which everything fits.
    var low = 0
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      if taken(atLeast: events[middle]) >= amount { high = middle } else { low = middle + 1 }
    }
    if low < events.count {
      let price = events[low]
      let above = segments.reduce(0) { $0 + $1.amount(above: price) }
      if above < amount { return price }
    }
    // Strictly between two prices: the pools that are walked there are known.
    let upper = low > 0 ? events[low - 1] : .infinity
    let lower = low < events.count ? events[low] : 0
    var left = amount
    var reserves = 0.0
    var roots = 0.0
    for segment in segments where segment.startPrice >= upper {
      let end = segment.capacity.isFinite ? segment.endPrice : 0
      if case .product(let reserveIn, let reserveOut, let kept) = segment.rule, end <= lower {
        reserves += reserveIn / kept
        roots += (reserveIn / kept * reserveOut).squareRoot()
      } else {
        left -= segment.capacity
      }
    }
    // Nothing is walked only where rounding has made a stretch end a digit early.
    guard roots > 0 else { return lower > 0 ? lower : upper }
    let root = roots / (left + reserves)
    return root * root
  }

  /// Amounts by stretch at a price; what is left goes to the levels of exactly that price, in their order.
  private static func parts(
    _ segments: [SwapSegment], _ amount: Double, at price: Double
  ) -> [Double] {
    var parts = segments.map { $0.amount(above: price) }
    var left = amount - parts.reduce(0, +)
    for (place, segment) in segments.enumerated() where left > 0 {
      guard case .level(let own) = segment.rule, own == price else { continue }
      parts[place] = min(left, segment.capacity)
      left -= parts[place]
    }
    return parts
  }

  /// Makes the parts sum to the amount: what rounding left goes to a stretch that is neither empty nor full.
  private static func settle(
    _ parts: inout [Double], _ segments: [SwapSegment], _ amount: Double
  ) {
    let left = amount - parts.reduce(0, +)
    guard left != 0 else { return }
    let inside = parts.indices.filter { parts[$0] > 0 && parts[$0] < segments[$0].capacity }
    guard let place = inside.max(by: { parts[$0] < parts[$1] }) else { return }
    parts[place] = min(segments[place].capacity, max(0, parts[place] + left))
  }

  private static func residual(
    _ segments: [SwapSegment], _ parts: [Double], _ amount: Double, _ price: Double
  ) -> Double {
    var worst = abs(parts.reduce(0, +) / amount - 1)
    for (segment, part) in zip(segments, parts) {
      let ratio = segment.marginalPrice(at: part) / price - 1
      if part <= 0 {
        worst = max(worst, ratio)
      } else if part >= segment.capacity * (1 - 1e-14) {
        worst = max(worst, -ratio)
      } else {
        worst = max(worst, abs(ratio))
      }
    }
    return worst
  }
}
