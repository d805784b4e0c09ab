import Glibc
public import SteelyardContracts
import SteelyardPricing

/// A pool between two tokens of a network, or the part of one between two ticks.
///
/// (Ra + a)(Rb + b) = k with reserves that end: virtual reserves say the price, real ones how much there is.
///
/// - Source: T. Diamandis, M. Resnick, T. Chitra, G. Angeris, "An efficient algorithm for optimal routing through
///   constant function market makers" (2023), 4: bounded liquidity as a sum of bounded pools.
public struct NetworkPool: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// The first token, as an index.
  public let tokenA: Int
  /// The second token, as an index.
  public let tokenB: Int
  /// The virtual reserve of the first token.
  let reserveA: Double
  /// The virtual reserve of the second token.
  let reserveB: Double
  /// How much of the first token there is to be received.
  let heldA: Double
  /// How much of the second token there is to be received.
  let heldB: Double
  /// One less the fee.
  let kept: Double

  /// What a pool is paid and gives; in one direction only.
  struct Trade {
    var paidA = 0.0
    var paidB = 0.0
    var receivedA = 0.0
    var receivedB = 0.0
    /// Whether it goes on as prices move, and does not stand at its end.
    var isInside = false
  }

  /// A pool of constant product.
  ///
  /// - Throws: `invalidInput` for reserves or a fee out of range, or two times the same token.
  public init(
    name: String, tokenA: Int, tokenB: Int, reserveA: Double, reserveB: Double, fee: Double
  ) throws(SteelyardError) {
    try self.init(
      name: name, tokens: (tokenA, tokenB), virtual: (reserveA, reserveB),
      held: (reserveA, reserveB), fee: fee)
  }

  private init(
    name: String, tokens: (Int, Int), virtual: (Double, Double), held: (Double, Double),
    fee: Double
  ) throws(SteelyardError) {
    guard tokens.0 != tokens.1, virtual.0 > 0, virtual.1 > 0, virtual.0.isFinite,
      virtual.1.isFinite, fee >= 0, fee < 1
    else {
      throw SteelyardError(
        .invalidInput,
        "\(name): a pool of \(virtual.0) and \(virtual.1) with a fee of \(fee) can't be traded with.",
        remedy: "Give two tokens, reserves above 0 and a fee from 0, below 1.")
    }
    self.name = name
    (tokenA, tokenB) = tokens
    (reserveA, reserveB) = virtual
    (heldA, heldB) = held
    kept = 1 - fee
  }

  /// A pool with concentrated liquidity as pools that end, one for each interval between ticks.
  ///
  /// - Throws: `invalidInput` for two times the same token.
  public static func parts(
    name: String, tokenA: Int, tokenB: Int, of liquidity: TickLiquidity, decimals0: Int,
    decimals1: Int
  ) throws(SteelyardError) -> [NetworkPool] {
    let unit0 = TickLiquidity.power(decimals0)
    let unit1 = TickLiquidity.power(decimals1)
    return try liquidity.intervals.map { interval throws(SteelyardError) in
      let root = min(max(liquidity.squareRoot, interval.lower), interval.upper)
      return try NetworkPool(
        name: name, tokens: (tokenA, tokenB),
        virtual: (interval.liquidity / root / unit0, interval.liquidity * root / unit1),
        held: (
          interval.liquidity * (1 / root - 1 / interval.upper) / unit0,
          interval.liquidity * (root - interval.lower) / unit1
        ), fee: Double(liquidity.pool.feeMillionths) * 1e-6)
    }
  }

  /// The price of the first token in the second.
  var price: Double { reserveB / reserveA }

  /// The trade that gains most at prices of the two tokens.
  func trade(_ priceA: Double, _ priceB: Double) -> Trade {
    var trade = Trade()
    if kept * priceB * reserveB > priceA * reserveA {
      (trade.paidA, trade.isInside) = paid(priceA, priceB, reserveA, reserveB, heldB)
      trade.receivedB = received(forA: trade.paidA)
    } else if kept * priceA * reserveA > priceB * reserveB {
      (trade.paidB, trade.isInside) = paid(priceB, priceA, reserveB, reserveA, heldA)
      trade.receivedA = received(forB: trade.paidB)
    }
    return trade
  }

  /// What is received for some of the first token.
  func received(forA amount: Double) -> Double {
    min(heldB, reserveB * kept * amount / (reserveA + kept * amount))
  }

  /// What is received for some of the second token.
  func received(forB amount: Double) -> Double {
    min(heldA, reserveA * kept * amount / (reserveB + kept * amount))
  }

  private func paid(
    _ priceIn: Double, _ priceOut: Double, _ reserveIn: Double, _ reserveOut: Double,
    _ heldOut: Double
  ) -> (amount: Double, isInside: Bool) {
    let ratio = kept * priceOut * reserveOut / (priceIn * reserveIn)
    let amount = reserveIn / kept * (ratio - 1) / (ratio.squareRoot() + 1)
    guard heldOut < reserveOut else { return (amount, true) }
    let most = reserveIn * heldOut / (reserveOut - heldOut) / kept
    return amount < most ? (amount, true) : (most, false)
  }
}
