import Glibc

/// A generalised Pareto distribution fitted to excesses by maximum likelihood.
///
/// With τ = ξ/β the likelihood's maximum over ξ is ξ(τ) = mean ln(1 + τy), so one unknown is left;
/// the fit is the highest point where the profile's slope is zero and ξ > −1. Below −1 the likelihood
/// has no maximum.
///
/// - Accuracy: The slope is zero to rounding; shape and scale to about 1e-12 relative.
/// - Source: S. Grimshaw, "Computing maximum likelihood estimates for the generalized Pareto
///   distribution", Technometrics 35 (1993), pp. 185-191; standard errors R. Smith, "Maximum
///   likelihood estimation in a class of nonregular cases", Biometrika 72 (1985), pp. 67-90.
public struct GeneralisedParetoFit: Sendable, Hashable {
  /// The fitted distribution; meaningful only where `status` is `converged`.
  public let distribution: GeneralisedPareto
  /// How many excesses.
  public let count: Int
  /// The logarithm of the likelihood at the fit.
  public let logLikelihood: Double
  /// `converged`, or `notBracketed` where the likelihood has no maximum with ξ > −1.
  public let status: SolverStatus

  /// Fewest excesses that a fit of two parameters is attempted on.
  public static let countMin = 5

  /// The fit.
  ///
  /// - Parameter excesses: Amounts over the threshold, each ≥ 0 and finite, not all zero, at least
  ///   `countMin`; shape `[excess]`.
  /// - Returns: Nil for excesses that are too few or outside their range.
  public init?(_ excesses: [Double]) {
    guard excesses.count >= GeneralisedParetoFit.countMin,
      excesses.allSatisfy({ $0 >= 0 && $0.isFinite }), let largest = excesses.max(), largest > 0,
      let exponential = GeneralisedPareto(
        shape: 0, scale: CompensatedSum(excesses).value / Double(excesses.count))
    else { return nil }
    let profile = ParetoProfile(excesses.map { $0 / largest })
    var best: (ratio: Double, value: Double)?
    for bracket in profile.brackets {
      let root = brentRoot(
        lower: bracket.lowerBound, upper: bracket.upperBound, tolerance: 1e-16,
        maximumIterations: 200, function: profile.slope)
      let point = profile.parameters(root.value)
      guard root.status == .converged, point.shape > -1 else { continue }
      if profile.value(root.value) > best?.value ?? -.infinity {
        best = (root.value, profile.value(root.value))
      }
    }
    count = excesses.count
    let fitted = best.map { profile.parameters($0.ratio) }
    let chosen = fitted.flatMap { GeneralisedPareto(shape: $0.shape, scale: $0.scale * largest) }
    distribution = chosen ?? exponential
    status = chosen == nil ? .notBracketed : .converged
    let density = distribution
    logLikelihood = CompensatedSum(excesses.lazy.map(density.logarithmOfDensity)).value
  }

  /// The asymptotic covariance of (ξ, β): variances and covariance; nil for ξ ≤ −1/2, where the
  /// estimates are not asymptotically normal.
  public var covariance: (shape: Double, scale: Double, both: Double)? {
    let (shape, scale) = (distribution.shape, distribution.scale)
    guard status == .converged, shape > -0.5 else { return nil }
    let factor = (1 + shape) / Double(count)
    return ((1 + shape) * factor, 2 * scale * scale * factor, -scale * factor)
  }
}

/// The likelihood of excesses, scaled to a largest of one, along τ.
private struct ParetoProfile {
  let excesses: [Double]

  init(_ excesses: [Double]) { self.excesses = excesses }

  private func mean(_ term: (Double) -> Double) -> Double {
    CompensatedSum(excesses.lazy.map(term)).value / Double(excesses.count)
  }

  /// ξ and β at τ.
  ///
  /// β = ξ/τ is the mean of y ln(1 + τy)/(τy), which has no hole at zero.
  func parameters(_ ratio: Double) -> (shape: Double, scale: Double) {
    let scale = mean { $0 * logarithmRatio(ratio * $0) }
    return (ratio * scale, scale)
  }

  /// The mean log-likelihood.
  func value(_ ratio: Double) -> Double {
    let (shape, scale) = parameters(ratio)
    return -log(scale) - shape - 1
  }

  /// The derivative of `value`, written without the difference that vanishes at zero.
  func slope(_ ratio: Double) -> Double {
    let scale = mean { $0 * logarithmRatio(ratio * $0) }
    let bend = mean { $0 * $0 * ParetoProfile.bend(ratio * $0) }
    return bend / scale - mean { $0 / (1 + ratio * $0) }
  }

  /// [ln(1 + u) − u/(1 + u)]/u².
  private static func bend(_ argument: Double) -> Double {
    if abs(argument) > 0.05 {
      return (log1p(argument) - argument / (1 + argument)) / (argument * argument)
    }
    var sum = 0.0
    for order in stride(from: 14, through: 0, by: -1) {
      sum = Double(order + 1) / Double(order + 2) - argument * sum
    }
    return sum
  }

  /// Where the slope falls through zero, on a grid: from the end at τ = −1 outwards, both sides of zero.
  var brackets: [ClosedRange<Double>] {
    var grid: [Double] = []
    for step in 0...80 { grid.append(-1 + exp(Double(step - 80) * 0.25)) }
    for step in -40...80 { grid.append(exp(Double(step) * 0.25)) }
    for step in -40...(-1) { grid.append(-exp(Double(step) * 0.25)) }
    grid.sort()
    var found: [ClosedRange<Double>] = []
    var before = (grid[0], slope(grid[0]))
    for ratio in grid.dropFirst() where ratio > before.0 {
      let value = slope(ratio)
      if before.1 > 0 && value <= 0 { found.append(before.0...ratio) }
      before = (ratio, value)
    }
    return found
  }
}
