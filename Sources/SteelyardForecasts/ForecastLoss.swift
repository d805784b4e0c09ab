import Glibc

/// How far a forecast of a variance was from what came.
///
/// - Source: A. Patton, "Volatility forecast comparison using imperfect volatility proxies",
///   Journal of Econometrics 160 (2011), pp. 246-256: of the usual losses only these two families
///   rank forecasts rightly against a noisy proxy.
public enum ForecastLoss: String, Sendable, Hashable, Codable, CaseIterable {
  /// (s − f)²: large variances decide.
  case squaredError = "squared_error"
  /// ln f + s/f: the Gaussian likelihood but for constants.
  case likelihood
  /// s/f − ln(s/f) − 1: the same less its value at f = s, so zero is a perfect forecast.
  case quasiLikelihood = "quasi_likelihood"

  /// The loss of one forecast, NaN where the forecast or, for a ratio, the proxy is not above zero.
  ///
  /// - Parameters:
  ///   - forecast: The variance that was forecast, > 0.
  ///   - proxy: The variance that came, in the same unit.
  public func loss(forecast: Double, proxy: Double) -> Double {
    switch self {
    case .squaredError:
      let error = proxy - forecast
      return error * error
    case .likelihood: return forecast > 0 ? log(forecast) + proxy / forecast : .nan
    case .quasiLikelihood:
      guard forecast > 0, proxy > 0 else { return .nan }
      let ratio = proxy / forecast
      return ratio - log(ratio) - 1
    }
  }
}
