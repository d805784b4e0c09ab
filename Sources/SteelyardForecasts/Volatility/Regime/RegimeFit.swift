import Glibc
public import SteelyardContracts
public import SteelyardMath

/// A regime model fitted by maximum likelihood.
public struct RegimeFit: Sendable, Hashable {
  /// The model with the parameters found.
  public let model: RegimeModel
  /// The largest log-likelihood found.
  public let logLikelihood: Double
  /// `converged` or `iterationLimit`.
  public let status: SolverStatus
  /// Rounds of the search.
  public let iterations: Int
  /// The chance that each day was wild, knowing its return and those before; shape `[day]`.
  public let filtered: [Double]
  /// The chance that each day was wild, knowing all returns; looks ahead, so it is for telling
  /// history and never for a forecast; shape `[day]`.
  public let smoothed: [Double]
  /// Variance of each day as known the day before, and of the next.
  public let path: VariancePath
  /// The model carried on from the last day.
  public let recursion: RegimeRecursion
}

extension RegimeModel {
  /// The fewest returns that a fit is tried on.
  public static let returnsMin = 100

  /// Fits a calm and a wild state to returns.
  ///
  /// Expectation-maximisation, in which each round raises the likelihood: three starts, of which the
  /// one that is best after some rounds goes on. A variance is
  /// kept above a millionth of the returns' own, because a state that sits on a single return
  /// would have an infinite likelihood.
  ///
  /// - Parameters:
  ///   - returns: In time order; shape `[day]`.
  ///   - mean: Whether a mean is estimated.
  /// - Throws: `invalidInput` for fewer than `returnsMin` returns, one that is not finite, or
  ///   returns without any variation.
  /// - Source: J. Hamilton, "Analysis of time series subject to changes in regime", Journal of
  ///   Econometrics 45 (1990), pp. 39-70; smoothing of C.-J. Kim, Journal of Econometrics 60 (1994).
  public static func fit(
    _ returns: [Double], mean: MeanModel
  ) throws(SteelyardError) -> RegimeFit {
    try checkReturns(returns, atLeast: returnsMin)
    let centre = mean == .zero ? 0 : returns.reduce(0, +) / Double(returns.count)
    let variance =
      returns.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(returns.count)
    guard variance > 0, variance.isFinite else {
      throw SteelyardError(
        .invalidInput, "The mean square of the returns about their mean is \(variance).",
        remedy: "Pass returns that vary.")
    }
    let starts = [(0.5, 2.0, 0.98, 0.95), (0.3, 4.0, 0.97, 0.85), (0.8, 6.0, 0.95, 0.6)]
    var best: RegimeSearch?
    for (calm, wild, calmStay, wildStay) in starts {
      var search = RegimeSearch(
        returns: returns, mean: mean, varianceMin: 1e-6 * variance,
        model: RegimeModel(
          trusted: centre, calm * variance, wild * variance, calmStay: calmStay,
          wildStay: wildStay, wildAtStart: 0.5))
      search.run(rounds: RegimeSearch.roundsOfStart)
      if search.logLikelihood > best?.logLikelihood ?? -.infinity { best = search }
    }
    guard var best, best.logLikelihood.isFinite else {
      throw SteelyardError(
        .noConvergence, "No start of the regime model has a finite likelihood.",
        remedy: "Check the returns for values of very different size.")
    }
    best.run(rounds: RegimeSearch.roundsMax)
    return best.fit
  }
}
