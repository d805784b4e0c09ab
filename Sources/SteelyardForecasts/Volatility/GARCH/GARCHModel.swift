public import SteelyardContracts
import Glibc
import SteelyardMath

/// A GARCH model with its parameters: what it says about a history and about the days to come.
public struct GARCHModel: Sendable, Hashable, Codable {
  /// Which model.
  public let specification: GARCHSpecification
  /// Its parameters.
  public let parameters: GARCHParameters

  /// Makes a model.
  ///
  /// - Throws: `invalidInput` if the parameters could give a variance that is not above zero, or
  ///   degrees of freedom are there without Student's t or absent with it.
  public init(
    _ specification: GARCHSpecification, _ parameters: GARCHParameters
  ) throws(SteelyardError) {
    try parameters.check(specification)
    self.specification = specification
    self.parameters = parameters
  }

  /// The variance of each day of a history and of the day after, in return units squared.
  ///
  /// - Throws: `invalidInput` if there are no returns or one is not finite.
  public func path(through returns: [Double]) throws(SteelyardError) -> VariancePath {
    try checkReturns(returns, atLeast: 1)
    return GARCHLikelihood(specification, returns).path(parameters)
  }

  /// The log-likelihood of a history.
  ///
  /// - Throws: `invalidInput` if there are no returns or one is not finite.
  public func logLikelihood(of returns: [Double]) throws(SteelyardError) -> Double {
    try checkReturns(returns, atLeast: 1)
    return GARCHLikelihood(specification, returns).evaluate(parameters, .value).logLikelihood
  }

  /// How much of a variance is expected to stay from one day to the next; below one the variance
  /// returns to `longRunVariance`.
  public var persistence: Double {
    switch specification.dynamics {
    case .garch, .gjr: parameters.alpha + parameters.gamma / 2 + parameters.beta
    case .aparch: parameters.alpha * (1 + parameters.gamma * parameters.gamma) + parameters.beta
    case .egarch: parameters.beta
    }
  }

  /// The variance that forecasts far ahead approach, in return units squared; nil if they don't.
  ///
  /// For EGARCH the exponential of the logarithm they approach.
  public var longRunVariance: Double? {
    guard abs(persistence) < 1 else { return nil }
    let level = (parameters.omega + expectedPull) / (1 - persistence)
    return specification.dynamics == .egarch ? exp(level) : level
  }

  /// The variance so many days ahead, from the variance of the next day.
  ///
  /// GARCH, GJR and APARCH: the expectation. EGARCH with normal residuals: the expectation, in closed
  /// form. EGARCH with Student's t has none, because the exponential of a t variable has no mean;
  /// there it is the exponential of the expected logarithm.
  func variance(ahead step: Int, next: Double) -> Double {
    precondition(step >= 1, "a forecast is at least one day ahead")
    if step == 1 { return next }
    let later = Double(step - 1)
    guard specification.dynamics == .egarch else {
      let kept = pow(persistence, later)
      guard persistence != 1 else { return next + later * parameters.omega }
      return parameters.omega * (1 - kept) / (1 - persistence) + kept * next
    }
    var logarithm = log(next)
    for _ in 1..<step {
      logarithm = parameters.omega + expectedPull + parameters.beta * logarithm
    }
    guard specification.distribution == .normal else { return exp(logarithm) }
    var weight = 1.0
    for _ in 1..<step {
      logarithm += logMeanSurprise(weight)
      weight *= parameters.beta
    }
    return exp(logarithm)
  }

  /// The variance of the day after one of a given variance and return.
  func following(_ variance: Double, value: Double) -> Double {
    let residual = value - parameters.mean
    return switch specification.dynamics {
    case .garch, .gjr: QuadraticDynamics.following(variance, residual: residual, parameters)
    case .aparch: PowerDynamics.following(variance, residual: residual, parameters)
    case .egarch: ExponentialDynamics.following(variance, residual: residual, parameters)
    }
  }

  /// What α (|z| − √(2/π)) is on average; zero but for EGARCH with Student's t.
  private var expectedPull: Double {
    guard specification.dynamics == .egarch, let degrees = parameters.degreesOfFreedom else {
      return 0
    }
    let ratio = exp(lgamma((degrees - 1) / 2).0 - lgamma(degrees / 2).0)
    let meanSize = ((degrees - 2) / Double.pi).squareRoot() * ratio
    return parameters.alpha * (meanSize - ExponentialDynamics.normalMeanSize)
  }

  /// ln E exp(w (α (|z| − √(2/π)) + γ z)) of a normal z.
  private func logMeanSurprise(_ weight: Double) -> Double {
    let rise = weight * (parameters.gamma + parameters.alpha)
    let fall = weight * (parameters.alpha - parameters.gamma)
    let mean =
      exp(rise * rise / 2) * NormalDistribution.cumulative(rise)
      + exp(fall * fall / 2) * NormalDistribution.cumulative(fall)
    return log(mean) - weight * parameters.alpha * ExponentialDynamics.normalMeanSize
  }
}

/// Throws `invalidInput` unless there are enough returns and all are finite.
func checkReturns(_ returns: [Double], atLeast least: Int) throws(SteelyardError) {
  guard returns.count >= least else {
    throw SteelyardError(
      .invalidInput, "There are \(returns.count) returns.",
      remedy: "Pass at least \(least) returns.")
  }
  if let index = returns.firstIndex(where: { !$0.isFinite }) {
    throw SteelyardError(
      .invalidInput, "Return \(index) is \(returns[index]).",
      remedy: "Pass finite returns; leave out days without a price before computing them.")
  }
}
