import Glibc

/// ln h = ω + α (|z| − √(2/π)) + γ z + β ln h.
struct ExponentialDynamics: VarianceDynamics {
  /// The mean of |z| of a normal z; kept for Student's t as well, where ω takes up the rest.
  static let normalMeanSize = (2 / Double.pi).squareRoot()

  private let omega, alpha, gamma, beta: Double
  private(set) var logVariance: Double
  private(set) var variance: Double
  private(set) var logSlope: SIMD8<Double>

  init(_ parameters: GARCHParameters, level: Double, meanSlope: Double) {
    omega = parameters.omega
    alpha = parameters.alpha
    gamma = parameters.gamma
    beta = parameters.beta
    let logLevel = log(level)
    logVariance = omega + beta * logLevel
    variance = exp(logVariance)
    logSlope = SIMD8(beta * meanSlope / level, 1, 0, 0, logLevel, 0, 0, 0)
  }

  init(_ parameters: GARCHParameters, resuming variance: Double) {
    omega = parameters.omega
    alpha = parameters.alpha
    gamma = parameters.gamma
    beta = parameters.beta
    self.variance = variance
    logVariance = log(variance)
    logSlope = SIMD8(repeating: 0)
  }

  mutating func step(residual: Double, sign: Double) {
    let inverseDeviation = 1 / variance.squareRoot()
    let standardised = residual * inverseDeviation
    let surprise = sign * standardised - Self.normalMeanSize
    let pull = alpha * sign + gamma
    let direct = SIMD8<Double>(
      -pull * inverseDeviation, 1, surprise, standardised, logVariance, 0, 0, 0)
    logSlope = direct + (beta - 0.5 * pull * standardised) * logSlope
    logVariance = omega + alpha * surprise + gamma * standardised + beta * logVariance
    variance = exp(logVariance)
  }
}
