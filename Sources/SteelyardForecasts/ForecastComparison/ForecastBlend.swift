import Glibc

/// How several forecasts become one.
public struct ForecastBlend: Sendable, Hashable, Codable {
  /// What each forecaster counts.
  public enum Weighting: String, Sendable, Hashable, Codable, CaseIterable {
    /// All alike.
    case equal
    /// In proportion to one over the mean loss; needs a loss that is never negative.
    case inverseLoss = "inverse_loss"
  }

  /// What kind of mean is taken.
  public enum Mean: String, Sendable, Hashable, Codable, CaseIterable {
    /// Σ w f.
    case arithmetic
    /// exp Σ w ln f: linear in logarithms, so one wild forecast moves it less.
    case logLinear = "log_linear"
  }

  /// What each forecaster counts.
  public var weighting: Weighting
  /// What kind of mean is taken.
  public var mean: Mean

  /// Names a blend.
  public init(_ weighting: Weighting, _ mean: Mean) {
    self.weighting = weighting
    self.mean = mean
  }

  /// The weights for mean losses, which sum to one; shape `[forecaster]`.
  func weights(meanLosses: [Double]) -> [Double] {
    let count = Double(meanLosses.count)
    let equal = meanLosses.map { _ in 1 / count }
    guard weighting == .inverseLoss else { return equal }
    // A forecaster without any loss takes all; several share.
    let perfect = meanLosses.filter { $0 <= 0 }.count
    if perfect > 0 { return meanLosses.map { $0 <= 0 ? 1 / Double(perfect) : 0 } }
    let inverse = meanLosses.map { 1 / $0 }
    let total = inverse.reduce(0, +)
    guard total.isFinite, total > 0 else { return equal }
    return inverse.map { $0 / total }
  }

  /// One forecast out of several, each > 0.
  func combine(_ forecasts: [Double], weights: [Double]) -> Double {
    switch mean {
    case .arithmetic: zip(weights, forecasts).reduce(0) { $0 + $1.0 * $1.1 }
    case .logLinear: exp(zip(weights, forecasts).reduce(0) { $0 + $1.0 * log($1.1) })
    }
  }
}
