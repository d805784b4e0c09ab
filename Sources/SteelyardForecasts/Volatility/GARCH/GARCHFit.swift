import Glibc
public import SteelyardMath

/// A GARCH model fitted by maximum likelihood, and how well its parameters are known.
public struct GARCHFit: Sendable, Hashable {
  /// The model with the parameters found.
  public let model: GARCHModel
  /// The largest log-likelihood found.
  public let logLikelihood: Double
  /// `converged`, or why the search ended without: `iterationLimit`, `stalled`, `notFinite`.
  public let status: SolverStatus
  /// Steps of the search.
  public let iterations: Int
  /// How many returns were fitted.
  public let observationCount: Int
  /// The variance taken for the day before the first, in return units squared.
  public let startVariance: Double
  /// The parameters that ended on a bound: α at zero, a variance that would not return, t that is
  /// as good as normal.
  ///
  /// Their standard errors, and in part the others', mean little.
  public let bounded: [GARCHParameter]
  /// Variance of each day and of the next, in return units squared.
  public let path: VariancePath
  /// (r − mean)/√h of each day; shape `[day]`.
  public let standardisedResiduals: [Double]
  /// Standard errors; nil where the likelihood is not curved downwards in every direction, so that
  /// some parameters can't be told apart.
  public let errors: GARCHErrors?

  /// Twice the number of parameters less twice the log-likelihood: the smaller the better.
  public var akaike: Double {
    2 * Double(model.specification.parameters.count) - 2 * logLikelihood
  }

  /// The model carried on from the last day.
  public var recursion: GARCHRecursion { GARCHRecursion(continuing: model, next: path.next) }

  /// What the next return would be if each standardised residual came again: the filtered history;
  /// shape `[day]`, in return units.
  public var filteredReturns: [Double] {
    let deviation = path.next.squareRoot()
    return standardisedResiduals.map { model.parameters.mean + deviation * $0 }
  }
}
