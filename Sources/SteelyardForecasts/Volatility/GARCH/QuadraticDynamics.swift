import Glibc

/// h = ω + (α + γ·[e < 0]) e² + β h: GARCH where γ is zero, GJR otherwise.
struct QuadraticDynamics: VarianceDynamics {
  private let omega, alpha, gamma, beta: Double
  private(set) var variance: Double
  private var slope: SIMD8<Double>

  init(_ parameters: GARCHParameters, level: Double, meanSlope: Double) {
    omega = parameters.omega
    alpha = parameters.alpha
    gamma = parameters.gamma
    beta = parameters.beta
    // A residual of unknown sign is a fall half of the time.
    let persistence = alpha + gamma / 2 + beta
    variance = omega + persistence * level
    slope = SIMD8(persistence * meanSlope, 1, level, level / 2, level, 0, 0, 0)
  }

  init(_ parameters: GARCHParameters, resuming variance: Double) {
    omega = parameters.omega
    alpha = parameters.alpha
    gamma = parameters.gamma
    beta = parameters.beta
    self.variance = variance
    slope = SIMD8(repeating: 0)
  }

  var logVariance: Double { log(variance) }
  var logSlope: SIMD8<Double> { slope / variance }

  mutating func step(residual: Double, sign: Double) {
    let square = residual * residual
    let response = sign < 0 ? alpha + gamma : alpha
    let direct = SIMD8<Double>(
      -2 * response * residual, 1, square, sign < 0 ? square : 0, variance, 0, 0, 0)
    slope = direct + beta * slope
    variance = omega + response * square + beta * variance
  }
}
