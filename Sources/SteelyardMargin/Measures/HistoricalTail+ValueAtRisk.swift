public import SteelyardContracts
import SteelyardMath

extension HistoricalTail {
  /// The value at risk.
  ///
  /// - Parameters:
  ///   - level: The share of outcomes that are no worse, between 0 and 1.
  ///   - convention: Which observation, or what between two.
  /// - Returns: A loss, positive; negative where even the tail is a gain.
  /// - Throws: `invalidInput`; `notApplicable` for weighted scenarios under a convention for samples.
  public func valueAtRisk(
    level: Double, convention: ValueAtRiskConvention = .smallestSufficientLoss
  ) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    guard isEquallyWeighted || convention == .smallestSufficientLoss else {
      throw SteelyardError(
        .notApplicable, "The convention \(convention) counts observations; these carry weights.",
        remedy: "Use smallestSufficientLoss.")
    }
    let tail = 1 - level
    let size = Double(count)
    switch convention {
    case .smallestSufficientLoss: return -sortedProfit[boundaryRank(level: level)]
    case .sample(let convention):
      guard let found = quantile(tail, ofSorted: sortedProfit, convention: convention) else {
        preconditionFailure("a checked level and a sample that is not empty have a quantile")
      }
      return -found
    case .worseNeighbour: return -sortedProfit[Int(((size - 1) * tail).rounded(.down))]
    case .betterNeighbour: return -sortedProfit[Int(((size - 1) * tail).rounded(.up))]
    case .literalRank:
      return -sortedProfit[min(max(Int((size * tail).rounded(.up)), 1), count) - 1]
    case .outwardRank:
      let rank = min(max(Int((size * min(level, tail)).rounded(.up)), 1), count)
      return -sortedProfit[tail <= 0.5 ? rank - 1 : count - rank]
    }
  }

  /// The place, from the worst, of the first scenario with which the weight passed exceeds 1 − level.
  func boundaryRank(level: Double) -> Int {
    let mass = 1 - level
    var passed = CompensatedSum()
    for (rank, weight) in sortedWeights.enumerated() {
      passed.add(weight)
      // A mass that is met exactly but for rounding is met, as in the models' measure.
      if passed.value > mass * (1 + 1e-12) { return rank }
    }
    return count - 1
  }
}
