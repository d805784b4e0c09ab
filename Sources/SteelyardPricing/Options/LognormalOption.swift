import Glibc
package import SteelyardContracts
import SteelyardMath

/// A European option on a lognormal underlying: the one formula behind `Black76` and `BlackScholes`.
///
/// `yield` is what the underlying pays: the rate itself for a forward, the dividend or coin rate for
/// a spot.
package struct LognormalOption: Sendable, Hashable {
  package let underlying: Double
  package let strike: Double
  package let timeToExpiry: Double
  package let volatility: Double
  package let rate: Double
  package let yield: Double
  /// e^(−rT).
  package let discountFactor: Double
  /// e^(−qT).
  package let yieldFactor: Double
  /// ln(F/K), F the forward of the underlying.
  package let logMoneyness: Double
  /// The discounted forward less the discounted strike.
  package let discountedExcess: Double
  /// σ√T.
  package let totalDeviation: Double
  /// d₁; plus or minus infinity, or 0 at the money, where the deviation is zero.
  package let upperDeviation: Double
  /// d₂ = d₁ − σ√T.
  package let lowerDeviation: Double

  package init(
    underlying: Double, underlyingName: String, strike: Double, timeToExpiry: Double,
    volatility: Double, rate: Double, yield: Double
  ) throws(SteelyardError) {
    try Admissible.positive.check(underlying, underlyingName)
    try Admissible.positive.check(strike, "strike")
    try Admissible.notNegative.check(timeToExpiry, "timeToExpiry")
    try Admissible.notNegative.check(volatility, "volatility")
    try Admissible.finite.check(rate, "rate")
    try Admissible.finite.check(yield, "yield")
    discountFactor = exp(-rate * timeToExpiry)
    yieldFactor = exp(-yield * timeToExpiry)
    totalDeviation = volatility * timeToExpiry.squareRoot()
    try Admissible.positive.check(discountFactor, "discount factor exp(-rate * timeToExpiry)")
    try Admissible.positive.check(yieldFactor, "yield factor exp(-yield * timeToExpiry)")
    try Admissible.finite.check(totalDeviation, "volatility * sqrt(timeToExpiry)")
    self.underlying = underlying
    self.strike = strike
    self.timeToExpiry = timeToExpiry
    self.volatility = volatility
    self.rate = rate
    self.yield = yield
    let spotMoneyness = SteelyardPricing.logMoneyness(underlying: underlying, strike: strike)
    if rate == yield {
      logMoneyness = spotMoneyness
      discountedExcess = discountFactor * (underlying - strike)
    } else {
      logMoneyness = (rate - yield).product(timeToExpiry, plus: spotMoneyness)
      discountedExcess =
        abs(logMoneyness) < 0.5
        ? discountFactor * strike * expm1(logMoneyness)
        : yieldFactor * underlying - discountFactor * strike
    }
    (upperDeviation, lowerDeviation) = Self.deviations(logMoneyness, totalDeviation)
  }

  /// The same right seen from the other currency: forward 1/F, strike 1/K, undiscounted.
  ///
  /// ln(F/K) and F − K are carried over, because those of the rounded inverses have lost digits.
  package init(inverting option: LognormalOption) throws(SteelyardError) {
    underlying = 1 / option.underlying
    strike = 1 / option.strike
    try Admissible.positive.check(underlying, "1 / forward")
    try Admissible.positive.check(strike, "1 / strike")
    timeToExpiry = option.timeToExpiry
    volatility = option.volatility
    rate = 0
    yield = 0
    discountFactor = 1
    yieldFactor = 1
    totalDeviation = option.totalDeviation
    logMoneyness = -option.logMoneyness
    discountedExcess = (option.strike - option.underlying) / option.underlying / option.strike
    (upperDeviation, lowerDeviation) = Self.deviations(logMoneyness, totalDeviation)
  }

  private static func deviations(
    _ logMoneyness: Double, _ totalDeviation: Double
  ) -> (upper: Double, lower: Double) {
    let scaled = logMoneyness / totalDeviation
    if totalDeviation > 0 && abs(scaled) < 1e6 {
      return (scaled + 0.5 * totalDeviation, scaled - 0.5 * totalDeviation)
    }
    // Zero deviation, or one too small to matter in doubles: the option is its intrinsic value.
    let limit = logMoneyness == 0 ? 0 : (logMoneyness > 0 ? Double.infinity : -Double.infinity)
    return (limit, limit)
  }

  package var isAtLimit: Bool {
    totalDeviation == 0 || !upperDeviation.isFinite
  }

  /// The discounted payoff at the forward: what is left at zero deviation.
  package func intrinsicValue(_ right: OptionRight) -> Double {
    max(0, right.sign * discountedExcess)
  }

  package func value(_ right: OptionRight) -> Double {
    let ratio = timeValueRatio(logDistance: abs(logMoneyness), totalDeviation: totalDeviation)
    let scale = min(yieldFactor * underlying, discountFactor * strike)
    return intrinsicValue(right) + scale * ratio
  }

  /// N(±d₁), plus for a call.
  package func upperProbability(_ right: OptionRight) -> Double {
    NormalDistribution.cumulative(right.sign * upperDeviation)
  }

  /// N(±d₂), plus for a call: the risk-neutral probability of exercise.
  package func lowerProbability(_ right: OptionRight) -> Double {
    NormalDistribution.cumulative(right.sign * lowerDeviation)
  }
}

extension Double {
  /// self × factor + addend with one rounding.
  fileprivate func product(_ factor: Double, plus addend: Double) -> Double {
    addend.addingProduct(self, factor)
  }
}
