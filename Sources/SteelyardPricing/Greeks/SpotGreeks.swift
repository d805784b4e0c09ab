/// Derivatives of an option value with respect to the inputs of `BlackScholes`.
///
/// Value and spot are in quote currency per unit of base, volatility is a decimal (1.00 is 100 %),
/// time is in years of 365 days. "d/dt" is the passing of calendar time with the spot held, so it is
/// −d/dT. Nothing here is scaled to a day or a point.
public struct SpotGreeks: Sendable, Hashable, Codable {
  /// dV/dS, base per base.
  public let spotDelta: Double
  /// d²V/dS², per quote unit.
  public let spotGamma: Double
  /// dV/dσ, quote per 1.00 of volatility.
  public let vega: Double
  /// dV/dt, quote per year.
  public let theta: Double
  /// dV/dr at fixed spot and yield, quote per 1.00 of rate.
  public let rho: Double
  /// dV/dq at fixed spot and rate, quote per 1.00 of yield.
  public let dividendRho: Double
  /// d²V/dSdσ, base per 1.00 of volatility.
  public let vanna: Double
  /// d²V/dσ², quote per 1.00 of volatility squared.
  public let volga: Double
  /// d²V/dSdt, base per year.
  public let charm: Double
  /// d³V/dS³, per quote unit squared.
  public let speed: Double
  /// d³V/dS²dt, per quote unit and year.
  public let color: Double
  /// d²V/dσdt, quote per 1.00 of volatility and year.
  public let veta: Double
  /// d³V/dS²dσ, per quote unit and 1.00 of volatility.
  public let zomma: Double
  /// dV/dK.
  public let dualDelta: Double
  /// d²V/dK², per quote unit: the discounted density of the spot at the strike.
  public let dualGamma: Double
  /// Probability, from 0 to 1, that the option is exercised, under the pricing measure.
  public let inTheMoneyProbability: Double
}
