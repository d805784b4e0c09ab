import Glibc
public import SteelyardContracts
import SteelyardMath

/// The volatility at which Black-76 gives a price, or why there is none.
public enum ImpliedVolatility: Sendable, Hashable {
  /// The volatility, decimal per root year, and how many steps it took.
  case converged(volatility: Double, iterations: Int)
  /// The price is the intrinsic value to the last digit: volatility 0, or any too small to see.
  case atIntrinsic
  /// The price is under the intrinsic value: an arbitrage, no volatility gives it.
  case belowIntrinsic
  /// The price is at or over the maximum (forward for a call, strike for a put, discounted).
  case aboveMaximum
  /// The option has expired, so its price says nothing about volatility.
  case expired
  /// The search ended without meeting its tolerance.
  case notConverged

  /// The volatility, decimal, where there is one.
  ///
  /// `atIntrinsic` gives none: the caller decides what it means.
  public var volatility: Double? {
    if case .converged(let volatility, _) = self { volatility } else { nil }
  }
}

extension Black76 {
  /// The implied volatility of a price.
  ///
  /// It is solved on the out-of-the-money side, where all digits of the time value are kept: Newton
  /// steps on a transform of the price that is nearly straight in the total deviation.
  ///
  /// - Parameters:
  ///   - price: Value in quote currency per unit of base.
  ///   - right: Call or put.
  ///   - forward: Forward price in quote currency, above zero.
  ///   - strike: Strike in quote currency, above zero.
  ///   - timeToExpiry: Years of 365 days, not negative.
  ///   - discountFactor: What 1 unit at expiry is worth now; 1 for an undiscounted price.
  /// - Returns: A status with the volatility where there is one; every finite price has an answer.
  /// - Throws: `invalidInput` naming a field that is not finite or has the wrong sign. A negative
  ///   price is not an error but `belowIntrinsic`.
  /// - Accuracy: Within 1e-13 × max(1, cond) relative of the exact solution for the given doubles,
  ///   cond = price / (vega × σ) of the out-of-the-money option, from time values of 1e-280.
  public static func impliedVolatility(
    price: Double, right: OptionRight, forward: Double, strike: Double, timeToExpiry: Double,
    discountFactor: Double
  ) throws(SteelyardError) -> ImpliedVolatility {
    try Admissible.finite.check(price, "price")
    try Admissible.positive.check(forward, "forward")
    try Admissible.positive.check(strike, "strike")
    try Admissible.notNegative.check(timeToExpiry, "timeToExpiry")
    try Admissible.positive.check(discountFactor, "discountFactor")
    let undiscounted = discountFactor == 1 ? price : price / discountFactor
    let payoff =
      right == .call ? ExactDifference(forward, strike) : ExactDifference(strike, forward)
    let timeValue = payoff.high > 0 ? payoff.subtracted(from: undiscounted) : undiscounted
    let maximum = min(forward, strike)
    if timeValue < 0 { return .belowIntrinsic }
    if timeValue >= maximum { return .aboveMaximum }
    if timeToExpiry == 0 { return .expired }
    if timeValue == 0 { return .atIntrinsic }
    let distance = abs(logMoneyness(underlying: forward, strike: strike))
    let search = DeviationSearch(
      distance: distance, ratio: timeValue / maximum,
      shortfall: ExactDifference(maximum, timeValue).high / maximum)
    guard let found = search.solve() else { return .notConverged }
    return .converged(
      volatility: found.deviation / timeToExpiry.squareRoot(), iterations: found.iterations)
  }
}

/// A difference of two doubles with its rounding error.
private struct ExactDifference {
  let high: Double
  let low: Double

  init(_ minuend: Double, _ subtrahend: Double) {
    high = minuend - subtrahend
    let virtual = minuend - high
    low = (minuend - (high + virtual)) + (virtual - subtrahend)
  }

  func subtracted(from number: Double) -> Double {
    let rest = ExactDifference(number, high)
    return rest.high + (rest.low - low)
  }
}
