/// The variance that a GARCH recursion takes for the day before its first.
public enum GARCHStart: Sendable, Hashable, Codable {
  /// The mean of the first 75 squared residuals with weights 0.94^i, of residuals about the plain
  /// mean of the returns (about zero for a zero mean): fixed during the fit.
  ///
  /// What Python's `arch` does. The first variance is then ω + (α + γ/2 + β) × backcast, and for
  /// EGARCH ln h = ω + β ln(backcast).
  case backcast
  /// The mean squared residual about the model's own mean, recomputed at every trial of the fit.
  ///
  /// What R's `fGarch` does; the squared residual of the day before is taken to be the same.
  case meanSquaredResidual
  /// A variance that the caller knows, in return units squared.
  case given(Double)

  /// The variance of the day before, and its derivative with the model's mean.
  func level(of returns: [Double], mean: Double, specification: MeanModel) -> (
    variance: Double, meanSlope: Double
  ) {
    switch self {
    case .given(let variance): return (variance, 0)
    case .backcast:
      let centre =
        specification == .zero ? 0 : returns.reduce(0, +) / Double(returns.count)
      return (Self.backcast(returns, about: centre), 0)
    case .meanSquaredResidual:
      var (first, second) = (0.0, 0.0)
      for value in returns {
        first += value - mean
        second += (value - mean) * (value - mean)
      }
      let count = Double(returns.count)
      return (second / count, -2 * first / count)
    }
  }

  /// The weighted mean of the first squared residuals, the earliest weighing most.
  static func backcast(_ returns: [Double], about centre: Double) -> Double {
    var (weight, weights, sum) = (1.0, 0.0, 0.0)
    for value in returns.prefix(75) {
      sum += weight * (value - centre) * (value - centre)
      weights += weight
      weight *= 0.94
    }
    return sum / weights
  }
}
