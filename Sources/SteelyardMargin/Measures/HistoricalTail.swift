public import SteelyardContracts
import SteelyardMath

/// The tail of a set of scenario profits, as they are: no distribution is assumed.
///
/// The measures of the models (`RiskMeasure`) are `valueAtRisk` with `.smallestSufficientLoss` and
/// `expectedShortfall` with `.acerbiTasche`, floored at 0; here they are not floored, other
/// conventions can be asked for, and each comes with its standard error.
public struct HistoricalTail: Sendable, Hashable {
  /// Scenarios from the lowest profit up, of equals the first one first; shape `[scenario]`.
  public let order: [Int]
  /// Profits in that order, rising, in the currency of the input; shape `[scenario]`.
  public let sortedProfit: [Double]
  /// Weights in that order, summing to 1; shape `[scenario]`.
  public let sortedWeights: [Double]
  /// Whether all scenarios count alike.
  public let isEquallyWeighted: Bool

  /// Most scenarios: the exact intervals of order statistics are tested up to here.
  public static let scenariosMax = BinomialDistribution.trialsMax

  /// Sorts the scenarios of a book.
  ///
  /// - Parameters:
  ///   - profit: P&L of the book, positive for a gain; shape `[scenario]`, finite, not empty.
  ///   - weights: Weights ≥ 0, not all 0, in any unit; shape `[scenario]`; nil where all count alike.
  /// - Throws: `invalidInput`, `limitExceeded`.
  public init(profit: [Double], weights: [Double]? = nil) throws(SteelyardError) {
    try TailLevel.check(profit: profit, weights: weights)
    guard profit.count <= HistoricalTail.scenariosMax else {
      throw SteelyardError(
        .limitExceeded,
        "\(profit.count) scenarios; at most \(HistoricalTail.scenariosMax) are measured.",
        remedy: "Use fewer scenarios.")
    }
    let order = profit.indices.sorted { (profit[$0], $0) < (profit[$1], $1) }
    self.order = order
    sortedProfit = order.map { profit[$0] }
    let count = Double(profit.count)
    if let weights, let first = weights.first, weights.contains(where: { $0 != first }) {
      let total = CompensatedSum(weights).value
      sortedWeights = order.map { weights[$0] / total }
      isEquallyWeighted = false
    } else {
      sortedWeights = [Double](repeating: 1 / count, count: profit.count)
      isEquallyWeighted = true
    }
  }

  /// How many scenarios.
  public var count: Int { order.count }

  /// How many equally weighted scenarios would say as much, 1/Σw².
  ///
  /// - Source: L. Kish, "Survey Sampling" (1965), section 11.7.
  public var effectiveCount: Double {
    if isEquallyWeighted { return Double(count) }
    return 1 / CompensatedSum(sortedWeights.lazy.map { $0 * $0 }).value
  }

  /// The mean profit, in the currency of the input.
  public var mean: Double {
    CompensatedSum(zip(sortedProfit, sortedWeights).lazy.map { $0 * $1 }).value
  }
}
