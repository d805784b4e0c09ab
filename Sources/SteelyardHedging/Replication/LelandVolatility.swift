import Glibc
public import SteelyardContracts

/// The volatility at which an option that is hedged at a cost is worth what it takes to replicate.
///
///     A = √(2/π) k / (σ √δt),   σ_short = σ √(1 + A),   σ_long = σ √(1 − A)
///
/// k is the round-trip cost as a share of the price, twice what one trade costs; δt the years between hedges. A short
/// option costs more to replicate, a long one brings less. At A ≥ 1 the costs eat all that gamma brings and a long
/// option has no such volatility.
///
/// - Source: H. Leland, "Option pricing and replication with transactions costs", J. Finance 40 (1985), eq. 3; T.
///   Hoggard, E. Whalley, P. Wilmott, "Hedging option portfolios in the presence of transaction costs", Advances in
///   Futures and Options Research 7 (1994), for the long side.
public struct LelandVolatility: Sendable, Hashable {
  /// A.
  public let lelandNumber: Double
  /// σ of a short option, decimal.
  public let short: Double
  /// σ of a long option, decimal; nil where A > 1.
  public let long: Double?

  /// The volatilities for one interval of hedging.
  ///
  /// - Parameters:
  ///   - volatility: σ, decimal per root year, > 0.
  ///   - roundTripCost: k, a share, ≥ 0.
  ///   - years: δt, > 0.
  /// - Throws: `invalidInput` for a number that cannot be.
  public init(
    volatility: Double, roundTripCost: Double, years: Double
  ) throws(SteelyardError) {
    guard volatility > 0, volatility.isFinite, roundTripCost >= 0, roundTripCost.isFinite,
      years > 0, years.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "Volatility \(volatility), round-trip cost \(roundTripCost), \(years) years between hedges.",
        remedy: "Give a volatility and an interval above zero, and a cost from 0 up.")
    }
    lelandNumber = (2 / Double.pi).squareRoot() * roundTripCost / (volatility * years.squareRoot())
    short = volatility * (1 + lelandNumber).squareRoot()
    long = lelandNumber <= 1 ? volatility * (1 - lelandNumber).squareRoot() : nil
  }
}
