public import SteelyardContracts
public import SteelyardMath

/// A linear program with the tail mean of losses in its cost: c·x + weight × CVaR of L x.
///
/// CVaR at level β of losses with probabilities p is the least over z of z + Σ p_s max(0, ℓ_s − z) / (1 − β): the mean of the worst
/// 1 − β, with the share of a scenario that stands on the edge.
///
/// - Source: R. Rockafellar, S. Uryasev, "Optimization of conditional value-at-risk", Journal of Risk 2 (2000), pp. 21-41; for
///   distributions with atoms their "Conditional value-at-risk for general loss distributions", Journal of Banking & Finance 26 (2002).
public struct TailProgram: Sendable, Hashable {
  /// Costs, bounds and rows.
  public let linear: LinearProgram
  /// Loss of one of each variable in each scenario, positive for a loss; shape `[scenario × variable]`.
  public let losses: Matrix
  /// Probability of each scenario, summing to 1; shape `[scenario]`.
  public let probabilities: [Double]
  /// β, such as 0.95.
  public let level: Double
  /// What the tail mean is multiplied by.
  public let weight: Double

  /// A program from its parts.
  ///
  /// - Throws: `invalidInput` for a matrix of another shape or with numbers that are not finite, probabilities that are not or that do not
  ///   sum to 1, a level that is not in [0, 1), or a weight that is not positive; `limitExceeded` beyond `LinearProgram.sizeMax`.
  public init(
    linear: LinearProgram, losses: Matrix, probabilities: [Double], level: Double, weight: Double
  ) throws(SteelyardError) {
    guard linear.variableCount > 0, losses.columnCount == linear.variableCount,
      losses.rowCount > 0, losses.rowCount == probabilities.count,
      losses.elements.allSatisfy(\.isFinite)
    else {
      throw SteelyardError(
        .invalidInput,
        "Losses are \(losses.rowCount) by \(losses.columnCount) for \(probabilities.count) scenarios and"
          + " \(linear.variableCount) variables, or not all finite.",
        remedy: "Give a finite loss for each scenario and variable, and at least one of each.")
    }
    guard losses.elements.count <= 20 * LinearProgram.sizeMax else {
      throw SteelyardError(
        .limitExceeded, "\(losses.elements.count) losses are more than a tail program takes.",
        remedy: "Take fewer scenarios.")
    }
    let sum = probabilities.reduce(0, +)
    guard probabilities.allSatisfy({ $0 >= 0 && $0.isFinite }), abs(sum - 1) <= 1e-9 else {
      throw SteelyardError(
        .invalidInput, "The scenarios' probabilities sum to \(sum), or one is negative.",
        remedy: "Give probabilities from 0 up that sum to 1.")
    }
    guard level >= 0, level < 1, weight > 0, weight.isFinite else {
      throw SteelyardError(
        .invalidInput, "A tail mean at level \(level), weighed \(weight), is none.",
        remedy: "Give a level from 0 to below 1, such as 0.95, and a positive weight.")
    }
    self.linear = linear
    self.losses = losses
    self.probabilities = probabilities
    self.level = level
    self.weight = weight
  }

  /// Some of the scenarios of a program, already checked.
  init(sampled program: TailProgram, losses: Matrix, probabilities: [Double]) {
    linear = program.linear
    self.losses = losses
    self.probabilities = probabilities
    level = program.level
    weight = program.weight
  }

  /// The mean of the worst 1 − β of some losses, with the share of the one on the edge.
  ///
  /// - Returns: The mean, and the loss on the edge.
  public static func tailMean(
    of losses: [Double], probabilities: [Double], level: Double
  ) -> (mean: Double, threshold: Double) {
    let order = losses.indices.sorted { (-losses[$0], $0) < (-losses[$1], $1) }
    var left = 1 - level
    var sum = 0.0
    var threshold = order.first.map { losses[$0] } ?? 0
    for scenario in order where left > 0 {
      let share = min(left, probabilities[scenario])
      guard share > 0 else { continue }
      sum += share * losses[scenario]
      left -= share
      threshold = losses[scenario]
    }
    return (sum / (1 - level - max(left, 0)), threshold)
  }
}
