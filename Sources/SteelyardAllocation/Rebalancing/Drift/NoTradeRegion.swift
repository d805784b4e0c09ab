public import SteelyardContracts
public import SteelyardMath
import SteelyardOptimisation

/// The weights around targets at which no trade is worth its cost, coins that move together counted together.
///
/// A weight that is off its target costs utility for as long as it stays so, a trade costs once. Over a horizon of H
/// years
///
///     minimise  γ H / 2 (w − t)' Σ (w − t) + Σ c_i |w_i − h_i|
///
/// over the weights w after, from the weights h held. Nothing is traded where |γ H Σ (h − t)|_i ≤ c_i for every coin:
/// the marginal utility of each trade is below its cost. From outside, the solution lies on the edge of that region. Up
/// to a constant the quadratic is the utility μ'w − γ/2 w'Σw of an investor for whom the targets are best, μ = γ Σ t.
///
/// - Source: J. Liu, "Optimal consumption and investment with transaction costs and multiple risky assets", Journal of
///   Finance 59 (2004), pp. 289-338, for the shape of the region; the one-period program is that of
///   M. Best, J. Hlouskova, "Portfolio selection and transactions costs", Computational Optimization and
///   Applications 24 (2003), pp. 95-116.
public struct NoTradeRegion: Sendable, Hashable {
  /// Weights after the trades that are worth their cost; shape `[coin]`.
  public let weights: [Double]
  /// What moving each weight by one towards its best would gain in utility, at the weights held; shape `[coin]`, ≥ 0.
  public let marginalUtility: [Double]
  /// What a dollar traded of each costs, decimal; shape `[coin]`.
  public let costs: [Double]
  /// How far the solution is from the Karush-Kuhn-Tucker conditions.
  public let residual: Double

  /// Moves below this are rounding of the program.
  static let crumb = 1e-9

  /// Whether nothing is worth trading.
  public func isInside(_ held: [Double]) -> Bool {
    zip(weights, held).allSatisfy { abs($0 - $1) <= NoTradeRegion.crumb }
  }

  /// The region around targets, as seen from weights that are held.
  ///
  /// - Parameters:
  ///   - held: Weights now; shape `[coin]`.
  ///   - targets: Weights that would be best without costs; shape `[coin]`.
  ///   - covariance: Of returns a year; shape `[coin × coin]`.
  ///   - costs: What a dollar traded of each costs, ≥ 0; shape `[coin]`.
  ///   - riskAversion: γ > 0.
  ///   - horizonYears: H > 0, how long the weights are kept.
  /// - Throws: `invalidInput` for shapes that differ or numbers out of range, and for what is no covariance;
  ///   `noConvergence` where the program is not solved to its certificate.
  public init(
    held: [Double], targets: [Double], covariance: Matrix, costs: [Double], riskAversion: Double,
    horizonYears: Double
  ) throws(SteelyardError) {
    let count = held.count
    guard count > 0, targets.count == count, costs.count == count, covariance.rowCount == count,
      covariance.columnCount == count, (held + targets).allSatisfy(\.isFinite),
      costs.allSatisfy({ $0 >= 0 && $0.isFinite }), riskAversion > 0, riskAversion.isFinite,
      horizonYears > 0, horizonYears.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "There is no region for \(count) weights, \(targets.count) targets, \(costs.count) costs, a covariance of "
          + "\(covariance.rowCount) by \(covariance.columnCount), a risk aversion of \(riskAversion) and a horizon of "
          + "\(horizonYears) years.",
        remedy:
          "Give one of each for every coin, costs from 0 up, and an aversion and a horizon above zero."
      )
    }
    let slopes = covariance * zip(held, targets).map { $0 - $1 }
    let gradient = slopes.map { riskAversion * horizonYears * $0 }
    // What is bought and what is sold are variables of their own, so that costs are linear.
    var linear = LinearProgram()
    let positive = try LinearProgram.Bounds.atLeast(0)
    for coin in 0..<count {
      try linear.addVariable(cost: gradient[coin] + costs[coin], within: positive)
    }
    for coin in 0..<count {
      try linear.addVariable(cost: -gradient[coin] + costs[coin], within: positive)
    }
    var hessian = Matrix(rowCount: 2 * count, columnCount: 2 * count, repeating: 0)
    for row in 0..<(2 * count) {
      for column in 0..<(2 * count) {
        let sign = (row < count) == (column < count) ? 1.0 : -1.0
        hessian[row, column] =
          sign * riskAversion * horizonYears * covariance[row % count, column % count]
      }
    }
    let solution = try QuadraticProgram(linear: linear, hessian: hessian).solved()
    guard solution.status == .optimal else {
      throw SteelyardError(
        .noConvergence,
        "The no-trade region was not found: a residual of \(solution.residual) is left.",
        remedy: "Leave out coins that are nearly the same.")
    }
    weights = (0..<count).map { coin in
      let move = solution.values[coin] - solution.values[count + coin]
      return abs(move) <= NoTradeRegion.crumb ? held[coin] : held[coin] + move
    }
    marginalUtility = gradient.map { abs($0) }
    self.costs = costs
    residual = solution.residual
  }
}
