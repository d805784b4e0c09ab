public import SteelyardContracts

/// What providing liquidity is worth, in token 1, as a function of the price of token 0.
///
/// A price range of nothing below and everything above is a pool of constant product.
///
///     s = sqrt(clamp(P, lower, upper)), x = L (1/s - 1/sqrt(upper)), y = L (s - sqrt(lower)), V = x P + y
///
/// It is concave in the price: the worst of an interval is at an end of it.
///
/// - Source: H. Adams et al., "Uniswap v3 Core" (2021), 6.
public struct PoolShare: Sendable, Hashable {
  /// The lowest price of the range, ≥ 0.
  public let lower: Double
  /// The highest, above the lowest; infinite for no end.
  public let upper: Double
  /// L, in sqrt(token 0 x token 1), ≥ 0.
  public let liquidity: Double

  /// A share from its parts.
  ///
  /// - Throws: `invalidInput` for a range or liquidity that can't be.
  public init(lower: Double, upper: Double, liquidity: Double) throws(SteelyardError) {
    guard lower >= 0, lower < upper, liquidity >= 0, liquidity.isFinite else {
      throw SteelyardError(
        .invalidInput, "Liquidity of \(liquidity) from \(lower) to \(upper) can't be provided.",
        remedy: "Give a range from 0 up, in order, and liquidity from 0 up.")
    }
    self.lower = lower
    self.upper = upper
    self.liquidity = liquidity
  }

  private func root(_ price: Double) -> Double { min(max(price, lower), upper).squareRoot() }

  /// Token 0 in it at a price, > 0: also its delta, the change of value with the price.
  public func amount0(at price: Double) -> Double {
    liquidity * (1 / root(price) - 1 / upper.squareRoot())
  }

  /// Token 1 in it at a price, > 0.
  public func amount1(at price: Double) -> Double {
    liquidity * (root(price) - lower.squareRoot())
  }

  /// What it is worth at a price, > 0.
  public func value(at price: Double) -> Double {
    amount0(at: price) * price + amount1(at: price)
  }

  /// The change of delta with the price: -L / (2 P^1.5) inside the range, 0 outside and at its ends.
  public func gamma(at price: Double) -> Double {
    price > lower && price < upper ? -liquidity / (2 * price * price.squareRoot()) : 0
  }

  /// What it is worth at a price less what the tokens of another price would be, as a share of the latter.
  ///
  /// - Parameter start: The price at which liquidity was provided, > 0.
  public func impermanentLoss(from start: Double, to price: Double) -> Double {
    let held = amount0(at: start) * price + amount1(at: start)
    return held > 0 ? value(at: price) / held - 1 : 0
  }

  /// What a token of a pool of constant product is worth, from prices outside the pool: 2 sqrt(r0 r1 p0 p1) / supply.
  ///
  /// Swaps that keep the product do not move it, so it can't be pushed by trading in the pool.
  public static func fairPrice(
    reserve0: Double, reserve1: Double, price0: Double, price1: Double, supply: Double
  ) -> Double {
    2 * (reserve0 * price0).squareRoot() * (reserve1 * price1).squareRoot() / supply
  }
}
