import Glibc
public import SteelyardContracts

extension GARCHSpecification {
  /// The fewest returns that a fit is tried on: fewer can't tell α from β.
  public static let returnsMin = 100
  /// The most returns of one fit: a century of hours.
  public static let returnsMax = 1_000_000

  /// Fits the model to returns by maximum likelihood.
  ///
  /// The returns are scaled to a variance between 1/4 and 1 for the search, by a power of two, so
  /// that fits of returns in decimals and in per cent agree. The gradient is analytic.
  ///
  /// - Parameter returns: In time order, any unit; shape `[day]`.
  /// - Returns: The fit. Read its `status` before using it: a search that ended without converging
  ///   is reported, not hidden.
  /// - Throws: `invalidInput` for fewer than `returnsMin` returns, one that is not finite, or
  ///   returns without any variation; `limitExceeded` for more than `returnsMax`.
  public func fit(_ returns: [Double]) throws(SteelyardError) -> GARCHFit {
    try checkReturns(returns, atLeast: Self.returnsMin)
    guard returns.count <= Self.returnsMax else {
      throw SteelyardError(
        .limitExceeded, "There are \(returns.count) returns.",
        remedy: "Pass at most \(Self.returnsMax).")
    }
    let average = mean == .zero ? 0 : returns.reduce(0, +) / Double(returns.count)
    let square =
      returns.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(returns.count)
    guard square > 0, square.isFinite else {
      throw SteelyardError(
        .invalidInput, "The mean square of the returns about their mean is \(square).",
        remedy: "Pass returns that vary, in a unit that keeps their squares finite.")
    }
    // A power of two, because it changes no digit.
    let scale = exp2(-log2(square.squareRoot()).rounded(.up))
    var scaled = self
    if case .given(let variance) = start { scaled.start = .given(variance * scale * scale) }
    let likelihood = GARCHLikelihood(scaled, returns.map { $0 * scale })
    var outcome = GARCHSearch(likelihood: likelihood).run()
    outcome.parameters = unscaled(outcome.parameters, scale)
    return try fit(returns, outcome)
  }

  private func unscaled(_ parameters: GARCHParameters, _ scale: Double) -> GARCHParameters {
    var restored = parameters
    restored.mean /= scale
    if dynamics == .egarch {
      restored.omega -= 2 * log(scale) * (1 - parameters.beta)
    } else {
      restored.omega /= scale * scale
      // A search that ends on a bound may be a rounding error beyond it.
      restored.alpha = max(0, restored.alpha)
      restored.beta = max(0, restored.beta)
      if dynamics == .gjr { restored.gamma = max(-restored.alpha, restored.gamma) }
    }
    return restored
  }

  private func fit(
    _ returns: [Double], _ outcome: GARCHSearch.Outcome
  ) throws(SteelyardError) -> GARCHFit {
    let model = try GARCHModel(self, outcome.parameters)
    let likelihood = GARCHLikelihood(self, returns)
    let path = likelihood.path(outcome.parameters)
    let mean = outcome.parameters.mean
    return GARCHFit(
      model: model,
      logLikelihood: likelihood.evaluate(outcome.parameters, .value).logLikelihood,
      status: outcome.status, iterations: outcome.iterations, observationCount: returns.count,
      startVariance: start.level(of: returns, mean: mean, specification: self.mean).variance,
      bounded: outcome.bounded, path: path,
      standardisedResiduals: returns.indices.map {
        (returns[$0] - mean) / path.variances[$0].squareRoot()
      },
      errors: GARCHErrors(likelihood, at: outcome.parameters))
  }
}
