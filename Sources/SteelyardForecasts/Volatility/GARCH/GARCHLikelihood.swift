/// The log-likelihood of returns under a GARCH model, with its derivatives.
struct GARCHLikelihood {
  /// What one pass over the returns computes.
  enum Detail {
    case value, gradient, scoreProducts
  }

  let specification: GARCHSpecification
  let returns: [Double]
  /// The signs of the residuals, if they are to be held while the parameters move.
  ///
  /// EGARCH has a kink wherever the mean passes a return. Between kinks the likelihood is smooth,
  /// and second derivatives are those of the smooth piece: the kinks' own part has mean zero,
  /// because it multiplies later scores.
  var heldSigns: [Double]?

  init(_ specification: GARCHSpecification, _ returns: [Double]) {
    self.specification = specification
    self.returns = returns
  }

  /// What a pass gives; vectors have their places by `GARCHParameter`.
  struct Answer {
    var logLikelihood = 0.0
    var gradient = SIMD8<Double>(repeating: 0)
    /// Sum over the days of the outer products of their scores.
    var scoreProducts = [SIMD8<Double>](repeating: SIMD8(repeating: 0), count: 6)
  }

  func evaluate(_ parameters: GARCHParameters, _ detail: Detail) -> Answer {
    switch specification.dynamics {
    case .garch, .gjr: evaluate(QuadraticDynamics.self, parameters, detail)
    case .aparch: evaluate(PowerDynamics.self, parameters, detail)
    case .egarch: evaluate(ExponentialDynamics.self, parameters, detail)
    }
  }

  private func evaluate<Dynamics: VarianceDynamics>(
    _ kind: Dynamics.Type, _ parameters: GARCHParameters, _ detail: Detail
  ) -> Answer {
    let level = specification.start.level(
      of: returns, mean: parameters.mean, specification: specification.mean)
    let dynamics = Dynamics(parameters, level: level.variance, meanSlope: level.meanSlope)
    if let degrees = parameters.degreesOfFreedom {
      return pass(
        dynamics, StudentTDensity(degreesOfFreedom: degrees), mean: parameters.mean, detail)
    }
    return pass(dynamics, NormalDensity(), mean: parameters.mean, detail)
  }

  private func pass(
    _ start: some VarianceDynamics, _ density: some InnovationDensity, mean: Double,
    _ detail: Detail
  ) -> Answer {
    var answer = Answer()
    var dynamics = start
    var logLikelihood = 0.0
    var gradient = SIMD8<Double>(repeating: 0)
    for index in returns.indices {
      let residual = returns[index] - mean
      let variance = dynamics.variance
      let scaled = residual / variance
      let part = density.evaluate(square: residual * scaled)
      logLikelihood += part.logDensity - 0.5 * dynamics.logVariance
      if detail != .value {
        var score = dynamics.logSlope * (0.5 * (part.weight * residual * scaled - 1))
        score[.mean] += part.weight * scaled
        score[.degreesOfFreedom] = part.shapeSlope
        gradient += score
        if detail == .scoreProducts {
          for row in 0..<6 { answer.scoreProducts[row] += score[row] * score }
        }
      }
      let sign = heldSigns.map { $0[index] } ?? (residual < 0 ? -1 : 1)
      dynamics.step(residual: residual, sign: sign)
    }
    answer.logLikelihood = logLikelihood + Double(returns.count) * density.constant
    answer.gradient = gradient
    return answer
  }

  /// The variance of each day as seen the day before, and of the day after the last.
  func path(_ parameters: GARCHParameters) -> VariancePath {
    switch specification.dynamics {
    case .garch, .gjr: path(QuadraticDynamics.self, parameters)
    case .aparch: path(PowerDynamics.self, parameters)
    case .egarch: path(ExponentialDynamics.self, parameters)
    }
  }

  private func path<Dynamics: VarianceDynamics>(
    _ kind: Dynamics.Type, _ parameters: GARCHParameters
  ) -> VariancePath {
    let level = specification.start.level(
      of: returns, mean: parameters.mean, specification: specification.mean)
    var dynamics = Dynamics(parameters, level: level.variance, meanSlope: level.meanSlope)
    var variances: [Double] = []
    variances.reserveCapacity(returns.count)
    for value in returns {
      variances.append(dynamics.variance)
      let residual = value - parameters.mean
      dynamics.step(residual: residual, sign: residual < 0 ? -1 : 1)
    }
    return VariancePath(variances: variances, next: dynamics.variance)
  }

  /// The signs of the residuals about a mean; a residual of zero counts as a rise.
  func signs(about mean: Double) -> [Double] { returns.map { $0 - mean < 0 ? -1 : 1 } }
}
