public import SteelyardContracts
import SteelyardMath

extension HistoricalTail {
  /// The expected shortfall.
  ///
  /// - Parameters:
  ///   - level: The share of outcomes outside the tail, between 0 and 1.
  ///   - convention: Which outcomes are averaged.
  /// - Returns: The mean loss of the tail, positive; negative where the tail is a gain.
  /// - Throws: `invalidInput`; `notApplicable` for weighted scenarios under a convention that counts
  ///   observations, or where nothing lies strictly beyond the value at risk.
  public func expectedShortfall(
    level: Double, convention: ShortfallConvention = .acerbiTasche
  ) throws(SteelyardError) -> Double {
    switch convention {
    case .acerbiTasche: return try tail(level: level).expectedShortfall
    case .wholeObservations:
      try TailLevel.check(level)
      guard isEquallyWeighted else {
        throw SteelyardError(
          .notApplicable, "Whole observations cannot be counted where they carry weights.",
          remedy: "Use acerbiTasche.")
      }
      let worst = Int((Double(count) * (1 - level)).rounded(.up))
      return meanLoss(ranks: 0..<min(max(worst, 1), count))
    case .beyond(let convention):
      let boundary = try -valueAtRisk(level: level, convention: convention)
      guard let end = sortedProfit.firstIndex(where: { $0 >= boundary }), end > 0 else {
        throw SteelyardError(
          .notApplicable, "No scenario loses more than the value at risk at \(level).",
          remedy: "Use acerbiTasche, or a lower level.")
      }
      return meanLoss(ranks: 0..<end)
    case .atOrBeyond(let convention):
      let boundary = try -valueAtRisk(level: level, convention: convention)
      return meanLoss(ranks: 0..<(sortedProfit.firstIndex { $0 > boundary } ?? count))
    }
  }

  /// What Rockafellar and Uryasev minimise: z + E[max(loss − z, 0)]/(1 − level).
  ///
  /// - Parameters:
  ///   - threshold: z, a loss.
  ///   - level: Between 0 and 1.
  /// - Returns: At least the expected shortfall; equal to it where `threshold` is a value at risk.
  /// - Throws: `invalidInput`.
  public func shortfallObjective(
    threshold: Double, level: Double
  ) throws(SteelyardError) -> Double {
    try TailLevel.check(level)
    let excess = zip(sortedProfit, sortedWeights).lazy.map { max(-$0 - threshold, 0) * $1 }
    return threshold + CompensatedSum(excess).value / (1 - level)
  }

  /// The scenarios of the tail with their shares of the expected shortfall.
  ///
  /// - Throws: `invalidInput` for a level outside (0, 1).
  public func tail(level: Double) throws(SteelyardError) -> ShortfallTail {
    try TailLevel.check(level)
    let mass = 1 - level
    var left = mass
    var members: [ShortfallTail.Member] = []
    for (rank, weight) in sortedWeights.enumerated() where left > 0 && weight > 0 {
      let taken = min(left, weight)
      // The rounding that a sum of weights leaves of a met mass is no scenario of its own.
      if taken <= 1e-12 * mass && !members.isEmpty { break }
      members.append(
        ShortfallTail.Member(
          scenario: order[rank], profit: sortedProfit[rank], share: taken / mass))
      left -= taken
    }
    return ShortfallTail(level: level, members: members)
  }

  private func meanLoss(ranks: Range<Int>) -> Double {
    let weight = CompensatedSum(sortedWeights[ranks]).value
    return -CompensatedSum(ranks.lazy.map { sortedProfit[$0] * sortedWeights[$0] }).value / weight
  }
}
