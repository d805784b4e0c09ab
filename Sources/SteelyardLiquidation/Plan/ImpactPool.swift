import SteelyardContracts
import SteelyardForecasts

/// What trades of one thing cost together by their size: a coin's delta, a coin's vega, or one order book.
///
/// The cost of a size is convex and 0 for nothing. A pool counts what the owner's other accounts hold of the same
/// thing as if they traded in proportion: with a the account's share of what the group holds,
///
///     cost(z) = a C(z / a)
///
/// so that dividing a book over accounts never makes its trades cheaper: for shares that add up to 1 and any sizes,
/// sum of a C(z / a) >= C(sum of z), by convexity (Jensen).
struct ImpactPool: Sendable {
  /// The cost of a size by itself.
  enum Law: Sendable {
    /// size x Y sigma sqrt(size / volume), in US dollars of delta, or of vega with sigma in points.
    case squareRoot(factor: Double, volume: Double)
    /// Through the levels of a book, and the square-root law for what is beyond the last.
    case book(BookWalk)
  }

  let law: Law
  /// 1 / a.
  let groupMultiple: Double

  /// What a size costs, in US dollars; the size is at least 0.
  func cost(of size: Double) -> Double {
    law.cost(of: size * groupMultiple) / groupMultiple
  }

  /// What the order book holds for this account: nil where there is no book.
  var bookDepth: Double? {
    if case .book(let walk) = law { walk.depth / groupMultiple } else { nil }
  }

  /// What a little more costs at a size.
  func slope(at size: Double) -> Double { law.slope(at: size * groupMultiple) }
}

extension ImpactPool.Law {
  fileprivate func cost(of size: Double) -> Double {
    switch self {
    case .squareRoot(let factor, let volume): size * factor * (size / volume).squareRoot()
    case .book(let walk): walk.cost(of: size)
    }
  }

  fileprivate func slope(at size: Double) -> Double {
    switch self {
    case .squareRoot(let factor, let volume): 1.5 * factor * (size / volume).squareRoot()
    case .book(let walk): walk.slope(at: size)
    }
  }
}

/// One side of an order book as costs against the mark: convex, because levels come the best first.
struct BookWalk: Sendable {
  /// Size and cost of one unit at each level, the cheapest first.
  private var levels: [(size: Double, unitCost: Double)] = []
  private let factor: Double
  private let volume: Double

  /// - Parameters:
  ///   - ladder: Quantities in the instrument's own.
  ///   - unit: What one unit of the instrument is.
  ///   - factor: Y sigma of the square-root law beyond the last level.
  ///   - volumeUSD: Its volume of a day.
  init(
    _ ladder: BookLadder, isBought: Bool, of instrument: Instrument, _ unit: TradedUnit,
    factor: Double, volumeUSD: Double
  ) {
    let mark = unit.mark.doubleValue
    for level in isBought ? ladder.asks : ladder.bids where level.quantity > 0 {
      let away = max(0, isBought ? level.price - mark : mark - level.price)
      levels.append(
        (
          level.quantity,
          instrument.isOption ? away * unit.settlement : mark > 0 ? away / mark * unit.price : 0
        ))
    }
    // In units of the instrument, so that size x delta is what the law is about.
    let delta = abs(unit.delta)
    self.factor = factor * delta
    volume = delta > 0 ? volumeUSD / delta : .infinity
  }

  /// The size of all levels.
  var depth: Double { levels.reduce(0) { $0 + $1.size } }

  func cost(of size: Double) -> Double {
    var left = size
    var cost = 0.0
    for level in levels where left > 0 {
      let taken = min(left, level.size)
      cost += taken * level.unitCost
      left -= taken
    }
    guard left > 0 else { return cost }
    return cost + left * ((levels.last?.unitCost ?? 0) + factor * (left / volume).squareRoot())
  }

  func slope(at size: Double) -> Double {
    var left = size
    for level in levels {
      if left < level.size { return level.unitCost }
      left -= level.size
    }
    return (levels.last?.unitCost ?? 0) + 1.5 * factor * (left / volume).squareRoot()
  }
}
