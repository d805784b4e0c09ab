public import SteelyardContracts

/// A European option on a spot with continuous carry, after Black, Scholes and Merton (1973).
///
/// - Accuracy: As `Black76`.
/// - Source: R. Merton, "Theory of rational option pricing", Bell J. Economics 4 (1973),
///   pp. 141-183; E. Haug, "The Complete Guide to Option Pricing Formulas", 2nd edition (2007).
public struct BlackScholes: Sendable, Hashable {
  let option: LognormalOption

  /// An option on a spot.
  ///
  /// - Parameters:
  ///   - spot: Spot price in quote currency, above zero.
  ///   - strike: Strike in quote currency, above zero.
  ///   - timeToExpiry: Years of 365 days, not negative; at 0 the value is intrinsic.
  ///   - volatility: Decimal per root year (0.6 is 60 %), not negative.
  ///   - rate: Continuous rate per year of the quote currency.
  ///   - yield: Continuous rate per year that the underlying pays.
  /// - Throws: `invalidInput` naming the field.
  public init(
    spot: Double, strike: Double, timeToExpiry: Double, volatility: Double, rate: Double,
    yield: Double
  ) throws(SteelyardError) {
    option = try LognormalOption(
      underlying: spot, underlyingName: "spot", strike: strike, timeToExpiry: timeToExpiry,
      volatility: volatility, rate: rate, yield: yield)
  }

  /// Spot price in quote currency.
  public var spot: Double { option.underlying }
  /// Strike in quote currency.
  public var strike: Double { option.strike }
  /// Years of 365 days.
  public var timeToExpiry: Double { option.timeToExpiry }
  /// Decimal volatility per root year.
  public var volatility: Double { option.volatility }
  /// Continuous rate per year of the quote currency.
  public var rate: Double { option.rate }
  /// Continuous rate per year that the underlying pays.
  public var yield: Double { option.yield }

  /// The value in quote currency per unit of base.
  public func value(_ right: OptionRight) -> Double { option.value(right) }

  /// The discounted payoff at the forward, in quote currency per unit of base.
  public func intrinsicValue(_ right: OptionRight) -> Double { option.intrinsicValue(right) }

  /// All derivatives; at zero deviation as `Black76.greeks`.
  public func greeks(_ right: OptionRight) -> SpotGreeks {
    let parts = option.sensitivities(right)
    return SpotGreeks(
      spotDelta: parts.delta, spotGamma: parts.gamma, vega: parts.vega, theta: parts.theta,
      rho: parts.rhoOfCarry, dividendRho: -timeToExpiry * spot * parts.delta, vanna: parts.vanna,
      volga: parts.volga, charm: parts.charm, speed: parts.speed, color: parts.color,
      veta: parts.veta, zomma: parts.zomma, dualDelta: parts.dualDelta,
      dualGamma: parts.dualGamma, inTheMoneyProbability: parts.probability)
  }
}
