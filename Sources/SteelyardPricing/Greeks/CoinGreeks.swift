/// Derivatives of a coin-settled option's value in coin.
///
/// The value is in coin per unit of base, the forward in quote currency, volatility a decimal (1.00
/// is 100 %), time in years of 365 days with the forward held.
public struct CoinGreeks: Sendable, Hashable, Codable {
  /// d(V/F)/dF, coin per quote unit.
  public let coinDelta: Double
  /// d²(V/F)/dF², coin per quote unit squared.
  public let coinGamma: Double
  /// d(V/F)/dσ, coin per 1.00 of volatility.
  public let coinVega: Double
  /// d(V/F)/dt, coin per year.
  public let coinTheta: Double
  /// Premium-adjusted delta dV/dF − V/F, coin per coin: F × `coinDelta`.
  public let netTransactionDelta: Double
}
