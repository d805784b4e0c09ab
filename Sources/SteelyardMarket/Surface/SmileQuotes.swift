import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardPricing

/// The quotes of one expiry as a fit sees them: columns by strike, shape `[strike]`.
struct SmileQuotes {
  let expiry: Timestamp
  let timeToExpiry: Double
  let forward: Double
  /// ln(K/F), rising.
  private(set) var logMoneyness: [Double] = []
  /// Mark volatility, decimal.
  private(set) var volatility: [Double] = []
  /// Volatilities at bid and ask; the mark's own where it lies outside, 0 and infinity without.
  private(set) var bidVolatility: [Double] = []
  private(set) var askVolatility: [Double] = []
  /// How much a strike counts: root of vega, for quoted strikes less with a wider spread.
  private(set) var weight: [Double] = []
  /// Rows at the strike: 1 or 2.
  private(set) var rowCount: [Int] = []
  /// N(d₁): the delta of the call.
  private(set) var callDelta: [Double] = []

  /// Weight that even the farthest strike keeps, so that wings are not free to roam.
  private static let weightFloor = 0.05
  /// Half spread in volatility at which a strike counts half.
  private static let halfSpreadScale = 0.02

  /// The usable quotes of an expiry.
  init(_ market: ExpiryMarket, isInverse: Bool) {
    expiry = market.expiry
    timeToExpiry = market.timeToExpiry
    forward = market.forward.value
    var position = 0
    let rows = market.options
    while position < rows.count {
      let strike = rows[position].instrument.optionTerms?.strike
      var end = position + 1
      while end < rows.count, rows[end].instrument.optionTerms?.strike == strike { end += 1 }
      if let strike {
        add(rows[position..<end], strike: strike.doubleValue, isInverse: isInverse)
      }
      position = end
    }
  }

  var count: Int { logMoneyness.count }

  /// From the lowest to the highest quoted strike.
  var quotedRange: ClosedRange<Double> {
    (logMoneyness.first ?? 0)...(logMoneyness.last ?? 0)
  }

  /// Total variance at the money, by the volatilities around it.
  var atTheMoneyVariance: Double {
    let above = logMoneyness.firstIndex { $0 >= 0 } ?? (count - 1)
    let below = max(above - 1, 0)
    let width = logMoneyness[above] - logMoneyness[below]
    let share = width > 0 ? min(max(-logMoneyness[below] / width, 0), 1) : 0
    let level = volatility[below] + share * (volatility[above] - volatility[below])
    return level * level * timeToExpiry
  }

  private mutating func add(
    _ rows: ArraySlice<InstrumentObservation>, strike: Double, isInverse: Bool
  ) {
    let priceScale = isInverse ? forward : 1
    var sum = 0.0
    var used = 0
    for row in rows {
      guard let own = row.ownVolatility(forward: forward, discount: 1) else { continue }
      sum += own.value
      used += 1
    }
    guard used > 0 else { return }
    let mark = sum / Double(used)
    let distance = log(strike / forward)
    let deviation = mark * timeToExpiry.squareRoot()
    let upper = -distance / deviation + 0.5 * deviation
    // Quote currency per unit of volatility.
    let vega = forward * NormalDistribution.density(upper) * timeToExpiry.squareRoot()
    guard vega > 0, deviation.isFinite else { return }
    var low = 0.0
    var high = Double.infinity
    for row in rows where !row.isCrossed {
      guard let price = row.markPrice else { continue }
      if let bid = row.bid, bid.price > 0 {
        low = max(low, mark - (price - bid.price) * priceScale / vega)
      }
      if let ask = row.ask, ask.price > 0 {
        high = min(high, mark + (ask.price - price) * priceScale / vega)
      }
    }
    let halfSpread = high > low ? 0.5 * (high - max(low, 0)) : 0
    let tightness = max(0.5, 1 / (1 + halfSpread / Self.halfSpreadScale))
    logMoneyness.append(distance)
    volatility.append(mark)
    bidVolatility.append(min(low, mark))
    askVolatility.append(max(high, mark))
    let relativeVega =
      (vega / (forward * timeToExpiry.squareRoot())) / NormalDistribution.densityAtZero
    weight.append(
      (relativeVega.squareRoot() + Self.weightFloor) * tightness * (0.5 * Double(used)).squareRoot()
    )
    rowCount.append(used)
    callDelta.append(NormalDistribution.cumulative(upper))
  }
}

extension InstrumentObservation {
  /// The volatility by this row alone: its mark volatility, or solved from its mark price on a
  /// forward and the time it was observed; nil where neither gives one.
  ///
  /// A mark price at or under intrinsic value, or rounded to zero, says nothing about volatility.
  func ownVolatility(forward: Double, discount: Double) -> OptionVolatility? {
    if let own = markVolatility { return OptionVolatility(value: own, origin: .markVolatility) }
    guard let terms = instrument.optionTerms, let mark = markPrice, mark > 0,
      let solved = try? Black76.impliedVolatility(
        price: instrument.underlying.isInverse ? mark * forward : mark, right: terms.right,
        forward: forward, strike: terms.strike.doubleValue,
        timeToExpiry: time.years(to: terms.expiry), discountFactor: discount)
    else { return nil }
    return solved.volatility.map { OptionVolatility(value: $0, origin: .markPrice) }
  }
}
