/// What one day's residual says about the next day's variance, with derivatives.
///
/// Vectors of derivatives have their places by `GARCHParameter`. The kinds are separate types so
/// that the pass over the returns is compiled for each and keeps its state in registers.
protocol VarianceDynamics {
  /// Takes the variance of the day before the first, and its derivative with the mean.
  init(_ parameters: GARCHParameters, level: Double, meanSlope: Double)
  /// Takes the variance of the day that comes, as a recursion that was left off; no derivatives.
  init(_ parameters: GARCHParameters, resuming variance: Double)
  /// The variance of the day that comes.
  var variance: Double { get }
  /// Its logarithm.
  var logVariance: Double { get }
  /// The derivatives of that logarithm.
  var logSlope: SIMD8<Double> { get }
  /// Moves on by a day.
  ///
  /// - Parameters:
  ///   - residual: The day's return less the mean.
  ///   - sign: Of the residual, ±1; handed in so that it can be held while parameters move.
  mutating func step(residual: Double, sign: Double)
}

extension VarianceDynamics {
  /// The variance of the day after one with a given variance and residual.
  static func following(
    _ variance: Double, residual: Double, _ parameters: GARCHParameters
  ) -> Double {
    var dynamics = Self(parameters, resuming: variance)
    dynamics.step(residual: residual, sign: residual < 0 ? -1 : 1)
    return dynamics.variance
  }
}

extension SIMD8<Double> {
  subscript(parameter: GARCHParameter) -> Double {
    get { self[parameter.rawValue] }
    set { self[parameter.rawValue] = newValue }
  }
}
