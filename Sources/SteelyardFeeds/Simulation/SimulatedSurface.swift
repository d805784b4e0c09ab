import Glibc
import SteelyardContracts
import SteelyardPricing

/// The volatility surface and the forwards of a simulated coin: SSVI on the variance that Heston's model expects.
///
/// At the money θ(T) = ∫ E[v] dt, which rises with T whatever v is; the curvature is the power law
/// φ(θ) = η θ^(−γ) (1 + θ)^(γ − 1) with γ = 1/2 and η(1 + |ρ|) ≤ 2. So no calendar spread and no butterfly has a
/// negative price, at any instant of any path.
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014),
///   theorems 4.1 and 4.2, remark 4.4.
struct SimulatedSurface: Sendable {
  let variance: Double
  let varianceMean: Double
  let reversionPerYear: Double
  /// ρ.
  let correlation: Double
  /// η.
  let scale: Double
  /// Per year.
  let carry: Double

  /// Seconds over which the delivery price averages the index.
  static let windowSeconds = 1800.0
  private static let exponent = 0.5
  /// Least total variance at the money: a surface of nothing has no shape.
  private static let totalVarianceMin = 1e-12

  /// Total variance at the money.
  ///
  /// - Parameter years: Time to expiry, ≥ 0; what averaging takes off is taken off here.
  func totalVariance(years: Double) -> Double {
    let time = Self.averagedYears(years)
    let decay = reversionPerYear * time
    // (1 − exp(−κT))/κ loses its digits for small κT without expm1.
    let early = -expm1(-decay) / reversionPerYear
    return max(Self.totalVarianceMin, varianceMean * time + (variance - varianceMean) * early)
  }

  /// The slice of an expiry, in log-moneyness against the whole forward.
  func slice(years: Double) throws(SteelyardError) -> SVISlice {
    let atTheMoney = totalVariance(years: years)
    let curvature = SSVICurvature.powerLaw(scale: scale, exponent: Self.exponent)
    return try SSVISlice(
      atTheMoneyVariance: atTheMoney, curvature: curvature.value(at: atTheMoney),
      correlation: correlation
    ).raw
  }

  /// The forward of a price that is not fixed yet.
  func forward(of price: Double, years: Double) -> Double { price * exp(carry * years) }

  /// The time for which variance counts: a mean over a window has a third of the window's variance, and of the
  /// window that is left, squared share by share.
  private static func averagedYears(_ years: Double) -> Double {
    let window = windowSeconds / (365 * 86_400)
    if years >= window { return years - 2 * window / 3 }
    let share = years / window
    return window / 3 * share * share * share
  }
}
