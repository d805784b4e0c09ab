public import SteelyardContracts
import SteelyardMath

/// The regression of a target on several hedges: how much of each to hold against it.
///
///     least squares   min |y − a − X b|²
///     ridge           min |y − a − X b|² + λ |b|²
///     lasso           min |y − a − X b|² / (2 n) + λ Σ |b_j|
///
/// The intercept a is not penalised: target and hedges are taken from their means first.
///
/// - Source: W. Greene, "Econometric Analysis", 7th edition (2012), chapters 3 and 4; A. Hoerl, R. Kennard, "Ridge
///   regression", Technometrics 12 (1970); R. Tibshirani, "Regression shrinkage and selection via the lasso", J.
///   Royal Statistical Society B 58 (1996); J. Friedman, T. Hastie, R. Tibshirani, "Regularization paths for
///   generalized linear models via coordinate descent", J. Statistical Software 33 (2010).
public struct HedgeRegression: Sendable, Hashable {
  /// How coefficients are kept small.
  public enum Penalty: Sendable, Hashable {
    /// Least squares.
    case none
    /// λ of the ridge, ≥ 0, in squared units of the hedges.
    case ridge(Double)
    /// λ of the lasso, ≥ 0, in units of target × hedge.
    case lasso(Double)
  }

  /// Most passes of the lasso over all coefficients.
  public static let passesMax = 100_000
  /// Most hedges of one regression.
  public static let hedgesMax = 256

  /// The penalty.
  public let penalty: Penalty
  /// a: what the target does while no hedge moves.
  public let intercept: Double
  /// b: units of each hedge to be sold for one unit of the target; shape `[hedge]`.
  public let ratios: [Double]
  /// Standard errors of the ratios; nil for ridge and lasso, whose estimates are biased.
  public let standardErrors: [Double]?
  /// The share of the target's variance that the fit explains.
  public let rSquared: Double
  /// Variance of the residuals, over n less what was estimated.
  public let residualVariance: Double
  /// Steps.
  public let stepCount: Int

  /// A regression.
  ///
  /// - Parameters:
  ///   - target: Returns of what is to be hedged; shape `[step]`.
  ///   - hedges: Returns of each hedge; shape `[hedge][step]`.
  /// - Throws: `invalidInput` for shapes or numbers that cannot be; `missingMarketData` where there are not more
  ///   steps than unknowns; `notApplicable` where the target does not move or hedges make each other up;
  ///   `noConvergence` where the lasso does not settle in `passesMax` passes.
  public init(
    of target: [Double], on hedges: [[Double]], _ penalty: Penalty
  ) throws(SteelyardError) {
    try HedgeRegression.check(target, hedges, penalty)
    let sample = CentredSample(target, hedges)
    guard sample.targetSquares > 0 else {
      throw SteelyardError(
        .notApplicable, "The target does not move.", remedy: "Give steps over which it moves.")
    }
    self.penalty = penalty
    stepCount = target.count
    let found: [Double]
    switch penalty {
    case .none: found = try sample.leastSquares()
    case .ridge(let weight): found = try sample.ridge(weight)
    case .lasso(let weight): found = try sample.lasso(weight)
    }
    ratios = found
    intercept =
      sample.targetMean - zip(found, sample.hedgeMeans).reduce(0) { $0 + $1.0 * $1.1 }
    let residualSquares = sample.residualSquares(found)
    rSquared = 1 - residualSquares / sample.targetSquares
    let unknowns = hedges.count + 1
    residualVariance = residualSquares / Double(target.count - unknowns)
    guard case .none = penalty else {
      standardErrors = nil
      return
    }
    let variance = residualVariance
    standardErrors = try sample.inverseSquares().map { (variance * $0).squareRoot() }
  }

  private static func check(
    _ target: [Double], _ hedges: [[Double]], _ penalty: Penalty
  ) throws(SteelyardError) {
    guard !hedges.isEmpty, hedges.count <= hedgesMax else {
      throw SteelyardError(
        .invalidInput, "There are \(hedges.count) hedges.",
        remedy: "Give from 1 to \(hedgesMax).")
    }
    for (place, hedge) in hedges.enumerated() where hedge.count != target.count {
      throw SteelyardError(
        .invalidInput, "Hedge \(place) has \(hedge.count) steps, the target \(target.count).",
        remedy: "Give all over the same steps.")
    }
    guard target.count > hedges.count + 1, target.count <= HedgeSeries.stepsMax else {
      throw SteelyardError(
        .missingMarketData, "\(target.count) steps for \(hedges.count) hedges and an intercept.",
        remedy: "Give more steps than unknowns, at most \(HedgeSeries.stepsMax).")
    }
    guard target.allSatisfy(\.isFinite), hedges.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw SteelyardError(
        .invalidInput, "A return is not finite.", remedy: "Leave out steps without returns.")
    }
    switch penalty {
    case .none: break
    case .ridge(let weight), .lasso(let weight):
      guard weight >= 0, weight.isFinite else {
        throw SteelyardError(
          .invalidInput, "The penalty is \(weight).", remedy: "Give a finite number from 0 up.")
      }
    }
  }
}
