import Glibc

/// h = ω + α (|e| − γ e)² + β h.
struct PowerDynamics: VarianceDynamics {
  private let omega, alpha, gamma, beta: Double
  private(set) var variance: Double
  private var slope: SIMD8<Double>

  init(_ parameters: GARCHParameters, level: Double, meanSlope: Double) {
    omega = parameters.omega
    alpha = parameters.alpha
    gamma = parameters.gamma
    beta = parameters.beta
    // As R's fGarch: the first residual enters without its asymmetry.
    variance = omega + (alpha + beta) * level
    slope = SIMD8((alpha + beta) * meanSlope, 1, level, 0, level, 0, 0, 0)
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
    let tilt = sign - gamma
    let size = residual * tilt
    let direct = SIMD8<Double>(
      -2 * alpha * size * tilt, 1, size * size, -2 * alpha * size * residual, variance, 0, 0, 0)
    slope = direct + beta * slope
    variance = omega + alpha * size * size + beta * variance
  }
}
