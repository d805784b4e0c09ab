public import SteelyardContracts

/// A European option on a forward, after Black (1976).
///
/// - Accuracy: `value` within 1e-13 × max(1, cond) relative, cond = vega × σ / value, down to 1e-280;
///   Greeks within 1e-12 where they do not cancel (`docs/pricing.md` states the range and the
///   measurements).
/// - Source: F. Black, "The pricing of commodity contracts", J. Financial Economics 3 (1976),
///   eq. 16.
public struct Black76: Sendable, Hashable {
  let option: LognormalOption

  /// An option on a forward.
  ///
  /// - Parameters:
  ///   - forward: Forward price in quote currency, above zero.
  ///   - strike: Strike in quote currency, above zero.
  ///   - timeToExpiry: Years of 365 days, not negative; at 0 the value is intrinsic.
  ///   - volatility: Decimal per root year (0.6 is 60 %), not negative; at 0 the value is intrinsic.
  ///   - rate: Continuous rate per year that discounts the payoff; 0 for an undiscounted value.
  /// - Throws: `invalidInput` naming the field.
  public init(
    forward: Double, strike: Double, timeToExpiry: Double, volatility: Double, rate: Double
  ) throws(SteelyardError) {
    option = try LognormalOption(
      underlying: forward, underlyingName: "forward", strike: strike, timeToExpiry: timeToExpiry,
      volatility: volatility, rate: rate, yield: rate)
  }

  init(option: LognormalOption) { self.option = option }

  /// Forward price in quote currency.
  public var forward: Double { option.underlying }
  /// Strike in quote currency.
  public var strike: Double { option.strike }
  /// Years of 365 days.
  public var timeToExpiry: Double { option.timeToExpiry }
  /// Decimal volatility per root year.
  public var volatility: Double { option.volatility }
  /// Continuous discount rate per year.
  public var rate: Double { option.rate }
  /// e^(−rT).
  public var discountFactor: Double { option.discountFactor }

  /// The value in quote currency per unit of base.
  public func value(_ right: OptionRight) -> Double { option.value(right) }

  /// The discounted payoff at the forward, in quote currency per unit of base.
  public func intrinsicValue(_ right: OptionRight) -> Double { option.intrinsicValue(right) }

  /// dV/dF alone, when the other Greeks are not needed.
  public func forwardDelta(_ right: OptionRight) -> Double {
    right.sign * option.yieldFactor * option.upperProbability(right)
  }

  /// All derivatives.
  ///
  /// At zero deviation they are those of the payoff; at its kink the delta is the midpoint and what
  /// diverges is given as 0.
  public func greeks(_ right: OptionRight) -> ForwardGreeks {
    let parts = option.sensitivities(right)
    return ForwardGreeks(
      forwardDelta: parts.delta, forwardGamma: parts.gamma, vega: parts.vega, theta: parts.theta,
      rho: -timeToExpiry * value(right), vanna: parts.vanna, volga: parts.volga,
      charm: parts.charm, speed: parts.speed, color: parts.color, veta: parts.veta,
      zomma: parts.zomma, dualDelta: parts.dualDelta, dualGamma: parts.dualGamma,
      inTheMoneyProbability: parts.probability)
  }
}
