import Glibc
public import SteelyardContracts
import SteelyardMath

/// Weights whose capital grows fastest in scenarios: the Kelly fraction of several assets without assuming normal returns.
///
/// The most of Σ p_s ln(1 + r_s · w) under constraints, a concave function; what the weights leave of the capital earns nothing.
///
/// - Source: T. Cover, J. Thomas, "Elements of Information Theory", 2nd edition (2006), chapter 16.
public struct GrowthAllocation: Sendable {
  /// Joint returns.
  public let scenarios: ReturnScenarios
  /// What the weights have to keep to.
  public let constraints: AllocationConstraints
  private let program: AllocationProgram
  private static let stepsMax = 200

  /// Weights, the growth per step that they come to, and what is left of the first-order conditions.
  public struct Growth: Sendable, Hashable {
    /// How it ended; unbounded where nothing keeps the weights from ruin.
    public let status: Allocation.Status
    /// The weights; shape `[asset]`.
    public let weights: [Double]
    /// Expected logarithm of 1 + return, per step.
    public let growth: Double
    /// Constraints that decide; prices are of the growth, with the other sign.
    public let bindings: [Binding]
    /// What the quadratic model at the weights could still gain, as a share of the larger of the growth and 1e-6.
    public let residual: Double
  }

  /// A problem from its parts.
  ///
  /// - Throws: `invalidInput` where the constraints do not fit the assets or each other; `notApplicable` with a cost of trading.
  public init(
    _ scenarios: ReturnScenarios, _ constraints: AllocationConstraints
  ) throws(SteelyardError) {
    guard constraints.tradingCosts == nil else {
      throw SteelyardError(
        .notApplicable, "Growth does not count the cost of trading.",
        remedy: "Limit the turnover in its place.")
    }
    self.scenarios = scenarios
    self.constraints = constraints
    program = try AllocationProgram(scenarios.assets, constraints)
  }

  /// The weights, by quadratic programs on the second-order expansion with steps halved until growth rises.
  ///
  /// - Returns: Infeasible where no weights keep the constraints and are worth more than nothing in every scenario that the first
  ///   weights meet.
  /// - Throws: What the programs throw.
  public func allocation() throws(SteelyardError) -> Growth {
    let count = scenarios.assets.count
    let start = try program.solvedQuadratic(
      hessian: .identity(count), costs: [Double](repeating: 0, count: count))
    var weights = start.weights
    guard start.status == .optimal, var growth = growth(weights) else {
      return Growth(
        status: start.status == .optimal ? .infeasible : start.status, weights: weights,
        growth: -.infinity, bindings: [], residual: .infinity)
    }
    var bindings: [Binding] = []
    var residual = Double.infinity
    for _ in 0..<Self.stepsMax {
      let model = expansion(weights)
      let costs = zip(model.hessian * weights, model.gradient).map { -$0 - $1 }
      let step = try program.solvedQuadratic(hessian: model.hessian, costs: costs)
      guard step.status == .optimal else {
        return Growth(
          status: step.status, weights: weights, growth: growth, bindings: [], residual: .infinity)
      }
      bindings = step.bindings
      let move = zip(step.weights, weights).map { $0 - $1 }
      let gain =
        zip(model.gradient, move).reduce(0) { $0 + $1.0 * $1.1 }
        - 0.5 * model.hessian.quadraticForm(move)
      residual = max(gain, 0) / max(abs(growth), 1e-6)
      if residual <= 1e-13 { break }
      var length = 1.0
      var next: (weights: [Double], growth: Double)?
      while length > 1e-9, next == nil {
        let tried = zip(weights, move).map { $0 + length * $1 }
        if let value = self.growth(tried), value > growth { next = (tried, value) }
        length *= 0.5
      }
      guard let next else { break }
      (weights, growth) = next
    }
    return Growth(
      status: residual <= 1e-8 ? .optimal : .stopped, weights: weights, growth: growth,
      bindings: bindings, residual: residual)
  }

  /// Expected logarithm of what capital becomes; nil where it is lost.
  private func growth(_ weights: [Double]) -> Double? {
    var sum = CompensatedSum()
    for (profit, probability) in zip(scenarios.returns(of: weights), scenarios.probabilities)
    where probability > 0 {
      guard profit > -1 else { return nil }
      sum.add(probability * log1p(profit))
    }
    return sum.value
  }

  /// Slopes of the growth, and its curvature with the other sign.
  private func expansion(_ weights: [Double]) -> (gradient: [Double], hessian: Matrix) {
    let count = weights.count
    var gradient = [Double](repeating: 0, count: count)
    var hessian = Matrix(rowCount: count, columnCount: count, repeating: 0)
    let profits = scenarios.returns(of: weights)
    for (scenario, probability) in scenarios.probabilities.enumerated() {
      let capital = 1 + profits[scenario]
      for row in 0..<count {
        let slope = scenarios.returns[scenario, row] / capital
        gradient[row] += probability * slope
        for column in 0...row {
          hessian[row, column] += probability * slope * scenarios.returns[scenario, column] / capital
        }
      }
    }
    return (gradient, Matrix(size: count) { hessian[max($0, $1), min($0, $1)] })
  }
}
