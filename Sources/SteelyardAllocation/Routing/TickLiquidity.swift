public import SteelyardContracts
public import SteelyardPricing

/// A pool with concentrated liquidity as it stands on its chain, for exact swaps and for optimisation.
public struct TickLiquidity: Sendable, Hashable {
  /// The pool, for exact swaps.
  public let pool: ConcentratedPool
  /// Liquidity between neighbouring ticks, ascending, where there is any.
  let intervals: [Interval]
  /// The square root of the price of token 0 in token 1, in smallest units.
  let squareRoot: Double

  /// Liquidity that is the same between two square roots of prices.
  struct Interval: Sendable, Hashable {
    let lower: Double
    let upper: Double
    let liquidity: Double
  }

  /// A pool from its price and ranges.
  ///
  /// - Throws: `invalidInput` for a fee, a spacing, a range or a price out of its range.
  public init(
    feeMillionths: UInt32, tickSpacing: Int32, squareRoot: UInt256,
    ranges: [ConcentratedPool.Range]
  ) throws(SteelyardError) {
    pool = try ConcentratedPool(
      feeMillionths: feeMillionths, tickSpacing: tickSpacing, squareRoot: squareRoot,
      ranges: ranges)
    self.squareRoot = squareRoot.doubleValue * 0x1p-96
    var changes: [Int32: Double] = [:]
    for range in ranges {
      changes[range.lower, default: 0] += Double(range.liquidity)
      changes[range.upper, default: 0] -= Double(range.liquidity)
    }
    let ticks = changes.keys.sorted()
    let largest = ranges.reduce(0) { max($0, Double($1.liquidity)) }
    var liquidity = 0.0
    var intervals: [Interval] = []
    for (tick, next) in zip(ticks, ticks.dropFirst()) {
      liquidity += changes[tick] ?? 0
      // What sums of doubles leave behind after the last range is no liquidity.
      guard liquidity > largest * 1e-12 else { continue }
      intervals.append(
        Interval(
          lower: try PoolTick.squareRoot(at: tick).doubleValue * 0x1p-96,
          upper: try PoolTick.squareRoot(at: next).doubleValue * 0x1p-96, liquidity: liquidity))
    }
    self.intervals = intervals
  }

  /// What it gives for one token paid, in whole tokens.
  ///
  /// Between two ticks it is a pool of constant product with virtual reserves L / s and L s, up to the tick.
  ///
  /// - Parameters:
  ///   - pays0: Whether token 0 is paid and token 1 received.
  ///   - decimals0: Digits of token 0 after the point.
  ///   - decimals1: Digits of token 1 after the point.
  /// - Throws: `invalidInput` for a pool without liquidity on that side.
  /// - Source: H. Adams et al., "Uniswap v3 Core" (2021), 2 and 6.
  public func curve(
    pays0: Bool, decimals0: Int, decimals1: Int
  ) throws(SteelyardError) -> SwapCurve {
    let kept = 1 - Double(pool.feeMillionths) * 1e-6
    let unit0 = TickLiquidity.power(decimals0)
    let unit1 = TickLiquidity.power(decimals1)
    var segments: [SwapSegment] = []
    for interval in pays0 ? intervals.reversed() : intervals {
      let near = pays0 ? min(interval.upper, squareRoot) : max(interval.lower, squareRoot)
      let far = pays0 ? interval.lower : interval.upper
      guard pays0 ? near > far : near < far else { continue }
      let reserve0 = interval.liquidity / near / unit0
      let reserve1 = interval.liquidity * near / unit1
      let paid =
        pays0
        ? interval.liquidity * (1 / far - 1 / near) / unit0
        : interval.liquidity * (far - near) / unit1
      segments.append(
        SwapSegment(
          .product(
            reserveIn: pays0 ? reserve0 : reserve1, reserveOut: pays0 ? reserve1 : reserve0,
            kept: kept),
          capacity: paid / kept))
    }
    guard !segments.isEmpty else {
      throw SteelyardError(
        .invalidInput, "The pool has no liquidity on the side that is traded.",
        remedy: "Leave the pool out, or give its ranges.")
    }
    return try SwapCurve(segments)
  }

  static func power(_ decimals: Int) -> Double {
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    return power
  }
}
