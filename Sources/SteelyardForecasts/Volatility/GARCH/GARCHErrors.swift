public import SteelyardMath

/// How well the parameters of a fit are known.
///
/// - Source: T. Bollerslev, J. Wooldridge, "Quasi-maximum likelihood estimation and inference in
///   dynamic models with time-varying covariances", Econometric Reviews 11 (1992), pp. 143-172.
public struct GARCHErrors: Sendable, Hashable {
  /// The parameters that the matrices are about, in their order.
  public let parameters: [GARCHParameter]
  /// The inverse of minus the second derivatives of the log-likelihood: right if the residuals are
  /// what the model says; shape `[parameter × parameter]`.
  public let hessianCovariance: Matrix
  /// The sandwich H⁻¹ S H⁻¹, right as well if only mean and variance are what the model says.
  ///
  /// S is the sample covariance of the scores times the number of days; shape `[parameter × parameter]`.
  public let robustCovariance: Matrix

  /// Standard errors from the curvature alone; zero for what was not estimated.
  public var hessian: GARCHParameters { deviations(hessianCovariance) }
  /// Robust standard errors; zero for what was not estimated.
  public var robust: GARCHParameters { deviations(robustCovariance) }

  private func deviations(_ covariance: Matrix) -> GARCHParameters {
    var errors = GARCHParameters(
      mean: 0, omega: 0, alpha: 0, gamma: 0, beta: 0, degreesOfFreedom: nil)
    for (index, parameter) in parameters.enumerated() {
      errors = errors.with(parameter, covariance[index, index].squareRoot())
    }
    return errors
  }

  /// Errors at parameters that the likelihood was maximised at; nil where it is not curved
  /// downwards in every direction.
  init?(_ likelihood: GARCHLikelihood, at optimum: GARCHParameters) {
    parameters = likelihood.specification.parameters
    var held = likelihood
    held.heldSigns = likelihood.signs(about: optimum.mean)
    let central = held.evaluate(optimum, .scoreProducts)
    let count = parameters.count
    var curvature = Matrix(rowCount: count, columnCount: count, repeating: 0)
    var spread = curvature
    let days = Double(likelihood.returns.count)
    for (row, first) in parameters.enumerated() {
      let information = central.scoreProducts[first.rawValue][first]
      guard information > 0, let value = optimum[first] else { return nil }
      // A ten-thousandth of a crude standard error: far above rounding, far below any bend.
      let step = 1e-4 / information.squareRoot()
      let above = held.evaluate(optimum.with(first, value + step), .gradient).gradient
      let below = held.evaluate(optimum.with(first, value - step), .gradient).gradient
      for (column, second) in parameters.enumerated() {
        let bend = (below[second] - above[second]) / (2 * step)
        curvature[row, column] += 0.5 * bend
        curvature[column, row] += 0.5 * bend
        spread[row, column] =
          (central.scoreProducts[first.rawValue][second]
            - central.gradient[first] * central.gradient[second] / days) * days / (days - 1)
      }
    }
    guard let inverse = curvature.inverse else { return nil }
    hessianCovariance = inverse
    robustCovariance = inverse * spread * inverse
    for index in 0..<count {
      guard inverse[index, index] > 0, robustCovariance[index, index] > 0 else { return nil }
    }
  }
}
