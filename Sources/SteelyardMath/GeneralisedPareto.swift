import Glibc

/// The generalised Pareto distribution of what exceeds a high threshold.
///
/// P(Y > y) = (1 + ξy/β)^(−1/ξ) for y ≥ 0, and exp(−y/β) where ξ is 0; with ξ below 0 it ends at −β/ξ.
///
/// - Accuracy: Relative error below 1e-13 for every probability above 1e-300.
/// - Source: J. Pickands, "Statistical inference using extreme order statistics", Annals of
///   Statistics 3 (1975), pp. 119-131.
public struct GeneralisedPareto: Sendable, Hashable {
  /// ξ: above zero for a tail that falls like a power.
  public let shape: Double
  /// β > 0, in the unit of the excesses.
  public let scale: Double

  /// The distribution, or nil unless the shape is finite and the scale above zero.
  public init?(shape: Double, scale: Double) {
    guard shape.isFinite, scale > 0, scale.isFinite else { return nil }
    self.shape = shape
    self.scale = scale
  }

  /// The probability of an excess above `excess`.
  public func complementary(_ excess: Double) -> Double {
    if excess.isNaN { return .nan }
    if excess <= 0 { return 1 }
    let share = shape * excess / scale
    if share <= -1 { return 0 }
    return exp(-excess / scale * logarithmRatio(share))
  }

  /// The excess that is exceeded with a probability; NaN outside (0, 1].
  public func complementaryQuantile(_ probability: Double) -> Double {
    guard probability > 0, probability <= 1 else { return .nan }
    return scale * paretoPower(-log(probability), shape: shape)
  }

  /// The logarithm of the density at an excess; minus infinity where the density is zero.
  public func logarithmOfDensity(_ excess: Double) -> Double {
    let share = shape * excess / scale
    guard excess >= 0, share > -1 else { return -.infinity }
    return -log(scale) - log1p(share) - excess / scale * logarithmRatio(share)
  }
}

/// ln(1 + u)/u, 1 at zero.
func logarithmRatio(_ argument: Double) -> Double {
  argument == 0 ? 1 : log1p(argument) / argument
}

/// (e^(ξt) − 1)/ξ, t at ξ = 0.
package func paretoPower(_ exponent: Double, shape: Double) -> Double {
  let product = shape * exponent
  return product == 0 ? exponent : exponent * (expm1(product) / product)
}
