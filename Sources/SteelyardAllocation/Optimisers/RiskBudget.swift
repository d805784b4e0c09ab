import Glibc
public import SteelyardContracts
import SteelyardMath

/// Weights whose contributions to the deviation are budgeted; equal budgets are risk parity.
///
/// The weights are y / Σ y for the only y > 0 with y_i (Σ y)_i = b_i: the minimum of ½ yᵀΣy − Σ b_i ln y_i, which is strictly convex. So they
/// are unique, positive and sum to 1, and no other constraint can be kept at the same time.
///
/// - Source: S. Maillard, T. Roncalli, J. Teïletche, "The properties of equally weighted risk contribution portfolios", Journal of Portfolio
///   Management 36 (2010), pp. 60-70; F. Spinu, "An algorithm for computing risk parity weights" (2013).
public struct RiskBudget: Sendable {
  /// Covariances.
  public let moments: AssetMoments
  /// The share of the deviation that each asset is to have, summing to 1; shape `[asset]`.
  public let budgets: [Double]

  /// The largest difference of a share of the deviation from its budget that counts as solved.
  public static let residualMax = 1e-10
  private static let stepsMax = 200

  /// Budgets of each asset.
  ///
  /// - Throws: `invalidInput` for another count, or budgets that are not positive or do not sum to 1.
  public init(_ moments: AssetMoments, budgets: [Double]) throws(SteelyardError) {
    guard budgets.count == moments.assets.count,
      budgets.allSatisfy({ $0 > 0 && $0.isFinite }), abs(budgets.reduce(0, +) - 1) <= 1e-9
    else {
      throw SteelyardError(
        .invalidInput,
        "\(budgets.count) risk budgets for \(moments.assets.count) assets, or not positive with a sum of 1.",
        remedy: "Give each asset a positive share of the risk; together 1.")
    }
    self.moments = moments
    self.budgets = budgets
  }

  /// As much risk from each asset.
  public static func parity(_ moments: AssetMoments) -> RiskBudget {
    RiskBudget(parity: moments)
  }

  private init(parity moments: AssetMoments) {
    self.moments = moments
    budgets = [Double](
      repeating: 1 / Double(moments.assets.count), count: moments.assets.count)
  }

  /// The weights, by Newton's method with steps that keep y positive and lower the objective.
  ///
  /// - Returns: The objective is the deviation; stopped where the residual is above `residualMax`.
  /// - Throws: `invalidInput` where the covariance is not positive semi-definite, or lets a portfolio of positive weights stand still.
  public func allocation() throws(SteelyardError) -> Allocation {
    // In units of each asset's deviation the matrix is the correlation, and every y is near 1.
    let deviations = moments.deviations
    let correlation = Matrix(size: budgets.count) {
      moments.covariance[$0, $1] / (deviations[$0] * deviations[$1])
    }
    var scaled = budgets.map { $0.squareRoot() }
    var value = objective(scaled, correlation)
    var steps = 0
    for step in 1...Self.stepsMax {
      steps = step
      let slopes = correlation * scaled
      let gradient = scaled.indices.map { slopes[$0] - budgets[$0] / scaled[$0] }
      var hessian = correlation
      for asset in budgets.indices {
        hessian[asset, asset] += budgets[asset] / (scaled[asset] * scaled[asset])
      }
      let factor = choleskyFactor(hessian, tolerance: 1e-14)
      guard factor.status == .converged, factor.rank == budgets.count else {
        throw SteelyardError(
          .invalidInput, "The covariance is not positive semi-definite.",
          remedy: "Estimate it from one panel without gaps, or shrink it.")
      }
      let move = factor.solution(gradient)
      let decrement = zip(gradient, move).reduce(0) { $0 + $1.0 * $1.1 }
      if decrement <= 1e-30 { break }
      var length = 1.0
      for asset in budgets.indices where move[asset] > 0 {
        length = min(length, 0.99 * scaled[asset] / move[asset])
      }
      var next = zip(scaled, move).map { $0 - length * $1 }
      var nextValue = objective(next, correlation)
      // Below the last bits of the objective a whole step is taken as it is.
      let isFine = decrement < 1e-12
      while !isFine, !(nextValue <= value - 0.25 * length * decrement), length > 1e-10 {
        length *= 0.5
        next = zip(scaled, move).map { $0 - length * $1 }
        nextValue = objective(next, correlation)
      }
      let isStill = zip(next, scaled).allSatisfy { abs($0 - $1) <= 1e-16 * $1 }
      scaled = next
      value = nextValue
      if isStill { break }
    }
    guard scaled.allSatisfy({ $0.isFinite && $0 < 1e8 }) else {
      throw SteelyardError(
        .invalidInput, "A portfolio of positive weights has no risk to share out.",
        remedy: "Leave out assets that offset each other exactly.")
    }
    let sizes = zip(scaled, deviations).map { $0 / $1 }
    let sum = CompensatedSum(sizes).value
    let weights = sizes.map { $0 / sum }
    let risk = RiskContributions.deviation(of: weights, covariance: moments.covariance)
    let residual = zip(risk.parts, budgets).reduce(0.0) {
      max($0, abs($1.0 / risk.risk - $1.1))
    }
    return Allocation(
      .riskBudget, weights: weights, value: risk.risk, moments: moments,
      status: residual <= Self.residualMax ? .optimal : .stopped, residual: residual,
      iterationCount: steps)
  }

  private func objective(_ scaled: [Double], _ correlation: Matrix) -> Double {
    0.5 * correlation.quadraticForm(scaled)
      - zip(budgets, scaled).reduce(0) { $0 + $1.0 * log($1.1) }
  }
}
