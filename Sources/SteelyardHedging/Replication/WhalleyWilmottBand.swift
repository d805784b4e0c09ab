import Glibc
public import SteelyardContracts

/// The no-trade band around Black's delta that suits small proportional costs and constant absolute risk aversion.
///
///     half width = (3/2 × e^(−rT) × λ S Γ² / γ)^(1/3)
///
/// Within it nothing is traded; outside, delta is traded to the nearer edge. The band widens with the cube root of
/// the cost, so a cost eight times as high doubles it.
///
/// - Source: A. Whalley, P. Wilmott, "An asymptotic analysis of an optimal hedging model for option pricing with
///   transaction costs", Mathematical Finance 7 (1997), eq. 3.10.
public struct WhalleyWilmottBand: Sendable, Hashable {
  /// Half its width, in coins of the position.
  public let halfWidth: Double

  /// The band of a position.
  ///
  /// - Parameters:
  ///   - spot: S, in quote currency, > 0.
  ///   - gamma: Γ of the position, in coins per quote unit.
  ///   - cost: λ: what one trade costs as a share of its value, ≥ 0.
  ///   - riskAversion: γ, per quote unit, > 0.
  ///   - rate: r, continuous per year.
  ///   - years: T, to expiry, ≥ 0.
  /// - Throws: `invalidInput` for a number that cannot be.
  public init(
    spot: Double, gamma: Double, cost: Double, riskAversion: Double, rate: Double, years: Double
  ) throws(SteelyardError) {
    guard spot > 0, spot.isFinite, gamma.isFinite, cost >= 0, cost.isFinite, riskAversion > 0,
      riskAversion.isFinite, rate.isFinite, years >= 0, years.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "Spot \(spot), gamma \(gamma), cost \(cost), risk aversion \(riskAversion), rate \(rate), \(years) years.",
        remedy: "Give a spot and a risk aversion above zero, a cost and a time from 0 up.")
    }
    halfWidth = cbrt(1.5 * exp(-rate * years) * cost * spot * gamma * gamma / riskAversion)
  }

  /// What is held after a look at the market: what was held, or the edge that is nearer.
  public func hedge(held: Double, delta: Double) -> Double {
    min(max(held, delta - halfWidth), delta + halfWidth)
  }
}
