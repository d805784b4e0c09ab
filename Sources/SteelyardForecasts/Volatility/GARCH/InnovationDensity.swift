import Glibc
import SteelyardMath

/// The density of a standardised residual, as a function of its square.
protocol InnovationDensity {
  /// The part of the log density that no residual changes.
  var constant: Double { get }
  /// The rest of the log density, minus twice its derivative with the square, and its derivative
  /// with the degrees of freedom.
  func evaluate(square: Double) -> (logDensity: Double, weight: Double, shapeSlope: Double)
}

struct NormalDensity: InnovationDensity {
  let constant = -0.5 * log(2 * Double.pi)

  func evaluate(square: Double) -> (logDensity: Double, weight: Double, shapeSlope: Double) {
    (-0.5 * square, 1, 0)
  }
}

/// Student's t scaled to variance one.
struct StudentTDensity: InnovationDensity {
  let constant: Double
  private let degrees: Double
  private let constantSlope: Double

  init(degreesOfFreedom: Double) {
    degrees = degreesOfFreedom
    let upper = (degrees + 1) / 2
    let lower = degrees / 2
    constant = lgamma(upper).0 - lgamma(lower).0 - 0.5 * log(Double.pi * (degrees - 2))
    constantSlope = 0.5 * (digamma(upper) - digamma(lower) - 1 / (degrees - 2))
  }

  func evaluate(square: Double) -> (logDensity: Double, weight: Double, shapeSlope: Double) {
    let ratio = square / (degrees - 2)
    let spread = log1p(ratio)
    let weight = (degrees + 1) / ((degrees - 2) * (1 + ratio))
    return (
      -0.5 * (degrees + 1) * spread, weight,
      constantSlope + 0.5 * (weight * ratio - spread)
    )
  }
}
