public import SteelyardContracts
import SteelyardPricing

/// What the returns within one day say about its variance.
///
/// - Source: O. Barndorff-Nielsen, N. Shephard, "Power and bipower variation with stochastic
///   volatility and jumps", Journal of Financial Econometrics 2 (2004), pp. 1-37.
public struct RealisedMeasures: Sendable, Hashable, Codable {
  /// RV = Σ r²: diffusion and jumps together, in return units squared.
  public let variance: Double
  /// BV = (π/2) Σ |rᵢ| |rᵢ₋₁|: hardly moved by a single jump, in return units squared.
  public let bipowerVariance: Double
  /// RQ = (M/3) Σ r⁴, in return units to the fourth: how noisy `variance` is.
  ///
  /// The variance of its error is about 2 RQ / M.
  public let quarticity: Double
  /// M, how many returns were summed.
  public let count: Int

  /// max(RV − BV, 0): the part that came in jumps, in return units squared.
  public var jump: Double { max(variance - bipowerVariance, 0) }

  /// Measures the returns of a day.
  ///
  /// - Parameter returns: Of equal intervals, in time order; shape `[interval]`.
  /// - Throws: `invalidInput` for fewer than two returns or one that is not finite.
  public init(returns: [Double]) throws(SteelyardError) {
    try checkReturns(returns, atLeast: 2)
    var (second, fourth, neighbours, before) = (0.0, 0.0, 0.0, 0.0)
    for value in returns {
      let square = value * value
      second += square
      fourth += square * square
      neighbours += abs(value) * before
      before = abs(value)
    }
    variance = second
    bipowerVariance = Double.pi / 2 * neighbours
    quarticity = Double(returns.count) / 3 * fourth
    count = returns.count
  }
}
