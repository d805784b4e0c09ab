import Glibc
public import SteelyardContracts
public import SteelyardPricing

/// A share of a pool as collateral: its value by the prices of the two coins outside the pool, and the worst of it.
///
/// With L and a range of prices it is a position of Uniswap v3; with L = sqrt(r0 r1) / supply and no ends it is one
/// token of a v2 pool, worth 2 sqrt(r0 r1 p0 p1) / supply. No reserve is read but through L, which swaps don't change:
/// moving a pool's reserves along its product moves nothing here.
///
/// - Source: H. Adams et al., "Uniswap v3 Core" (2021), 6; Alpha Finance Lab, "Fair Uniswap's LP Token Pricing" (2021).
public struct PoolCollateral: Sendable, Hashable {
  /// The share, its prices being of coin 0 in coin 1.
  public let share: PoolShare
  /// The price of coin 0, > 0, in the currency of the value.
  public let price0: Double
  /// The price of coin 1, > 0.
  public let price1: Double

  /// A share at prices.
  ///
  /// - Throws: `invalidInput` for prices that are not above 0.
  public init(_ share: PoolShare, price0: Double, price1: Double) throws(SteelyardError) {
    guard price0 > 0, price1 > 0, price0.isFinite, price1.isFinite else {
      throw SteelyardError(
        .invalidInput, "Coins at \(price0) and \(price1) can't be in a pool.",
        remedy: "Give prices above 0.")
    }
    self.share = share
    self.price0 = price0
    self.price1 = price1
  }

  /// One token of a pool of constant product.
  ///
  /// - Throws: `invalidInput` for reserves, a supply or prices that are not above 0.
  public init(
    reserve0: Double, reserve1: Double, supply: Double, price0: Double, price1: Double
  ) throws(SteelyardError) {
    guard reserve0 > 0, reserve1 > 0, supply > 0 else {
      throw SteelyardError(
        .invalidInput, "A pool of \(reserve0) and \(reserve1) with \(supply) tokens has no value.",
        remedy: "Give reserves and a supply above 0.")
    }
    try self.init(
      PoolShare(
        lower: 0, upper: .infinity,
        liquidity: reserve0.squareRoot() * reserve1.squareRoot() / supply),
      price0: price0, price1: price1)
  }

  /// What it is worth at prices.
  public func value(price0: Double, price1: Double) -> Double {
    share.value(at: price0 / price1) * price1
  }

  /// What it is worth now.
  public var value: Double { value(price0: price0, price1: price1) }

  /// Coin 0 in it: the change of its value with the price of coin 0.
  public var delta0: Double { share.amount0(at: price0 / price1) }

  /// Coin 1 in it: the change of its value with the price of coin 1.
  public var delta1: Double { share.amount1(at: price0 / price1) }

  /// The change of `delta0` with the price of coin 0; never above 0.
  public var gamma: Double { share.gamma(at: price0 / price1) / price1 }

  /// The least it is worth over moves of the two prices.
  ///
  /// The value is what an arbitrageur leaves, the least over the pool's amounts of a sum that is linear in the prices:
  /// concave in both together, so the least over a box is at one of its corners.
  ///
  /// - Parameters:
  ///   - moves0: Relative moves of the price of coin 0, above -1.
  ///   - moves1: Of the price of coin 1.
  public func worstValue(
    moves0: ClosedRange<Double>, moves1: ClosedRange<Double>
  ) -> Double {
    var worst = Double.infinity
    for move0 in [moves0.lowerBound, moves0.upperBound] {
      for move1 in [moves1.lowerBound, moves1.upperBound] {
        worst = min(worst, value(price0: price0 * (1 + move0), price1: price1 * (1 + move1)))
      }
    }
    return worst
  }

  /// The share of its value that the worst of the moves takes, 0 to 1.
  public func haircut(moves0: ClosedRange<Double>, moves1: ClosedRange<Double>) -> Double {
    let value = value
    return value > 0 ? max(0, 1 - worstValue(moves0: moves0, moves1: moves1) / value) : 0
  }

  /// What it is worth after moves, over what it is worth now.
  public func relativeValue(move0: Double, move1: Double) -> Double {
    let value = value
    return value > 0
      ? self.value(price0: price0 * (1 + move0), price1: price1 * (1 + move1)) / value : 0
  }
}
