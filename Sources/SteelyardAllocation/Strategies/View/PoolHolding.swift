public import SteelyardContracts
import SteelyardPricing

/// Liquidity that a strategy provides to a pool of a coin against US dollars, and what it has earned.
///
/// It lies in a wallet: it counts as equity of the strategy, and is no collateral of its account.
public struct PoolHolding: Sendable, Hashable, Codable {
  /// The coin of the pool.
  public let coin: Currency
  /// Where it begins, in US dollars a coin; 0 for a pool of constant product.
  public let lower: Double
  /// Where it ends; nil for no end.
  public let upper: Double?
  /// L, in sqrt(coin x dollar).
  public let liquidity: Double
  /// The price that it was provided at.
  public let entryPrice: Double
  /// Fees that were earned and not taken out, in US dollars.
  public var fees: Double

  /// A holding from its parts.
  public init(
    coin: Currency, lower: Double, upper: Double?, liquidity: Double, entryPrice: Double,
    fees: Double
  ) {
    self.coin = coin
    self.lower = lower
    self.upper = upper
    self.liquidity = liquidity
    self.entryPrice = entryPrice
    self.fees = fees
  }

  /// Liquidity of a value at a price.
  ///
  /// - Throws: `invalidInput` for a range that is none or a value that is not above zero.
  public static func providing(
    valueUSD: Double, coin: Currency, lower: Double, upper: Double?, at price: Double
  ) throws(SteelyardError) -> PoolHolding {
    let unit = try PoolShare(lower: lower, upper: upper ?? .infinity, liquidity: 1)
    let worth = unit.value(at: price)
    guard worth > 0, valueUSD > 0, valueUSD.isFinite else {
      throw SteelyardError(
        .invalidInput, "Liquidity of \(valueUSD) US dollars from \(lower) on can't be provided.",
        remedy: "Give a value above zero and a range in order.")
    }
    return PoolHolding(
      coin: coin, lower: lower, upper: upper, liquidity: valueUSD / worth, entryPrice: price,
      fees: 0)
  }

  private func of<Value>(_ read: (PoolShare) -> Value) -> Value? {
    (try? PoolShare(lower: lower, upper: upper ?? .infinity, liquidity: liquidity)).map(read)
  }

  /// Coins in it at a price: also its delta.
  public func coins(at price: Double) -> Double { of { $0.amount0(at: price) } ?? 0 }
  /// US dollars in it at a price, its fees left out.
  public func dollars(at price: Double) -> Double { of { $0.amount1(at: price) } ?? 0 }
  /// What it is worth at a price, its fees left out.
  public func value(at price: Double) -> Double { of { $0.value(at: price) } ?? 0 }
  /// The change of its delta with the price, ≤ 0.
  public func gamma(at price: Double) -> Double { of { $0.gamma(at: price) } ?? 0 }
  /// Whether the price stands inside its range.
  public func isInRange(at price: Double) -> Bool { price > lower && price < (upper ?? .infinity) }
}
